"""One proposal lived from draft to answer, and one like it that waits to be walked by hand."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from consultations import queries as consultations
from demo.events import Event, in_write
from demo.story import Story
from journeys.models import Status
from kernel import clock
from kernel.text import first_sentence, markdown, plain
from notifications import services as notifications
from notifications.models import How, NoticeKind
from proposals import authorship, queries, services
from proposals.assessments import Feasibility
from proposals.evaluating import CHECKS
from proposals.queries import gates
from proposals.queries.merging import get_merge
from proposals.services import assigning, deciding, objecting
from proposals.services.assigning import Errand, Opinion
from proposals.services.ruling import Ruling

STEP = ("mahalle-butcesi", "mb-oneri")
TOOLS, CUPBOARD = "alet-evi", "alet-dolabi"
#: walked by a newcomer: Gülten's draft, and Kerem's proposal that wishes nearly the same
TOYS, SHELF = "oyuncak-evi", "oyuncak-dolabi"
FIRST, SECOND = "murat", "zeynep"
#: who reads each step of it by mail at once
MAILED = ("gulten", "kerem", "defne", "nazim", "tolga", FIRST, SECOND, "tuncay", "fikret", "sevgi")
KINDS = (NoticeKind.MINE, NoticeKind.ANSWERS, NoticeKind.WORK)

#: key: author, neighbourhood, title, problem, text
WRITTEN: dict[str, tuple[str, str, str, str, str]] = {
    TOOLS: (
        "gulten", "cinaralti", "Çınaraltı’na ödünç alet evi",
        "Matkap, merdiven, çim biçme makinesi yılda bir iki kez lazım oluyor. Kimi parası yetmediği"
        " için alamıyor, kiminin dolabında paslanıyor.",
        "Çınaraltı muhtarlığının boş duran alt katına raf konsun; mahallelinin verdiği aletler "
        "orada dursun. Cumartesileri iki gönüllü, imza karşılığı bir haftalığına ödünç versin.",
    ),
    CUPBOARD: (
        "nazim", "istasyon", "İstasyon’da komşular için ödünç alet dolabı",
        "Dükkâna gelenin yarısı, bir kez kullanacağı aleti soruyor.",
        "Mahalle konağına kilitli bir dolap konsun. Aletlerin bir kısmını ben veririm, bakımına da "
        "yardım ederim.",
    ),
    TOYS: (
        "gulten", "cinaralti", "Çınaraltı’na ödünç oyuncak evi",
        "Çocuklar bir oyuncakla iki hafta oynuyor, sonra oyuncak köşede duruyor. Her evde bir "
        "dolap dolusu var.",
        "Muhtarlığın alt katında bir rafa sağlam oyuncaklar konsun. Her çocuk bir haftalığına bir "
        "oyuncak alsın, getirince yenisini alsın.",
    ),
    SHELF: (
        "kerem", "yesilova", "Yeşilova’ya ödünç oyuncak evi",
        "Çocuklar bir oyuncakla iki hafta oynuyor, sonra dönüp bakmıyor. Kardeşime her ay yenisi "
        "alınıyor.",
        "Çınar Evi’nin girişine bir dolap konsun; oyuncağını getiren başka birini ödünç alsın.",
    ),
}  # fmt: skip
SAFER = (
    f"{WRITTEN[TOOLS][4]} Elektrikli aletlere her hafta belediyenin ustası baksın; yanında gözlük "
    "ve eldiven de verilsin."
)
AGREED = (
    f"{WRITTEN[TOOLS][4]} Elektrikli aletlere ayda bir belediyenin ustası baksın; yanında gözlük "
    "ve eldiven de verilsin."
)
WHY_SAFER = "Kablosu sıyrık bir matkap eve ateş düşürür. Bakımı kimin yapacağı baştan yazılsın."
THANKS = "Çok doğru, ben düşünmemiştim. Her hafta çok olur dediler; ayda bir diye yazdım."
TOGETHER = (
    "İki öneri de komşuların ortak kullanacağı aletler istiyor. Tek öneri olarak tek yer, tek raf "
    "ve tek görevli yeter; maliyet bir kez hesaplanır."
)
QUESTION = "Muhtarlığın alt katı depo olarak kullanılabilir mi? Raf, ışık ve aylık bakım ne tutar?"
OF_WORKS = Opinion(
    Feasibility.WITH_CONDITIONS,
    "Alt kat kuru, zemini sağlam. Raf ve aydınlatma iki günde yapılır. Ustamız ayda bir gün "
    "bakabilir. Elimizdeki planda arka kapı görünmüyor; yerinde bakılması gerekir.",
    cost_kurus=185_000_00,
    legal_basis="5393 sayılı Kanun m. 14",
    conditions="Yangın çıkışının yerinde görülmesi",
)
OF_POLICE = Opinion(
    Feasibility.NO,
    "İkinci çıkışı olmayan bodrumda yanıcı malzemeli alet bulundurulamaz.",
    legal_basis="Binaların Yangından Korunması Hakkında Yönetmelik",
)
REFUSED = (
    "Muhtarlığın alt katında ikinci bir çıkış yok; böyle bir yerde alet deposu kurulamıyor. "
    "Belediyenin Çınaraltı’nda elverişli başka bir yeri de bulunmuyor."
)
OBJECTED = (
    "Alt katın arka kapısı geçen bahar açıldı, muhtarımız gösterebilir. Birleşen öneride Nazım "
    "Bey’in yazdığı mahalle konağına da hiç bakılmamış."
)
BUILT = "Ödünç alet evi muhtarlığın alt katında kurulacak."
RIGHT = (
    "İtirazınızda haklısınız. Arka kapı geçen bahar açılmış ve yapı kaydına işlenmiş; ilk kararda "
    "eski plana bakılmıştı. Ödünç alet evi oylamayı beklemeden muhtarlığın alt katında kurulacak. "
    "Raf ve aydınlatma Fen İşleri’nin bu yılki bakım ödeneğinden karşılanıyor; elektrikli aletlere "
    "ayda bir belediyenin ustası bakacak."
)


def events(story: Story) -> Iterator[Event]:
    sources = (AGREED, SAFER, REFUSED, RIGHT, "", *(one[4] for one in WRITTEN.values()))
    texts = {text: markdown(text) if text else "" for text in sources}
    told: tuple[tuple[int, int, Callable[[], None]], ...] = (
        (-20, 11, partial(_mail_at_once, story)),
        (-20, 12, partial(_draft, story, TOOLS, texts)),
        (-20, 13, partial(_invite, story)),
        (-20, 19, partial(_accept, story, "kerem")),
        (-19, 9, partial(_accept, story, "defne")),
        (-19, 12, partial(_publish, story, TOOLS)),
        (-18, 13, partial(_draft, story, CUPBOARD, texts)),
        (-18, 14, partial(_publish, story, CUPBOARD)),
        (-17, 18, partial(_support, story, TOOLS, 46)),
        (-17, 19, partial(_support, story, CUPBOARD, 21)),
        (-16, 20, partial(_amend, story, texts)),
        (-15, 9, partial(_accept_amendment, story, texts)),
        (-14, 11, partial(_propose_merge, story)),
        (-14, 20, partial(_agree, story, "gulten")),
        (-13, 9, partial(_agree, story, "nazim")),
        (-12, 10, partial(_to_units, story, texts)),
        (-9, 15, partial(_assess, story, "tuncay", OF_WORKS)),
        (-8, 10, partial(_assess, story, "fikret", OF_POLICE)),
        (-7, 11, partial(_refuse, story, texts)),
        (-5, 20, partial(_object, story)),
        (-2, 11, partial(_decide_objection, story, texts)),
        (-2, 18, partial(_draft, story, SHELF, texts)),
        (-2, 18, partial(_publish, story, SHELF)),
        (-1, 19, partial(_draft, story, TOYS, texts)),
    )
    for order, (day, hour, happen) in enumerate(told):
        if story.when(day, hour) < clock.now():
            yield story.when(day, hour), 100 + order, in_write(happen)


def _mail_at_once(story: Story) -> None:
    for who in MAILED:
        by = story.places.people[who]
        notifications.choose(by=by, mail=True, hows=dict.fromkeys(KINDS, How.AT_ONCE))


def _draft(story: Story, key: str, texts: dict[str, str]) -> None:
    author, place, title, problem, text = WRITTEN[key]
    proposal = services.save_draft(
        consultations.get_activity(story.activities[STEP]),
        by=story.places.people[author],
        title=title,
        problem=problem,
        body=text,
        body_html=texts[text],
        neighbourhood_id=story.places.neighbourhoods[place],
        category_id=story.places.categories["sosyal"],
    )
    story.proposals[key] = proposal.id


def _publish(story: Story, key: str) -> None:
    by = story.places.people[WRITTEN[key][0]]
    services.publish(queries.get_proposal(story.proposals[key]), by=by)


def _invite(story: Story) -> None:
    proposal, by = queries.get_proposal(story.proposals[TOOLS]), story.places.people["gulten"]
    services.invite_person(proposal, by=by, email=story.places.people["kerem"].email)
    organisation_id = story.places.organisations["bisiklet"]
    services.invite_organisation(proposal, by=by, organisation_id=organisation_id)


def _accept(story: Story, who: str) -> None:
    by = story.places.people[who]
    offer = queries.find_my_offer(story.proposals[TOOLS], by)
    assert offer is not None
    services.accept_offer(queries.get_cosponsor(offer), by=by)


def _support(story: Story, key: str, number: int) -> None:
    without = ["gulten", "nazim", "kerem", "defne", "tolga"]
    proposal = queries.get_proposal(story.proposals[key])
    for person in story.places.sample(f"walk:{key}", number, without=without):
        with contextlib.suppress(services.SupportsUsedUp):
            services.support(proposal, by=person)


def _amend(story: Story, texts: dict[str, str]) -> None:
    proposal = queries.get_proposal(story.proposals[TOOLS])
    services.amend(
        proposal,
        by=story.places.people["tolga"],
        title=proposal.title,
        problem=proposal.problem,
        body=SAFER,
        body_html=texts[SAFER],
        reason=WHY_SAFER,
    )


def _accept_amendment(story: Story, texts: dict[str, str]) -> None:
    (row,) = queries.list_amendments(story.proposals[TOOLS])
    amendment = queries.get_amendment(row.id)
    services.accept_amendment(
        amendment,
        by=story.places.people["gulten"],
        title=amendment.title,
        problem=amendment.problem,
        body=AGREED,
        body_html=texts[AGREED],
        seen=authorship.text_mark(amendment.proposal),
        answer=THANKS,
    )


def _propose_merge(story: Story) -> None:
    merge = services.propose_merge(
        queries.get_proposal(story.proposals[TOOLS]),
        [story.proposals[CUPBOARD]],
        by=story.places.people[FIRST],
        reason=TOGETHER,
    )
    story.merges[TOOLS] = merge.id


def _agree(story: Story, author: str) -> None:
    services.agree_to_merge(get_merge(story.merges[TOOLS]), by=story.places.people[author])


# --- the gates ----------------------------------------------------------------------------------


def _ruling(
    story: Story, texts: dict[str, str], outcome: Status, unit: str, reason: str, **more: Any
) -> Ruling:
    return Ruling(
        outcome,
        story.places.unit_names[unit],
        unit_id=story.places.units[unit],
        reason=reason,
        reason_html=texts[reason],
        **{"summary": first_sentence(plain(reason, 390)) if reason else "", **more},
    )


def _to_units(story: Story, texts: dict[str, str]) -> None:
    today = clock.today()
    days = {"fen": 10, "zabita": 8}
    assigning.send_to_units(
        gates.get_case(story.proposals[TOOLS]).proposal,
        by=story.places.people[FIRST],
        ruling=_ruling(story, texts, Status.ASSESSING, "strateji", "", checks=tuple(CHECKS)),
        errands=[
            Errand(story.places.units[unit], today + timedelta(days=more), question=QUESTION)
            for unit, more in days.items()
        ],
    )


def _assess(story: Story, who: str, opinion: Opinion) -> None:
    places = story.places
    unit = places.units[places.staff_units[who]]
    rows = gates.list_assessments(story.proposals[TOOLS])
    row = next(one for one in rows if one.unit_id == unit)
    criteria = gates.list_criteria(story.activities[STEP])
    points = {one.id: 2 + place % 4 for place, one in enumerate(criteria) if one.id}
    assigning.assess(gates.get_asked(row.id), by=places.people[who], opinion=opinion, points=points)


def _refuse(story: Story, texts: dict[str, str]) -> None:
    ruling = _ruling(
        story, texts, Status.REFUSED, "strateji", REFUSED,
        feasibility="Önerilen yerde yapılamaz", cost_kurus=OF_WORKS.cost_kurus,
    )  # fmt: skip
    case = gates.get_case(story.proposals[TOOLS])
    deciding.decide(case.proposal, by=story.places.people[FIRST], ruling=ruling)


def _object(story: Story) -> None:
    case = gates.get_case(story.proposals[TOOLS])
    objecting.object_to(case, by=story.places.people["gulten"], reason=OBJECTED)


def _decide_objection(story: Story, texts: dict[str, str]) -> None:
    """By the other officer; what she decides is the official answer."""
    ruling = _ruling(
        story, texts, Status.ACCEPTED, "fen", RIGHT, summary=BUILT,
        feasibility="Muhtarlığın alt katında yapılabilir", cost_kurus=OF_WORKS.cost_kurus,
        legal_basis=OF_WORKS.legal_basis, conditions="Muhtarlıkla kullanım protokolü",
        letter_number=f"E-{clock.today().year}/1873",
    )  # fmt: skip
    case = gates.get_case(story.proposals[TOOLS])
    objecting.decide_objection(case, by=story.places.people[SECOND], changed=True, ruling=ruling)
