"""Proposals of the demo at each gate: at the units, late, passed on, objected to, prepared."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from demo.events import Event, in_write
from demo.putting import STEP, Told, put_forward
from demo.story import Story
from journeys.models import Status
from kernel import clock
from kernel.text import first_sentence, markdown, plain
from proposals.assessments import Feasibility
from proposals.queries import gates
from proposals.services import assigning, deciding, objecting, preparing
from proposals.services.assigning import Errand, Opinion
from proposals.services.ruling import Ruling

FIRST, SECOND = "murat", "zeynep"
OFFICE = "strateji"
SEEN = ("konu", "yetki", "benzer", "oneri")


TOLD = (
    Told(
        "cinaralti-bahce", "gulten", -19, "cinaralti",
        "Çınaraltı’nda boş parsele mahalle bahçesi",
        "İlkokulun arkasındaki boş yer moloz döküm yeri oldu.",
        "Moloz kalksın, sekiz yükseltilmiş sebze yatağı ve bir su ucu yapılsın. Bakımını "
        "mahalleli ile okul birlikte üstlenir.",
    ),
    Told(
        "yesilova-otobus", "kerem", -18, "yesilova",
        "Yeşilova’ya gece otobüsü",
        "Son otobüs 22.00’de. Kursu ve vardiyası geç bitenler yürüyor ya da taksi tutuyor.",
        "Cuma ve cumartesi 23.30’da bir sefer konulsun.",
    ),
    Told(
        "dolmus-durak", "nuray", -17, "kavakli",
        "Kavaklı dolmuş durağı yer değiştirsin",
        "Durak kavşağın içinde; dolmuş durunca yol kapanıyor.",
        "Durak elli metre ileri, cebin olduğu yere alınsın.",
    ),
    Told(
        "kiraathane-kitap", "gulten", -16, "cinaralti",
        "Mahalle kıraathanesine kitap köşesi",
        "Kıraathanede gün boyu oturan çok, okuyacak bir şey yok.",
        "Belediye kütüphanesi her ay elli kitap bıraksın, ay sonunda değiştirsin.",
    ),
    Told(
        "cukur-sokak", "hatice", -15, "sogutlu",
        "Sokağımızdaki çukur kapatılsın",
        "Yağmurdan sonra kapının önünde çukur açıldı, araba giremiyor.",
        "Çukur bir an önce asfaltla kapatılsın.",
    ),
    Told(
        "tepecik-kar", "berfin", -14, "tepecik",
        "Tepecik yokuşuna ısıtmalı kaldırım",
        "Kışın buz tutuyor; geçen yıl iki komşumuz düşüp kolunu kırdı.",
        "Yokuşun iki yanındaki kaldırımın altına ısıtma borusu döşensin.",
    ),
)  # fmt: skip
FORWARDED = (
    "Toplu taşıma hatlarını ve saatlerini büyükşehir belediyesi belirler; ilçe belediyesi sefer "
    "koyamaz. Önerinizi gerekçesiyle Ulaşım Dairesi’ne yazdık. Yanıt "
    "gelince bu sayfada yayımlayacağız."
)
OBJECTED = (
    "Yazının gitmesine sevindim ama belediyemizin kendi servis araçları var; okul yokken boş "
    "duruyorlar. Cuma ve cumartesi gecesi için onlarla bir deneme yapılıp yapılamayacağına "
    "bakılmadı."
)
REFUSED = (
    "Kıraathaneler özel işyeridir; belediye kütüphanesinin kitaplarını özel bir işyerine bırakması "
    "için dayanak bulunmuyor."
)
RIGHT = (
    "İtirazınızda haklısınız: kıraathanenin bulunduğu salon belediyenin. İlk kararda tapuya "
    "bakılmamıştı. Kütüphane Müdürlüğü dolap ve aylık değişim için 38.000 lira hesapladı; öneri "
    "oylamaya alındı."
)
MY_OBJECTION = (
    "Söz ettiğim kıraathane özel bir işyeri değil, belediyenin mahalle konağının alt katı. Kira "
    "sözleşmesi de belediyeyle yapılmış. Kararda bu yer karıştırılmış olabilir."
)
POTHOLE = (
    "Bu bir bakım isteği; oylanmasını beklemenize gerek yok. Fen İşleri’nin ekibi çözüm masası "
    "kaydıyla bir hafta içinde gelir."
)
POSTPONED = (
    "Isıtmalı kaldırımın işletme gideri bu yılın bütçesinde yok. Yokuş için hazırlanan altyapı "
    "projesi bahar başında biter; borular onunla birlikte döşenirse maliyet üçte bire iner. O gün "
    "öneriniz yeniden ele alınacak."
)
BOOKS = (
    "Kütüphanenin aracı salı öğleden sonraları boş. Gönüllü öğrenciler kitapları görevliyle "
    "birlikte götürür; yakıt ve sigorta için yılda 70.000 lira hesaplandı. Öneri oylamaya alındı."
)
STOVES = (
    "Piknik yerleri orman alanında; ateş yeri yapmaya ve ateşe izin vermeye orman idaresi karar "
    "verir. Önerinizi, geçen yazki iki yangının kaydıyla birlikte Orman İşletme Müdürlüğü’ne "
    "yazdık."
)
#: days from today: both are published together
PREPARED_ON, PREPARED_FOR = -1, 2
ASKED = "Parselin mülkiyetine ve su bağlantısına bakın; okul yönetimi ne diyor?"
GOOD = Opinion(
    Feasibility.WITH_CONDITIONS,
    "Zemin uygun, su hattı 12 metre ötede. Yataklar iki haftada yapılır. Bakım için okulla yazılı "
    "anlaşma gerekir.",
    cost_kurus=285_000_00,
    legal_basis="5393 sayılı Kanun m. 14",
    conditions="Okul yönetimiyle bakım anlaşması yapılması",
)


def events(story: Story) -> Iterator[Event]:
    for told in TOLD:
        html = markdown(told.text)
        yield story.when(told.day, 12), 22, in_write(partial(put_forward, story, told, html))
    for day, hour, order, happen in (*_at_the_gates(story), *_for_later(story)):
        if story.when(day, hour) < clock.now():
            yield story.when(day, hour), order, in_write(happen)


def _at_the_gates(story: Story) -> Iterator[tuple[int, int, int, Callable[[], None]]]:
    yield -12, 10, 41, partial(_ask, story, "cinaralti-bahce", {"park": 9, "fen": 12}, ASKED)
    yield -11, 10, 41, partial(_ask, story, "dolmus-durak", {"ulasim": 8}, "")
    yield -9, 14, 42, partial(_assess, story, "cinaralti-bahce", "nilgun", GOOD)
    yield -9, 15, 43, partial(_note, story, "cinaralti-bahce", "nilgun", "tuncay")
    yield -8, 9, 43, partial(_conflict, story, "dolmus-durak", "onur")
    forward = _ruling(
        story, Status.FORWARDED, FORWARDED,
        body="Büyükşehir Belediyesi Ulaşım Dairesi Başkanlığı", letter_number="E-2026/2210",
    )  # fmt: skip
    yield -10, 11, 41, partial(_decide, story, "yesilova-otobus", forward)
    yield -6, 20, 44, partial(_object, story, "yesilova-otobus", "kerem", OBJECTED)
    refuse = _ruling(story, Status.REFUSED, REFUSED)
    yield -11, 11, 41, partial(_decide, story, "kiraathane-kitap", refuse)
    yield -9, 20, 44, partial(_object, story, "kiraathane-kitap", "gulten", MY_OBJECTION)
    right = _ruling(story, Status.ON_BALLOT, RIGHT, cost_kurus=38_000_00)
    yield -3, 11, 45, partial(_answer, story, "kiraathane-kitap", right)
    desk = _ruling(story, Status.HANDED_OVER, POTHOLE, desk_number="ÇM-2026-4471")
    yield -13, 11, 41, partial(_decide, story, "cukur-sokak", desk)
    later = _ruling(
        story, Status.POSTPONED, POSTPONED,
        until_on=story.when(112, 9).date(), feasibility="Altyapı projesiyle birlikte yapılabilir",
        cost_kurus=1_900_000_00,
    )  # fmt: skip
    yield -5, 11, 41, partial(_decide, story, "tepecik-kar", later)


def _for_later(story: Story) -> Iterator[tuple[int, int, int, Callable[[], None]]]:
    """They wait at the desk: nobody else knows of them."""
    vote = _ruling(
        story, Status.ON_BALLOT, BOOKS, feasibility="Kütüphanenin aracıyla yapılabilir",
        cost_kurus=70_000_00,
    )  # fmt: skip
    yield PREPARED_ON, 15, 46, partial(_prepare, story, "evde-kitap", vote)
    forward = _ruling(
        story, Status.FORWARDED, STOVES,
        body="Orman İşletme Müdürlüğü", letter_number="E-2026/2384",
    )  # fmt: skip
    yield PREPARED_ON, 16, 46, partial(_prepare, story, "ilica-ates", forward)


def _ruling(story: Story, outcome: Status, reason: str, **more: object) -> Ruling:
    places = story.places
    return Ruling(
        outcome,
        places.unit_names[OFFICE],
        unit_id=places.units[OFFICE],
        reason=reason,
        reason_html=markdown(reason) if reason else "",
        summary=first_sentence(plain(reason, 390)) if reason else "",
        checks=SEEN if outcome in (Status.ASSESSING, Status.POSTPONED) else (),
        **more,  # type: ignore[arg-type]
    )


def _ask(story: Story, key: str, units: dict[str, int], question: str) -> None:
    today = clock.today()
    assigning.send_to_units(
        gates.get_case(story.proposals[key]).proposal,
        by=story.places.people[FIRST],
        ruling=_ruling(story, Status.ASSESSING, ""),
        errands=[
            Errand(story.places.units[unit], today + timedelta(days=days), question=question)
            for unit, days in units.items()
        ],
    )


def _assess(story: Story, key: str, by: str, opinion: Opinion) -> None:
    places = story.places
    unit = places.units[places.staff_units[by]]
    row = next(one for one in gates.list_assessments(story.proposals[key]) if one.unit_id == unit)
    criteria = gates.list_criteria(story.activities[STEP])
    points = {one.id: 3 + position % 3 for position, one in enumerate(criteria) if one.id}
    assigning.assess(gates.get_asked(row.id), by=places.people[by], opinion=opinion, points=points)


def _note(story: Story, key: str, by: str, named: str) -> None:
    case, colleague = gates.get_case(story.proposals[key]), story.places.people[named]
    body = f"@{colleague.name}, moloz için döküm sahasında yer var mı? Park tarafı hazır."
    people, _unknown = assigning.named_in(body, gates.list_colleagues(case))
    assigning.note(case, by=story.places.people[by], body=body, named=people)


def _conflict(story: Story, key: str, by: str) -> None:
    reason = "Durağın yanındaki dükkân eşimin."
    case = gates.get_case(story.proposals[key])
    assigning.declare_conflict(case, by=story.places.people[by], reason=reason)


def _decide(story: Story, key: str, ruling: Ruling) -> None:
    proposal = gates.get_case(story.proposals[key]).proposal
    deciding.decide(proposal, by=story.places.people[FIRST], ruling=ruling)


def _prepare(story: Story, key: str, ruling: Ruling) -> None:
    preparing.prepare(
        gates.get_case(story.proposals[key]),
        by=story.places.people[FIRST],
        ruling=ruling,
        publish_at=story.when(PREPARED_FOR, 9),
    )


def _object(story: Story, key: str, by: str, reason: str) -> None:
    case = gates.get_case(story.proposals[key])
    objecting.object_to(case, by=story.places.people[by], reason=reason)


def _answer(story: Story, key: str, ruling: Ruling) -> None:
    """By the other officer."""
    case = gates.get_case(story.proposals[key])
    objecting.decide_objection(case, by=story.places.people[SECOND], changed=True, ruling=ruling)
