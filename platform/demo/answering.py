"""Answers of earlier years, of votes, one for three; a finding that was marked, a bridge day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy import select

from answers import services
from answers.models import Answer, Decision, Duty
from consultations.models import Consultation
from demo import consulting, records
from demo.events import Event, in_write
from demo.story import Story
from kernel.db import db
from kernel.rules import Visitor
from kernel.text import markdown
from kernel.workdays import DayKind
from opinions.models import Conversation, ConversationState, Statement, StatementState
from opinions.queries import get_statement
from opinions.services import marking
from places.models import Municipality
from places.services import days
from proposals.models import Proposal
from voting.models import Election

#: office clerks check what units draft; whoever drafted it themselves is checked by the other
CHECKERS = ("murat", "zeynep")


def hand_on(story: Story, answer: Answer, drafted_by: str) -> None:
    """From the drafter over the check to the desk of who signs."""
    checker = next(key for key in CHECKERS if key != drafted_by)
    services.submit(answer, by=story.places.people[drafted_by])
    services.check(answer, by=story.places.people[checker])


@dataclass(frozen=True)
class Told:
    """One earlier consultation: published, promised and answered so many days from today."""

    key: str
    unit: str
    by: str
    days: tuple[int, int, int]
    title: str
    summary: str
    decision: Decision
    answer: str
    reason: str
    basis: str = "5393 sayılı Belediye Kanunu m. 14"


EARLIER = (
    Told(
        "e-kutuphane", "kultur", "zeynep", (-1105, -1035, -1041),
        "Kütüphane cumartesi de açık kalsın mı?",
        "Çalışan gençler hafta sonu da çalışma salonu istedi.",
        Decision.ACCEPTED,
        "Kütüphane cumartesi 10.00–18.00 arasında açık.",
        "Tartışmada yazanların çoğu cumartesi öğleden sonrayı istedi. İki görevlinin izin günü "
        "pazartesiye alındı; ek personel gerekmedi.",
    ),
    Told(
        "e-ilica-yolu", "fen", "murat", (-1000, -930, -921),
        "Ilıca yolunda hızı ne düşürür?",
        "Okul servisleri ve tarım araçları aynı yolu kullanıyor.",
        Decision.PARTLY,
        "İki yaya geçidi yükseltildi; tümsek yapılmadı.",
        "Ambulans yolu olduğu için tümsek uygun bulunmadı. Yerine okul önündeki iki geçit "
        "yükseltildi. Yanıt, trafik sayımı geç bittiği için dokuz gün gecikti.",
    ),
    Told(
        "e-kopek-alani", "park", "murat", (-900, -835, -842),
        "Kavaklı parkında köpekler için alan",
        "Çocuklu aileler ile köpek sahipleri aynı çimi paylaşamıyordu.",
        Decision.ACCEPTED,
        "Parkın kuzey ucunda çitli bir alan açıldı.",
        "Parkın en az kullanılan ucu seçildi. Çit ve iki çeşme park bakım bütçesinden karşılandı.",
    ),
    Told(
        "e-carsi-tuvalet", "zabita", "zeynep", (-790, -720, -733),
        "Çarşı tuvaletleri ne zaman açık olsun?",
        "Esnaf sabah erken, alışverişe gelen akşam geç saat istedi.",
        Decision.PARTLY,
        "Tuvaletler 07.00–21.00 arasında açık; gece açılmıyor.",
        "Gece görevlisi için bütçe ayrılamadı. Gündüz saatleri iki saat uzatıldı.",
    ),
    Told(
        "e-ovakoy-minibus", "ulasim", "murat", (-700, -640, -612),
        "Ovaköy’e hafta sonu minibüs",
        "Ovaköy’den pazar günü çarşıya inen araç yok.",
        Decision.FORWARDED,
        "Güzergâh kararı büyükşehir belediyesinde; isteği oraya ilettik.",
        "Minibüs hatlarını UKOME belirler. İstek, 214 imzayla birlikte iletildi. Büyükşehirden "
        "gelecek yazıyı beklediğimiz için yanıt 28 gün gecikti; beklemeden yazmalıydık.",
        "5216 sayılı Büyükşehir Belediyesi Kanunu m. 9",
    ),
    Told(
        "e-yaz-sinemasi", "kultur", "zeynep", (-610, -545, -551),
        "Yaz sineması hangi mahallelere gitsin?",
        "Perde dört mahalle gezecek; hangileri olacağı soruldu.",
        Decision.ACCEPTED,
        "Yaz sineması Tepecik, Ovaköy, İstasyon ve Söğütlü’ye gitti.",
        "En çok istenen dört mahalle alındı; Kavaklı, sahile yakın olduğu için sıraya kaldı.",
    ),
    Told(
        "e-hamam-otopark", "plan", "murat", (-520, -460, -463),
        "Hamam Arkası’nda otopark mı, meydan mı?",
        "Boş arsanın nasıl kullanılacağı soruldu.",
        Decision.REFUSED,
        "Arsaya otopark yapılmıyor; imar planında yeşil alan.",
        "Arsa imar planında park alanı. Plan değişikliği için gerekçe bulunmadı; ağaçlandırma "
        "gelecek yılın programına önerildi.",
        "3194 sayılı İmar Kanunu m. 18",
    ),
)  # fmt: skip
#: whose result was answered: consultation, day, drafter, what was decided
VOTES = (
    (
        "hurriyet-parki", -309, "nilgun", Decision.ACCEPTED,
        "Alçak çeşme birinci oldu ve yapılıyor.",
        "112 kişinin 61’i alçak çeşmeyi seçti. Çeşme, ayrılan para içinde bu yıl yapılır.",
    ),
    (
        "istasyon-engelsiz", -119, "onur", Decision.ACCEPTED,
        "İlk üç sıradaki işler programa alındı.",
        "Oylamada engelsiz geçitler, durak ışıkları ve sesli pano öne çıktı. Üçü de bu yılın "
        "programında; ayrıntılar danışmanın yanıtında.",
    ),
    (
        "kiyi-aydinlatma", -5, "tuncay", Decision.PARTLY,
        "Lambaların erken yanması bu ay başlıyor; ikinci işi kura belirleyecek.",
        "İki iş eşit oy aldı. İlk sıradaki iş hemen başlıyor. Yanıt yedi gün gecikti: eşitliğin "
        "nasıl bozulacağını sormadan yazmak istemedik, bunu ilk günden söylemeliydik.",
    ),
)  # fmt: skip
#: one text for three proposals about the same lamps: the first leads
TOGETHER = ("agac-budama", "hareket-sensoru", "gunes-paneli")
TOGETHER_ON = -3
TOGETHER_SAYS = "Dallar bu kış kesiliyor; sensör ve güneş paneli gelecek yılın projesine alındı."
TOGETHER_WHY = (
    "Üç öneri aynı direkler hakkında; bu yüzden tek yanıt yazdık. Dallar budama mevsiminde, ocak "
    "ayında kesilir. Hareketle parlayan lamba ve güneş paneli için direklerin değişmesi gerekiyor; "
    "ikisi gelecek yılın aydınlatma projesinde incelenecek. Oylamanın bitmesini beklediğimiz için "
    "yanıt gecikti; bu üçü için beklemeden yazabilirdik."
)
MARKED_ON = -4


def events(story: Story) -> Iterator[Event]:
    for told in EARLIER:
        yield from _earlier(story, told)
    for key, day, drafter, decision, summary, reason in VOTES:
        html = markdown(reason)
        answer = partial(_answer_vote, story, key, drafter, decision, summary, reason, html)
        yield story.when(day, 14), 95, in_write(answer)
    together = partial(_answer_together, story, markdown(TOGETHER_WHY))
    yield story.when(TOGETHER_ON, 14), 95, in_write(together)
    yield story.when(MARKED_ON, 11), 95, in_write(partial(_mark, story))
    yield story.when(-60, 10), 95, in_write(partial(_bridge, story))


def _earlier(story: Story, told: Told) -> Iterator[Event]:
    published, promised, answered = told.days
    step = records.Activity(
        key=f"{told.key}-tartisma",
        kind="discussion",
        title="Konuşalım",
        text="Görüşünüzü ve nedenini yazın.",
        opens=published + 1,
        closes=published + 30,
        eligibility="everyone",
        minutes=3,
    )
    consultation = records.Consultation(
        key=told.key,
        state="earlier",
        template="park",
        title=told.title,
        summary=told.summary,
        background=told.summary,
        asked_by="municipality",
        owed_by=told.unit,
        created_by=told.by,
        created=published - 6,
        published=published,
        followers=18,
        neighbourhoods=["cinaralti"],
        decides=story.places.unit_names[told.unit],
        promise=records.Promise(
            level="involve",
            can=["Nasıl ve ne zaman yapılacağı"],
            cannot=["Ayrılan para"],
            signed_by="riza",
            answer_by=promised,
        ),
        activities=[step],
        phases=[records.Phase(label="Tartışma", starts=published + 1, ends=published + 30)],
        people=[records.Responsible(person=told.by, task="Danışmayı yürütür", contact="153")],
    )
    yield from consulting.events(story, consultation)
    html = markdown(told.reason)
    yield story.when(answered, 14), 95, in_write(partial(_answer_earlier, story, told, html))


def _answer_earlier(story: Story, told: Told, html: str) -> None:
    consultation = db.session.get_one(Consultation, story.consultations[told.key])
    answer = services.save_draft(
        db.session.get_one(Duty, consultation.duty_id),
        by=story.places.people[told.by],
        decision=told.decision,
        summary=told.answer,
        reason=told.reason,
        reason_html=html,
        office="Belediye Başkan Yardımcılığı",
        unit_id=story.places.units[told.unit],
        legal_basis=told.basis,
        remedies=services.REMEDIES,
    )
    _sign(story, answer, told.by)


def _sign(story: Story, answer: Answer, drafted_by: str) -> None:
    signer: Visitor = story.places.people["aysegul"]
    hand_on(story, answer, drafted_by)
    services.approve(answer, by=signer)
    services.publish(answer, by=signer)


def _answer_vote(
    story: Story,
    key: str,
    drafter: str,
    decision: Decision,
    summary: str,
    reason: str,
    html: str,
) -> None:
    election = db.session.scalars(
        select(Election)
        .where(Election.consultation_id == story.consultations[key], Election.duty_id.is_not(None))
        .order_by(Election.id)
        .limit(1)
    ).one()
    duty = db.session.get_one(Duty, election.duty_id)
    answer = services.save_draft(
        duty,
        by=story.places.people[drafter],
        decision=decision,
        summary=summary,
        reason=reason,
        reason_html=html,
        office="Belediye Başkan Yardımcılığı",
        unit_id=duty.unit_id,
        remedies=services.REMEDIES,
    )
    _sign(story, answer, drafter)


def _answer_together(story: Story, html: str) -> None:
    """The unit drafts one answer, says which proposals it serves, and it is signed as any other."""
    proposals = [db.session.get_one(Proposal, story.proposals[key]) for key in TOGETHER]
    lead, *others = [db.session.get_one(Duty, one.duty_id) for one in proposals]
    by = story.places.people["tuncay"]
    answer = services.save_draft(
        lead,
        by=by,
        decision=Decision.PARTLY,
        summary=TOGETHER_SAYS,
        reason=TOGETHER_WHY,
        reason_html=html,
        office="Fen İşleri Müdürlüğü",
        unit_id=lead.unit_id,
        legal_basis="5393 sayılı Belediye Kanunu m. 14",
        remedies=services.REMEDIES,
    )
    services.share(answer, by=by, duty_ids=[one.id for one in others])
    _sign(story, answer, "tuncay")


def _mark(story: Story) -> None:
    """The first statement of a finished map: an answer of its own is owed."""
    first = db.session.scalars(
        select(Statement.id)
        .join(Conversation, Conversation.id == Statement.conversation_id)
        .where(
            Conversation.state == ConversationState.FINAL,
            Statement.state == StatementState.ACCEPTED,
        )
        .order_by(Conversation.id, Statement.number)
        .limit(1)
    ).first()
    if first is not None:
        marking.mark(get_statement(first), by=story.places.people["murat"])


def _bridge(story: Story) -> None:
    """The Friday after 29 October: administrative leave, entered by the administrator."""
    places = story.places
    days.add_own_day(
        db.session.get_one(Municipality, places.municipality_id),
        by=places.people["sevgi"],
        day=date(story.town.today.year, 10, 30),
        kind=DayKind.OFF,
        name="Cumhuriyet Bayramı köprüsü, idari izin",
    )
