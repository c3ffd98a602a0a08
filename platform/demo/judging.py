"""Proposals at the moderators': one hidden and appealed, one reported, one that waits."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from consultations import queries as consultations
from demo.events import Event, in_write
from demo.moderating import MODERATOR, newcomer
from demo.story import Story
from discussion import services as discussion
from discussion.models import Stance
from discussion.queries import get_thread
from kernel.text import markdown
from moderation import services as moderation
from moderation.models import Decision, Ground, Hold
from moderation.queries import get_case
from moderation.services import Verdict
from proposals import queries, services
from proposals.models import Proposal

STEP = ("mahalle-butcesi", "mb-oneri")
PAVEMENT, NAMES, CHARGER = "berber-masalari", "cop-listesi", "sarj"
#: key: author, neighbourhood, title, problem, text
WRITTEN: dict[str, tuple[str, str, str, str, str]] = {
    PAVEMENT: (
        "kerem", "yesilova", "Yeşilova’da berberin masaları kaldırımdan kalksın",
        "Berber Hikmet Usta kaldırımı dükkânı sanıyor. Kirasını bile ödeyemeyen adam üç masa daha "
        "koydu; bebek arabası yoldan geçiyor.",
        "Kaldırımda en az bir buçuk metre geçiş kalsın, haftada bir denetlensin.",
    ),
    NAMES: (
        "kavaklibaba", "kavakli", "Çöpünü erken çıkaranların adı panoya asılsın",
        "Saat yediden önce çöp çıkaranlar belli: 14 numaranın üçüncü katı her akşam, karşısındaki "
        "bakkalın oğlu gün aşırı.",
        "Muhtarlığın panosuna her pazartesi adları asılsın, bakalım bir daha çıkarıyorlar mı.",
    ),
    CHARGER: (
        "Ozan Tekin", "istasyon", "İstasyon otoparkına iki şarj direği",
        "Elektrikli araç alan komşular uzatma kablosuyla pencereden şarj ediyor.",
        "Otoparkın ışık direğinin yanına iki şarj noktası konsun; parası kullanana yazılsın.",
    ),
}  # fmt: skip
TALK = (
    "Masalar gerçekten yolu kapatıyor, tekerlekli sandalyeyle geçemiyorum. Adama yüklenmeden de "
    "söylenebilirdi."
)
HIDDEN = Verdict(
    Decision.HIDE,
    "Bir esnafın adını ve para durumunu yazıyor. “Kişisel bilgi yazmayın” maddesi. Kaldırımla "
    "ilgili istek adsız yeniden yazılabilir.",
    Ground.PERSONAL_DATA,
)
APPEAL = (
    "Dükkânın adı tabelada yazıyor, bunu ben söylemiş olmadım. Kira sözünü yazmamalıydım, "
    "haklısınız; ama 23 kişi kaldırım için destek verdi. Öneri geri gelsin, o cümleyi çıkarayım."
)
REPORTED = (
    (Ground.PERSONAL_DATA, "Bizim apartmanı tarif ediyor, herkes kim olduğunu anlar."),
    (Ground.INSULT, ""),
)


def events(story: Story) -> Iterator[Event]:
    texts = {text: markdown(text) for text in (*(one[4] for one in WRITTEN.values()), TALK)}
    told = (
        (-9, 10, partial(_publish, story, PAVEMENT, texts)),
        (-8, 18, partial(_answer, story, texts)),
        (-4, 9, partial(_report, story, PAVEMENT, ((Ground.PERSONAL_DATA, ""),))),
        (-4, 15, partial(_hide, story)),
        (-2, 20, partial(_appeal, story)),
        (-2, 12, partial(_publish, story, NAMES, texts)),
        (-1, 19, partial(_report, story, NAMES, REPORTED)),
        (0, 7, partial(_submit, story, texts)),
    )
    for order, (day, hour, happen) in enumerate(told):
        yield story.when(day, hour), 92 + order, in_write(happen)


def _draft(story: Story, key: str, by: Any, texts: dict[str, str]) -> Proposal:
    _author, place, title, problem, text = WRITTEN[key]
    row = services.save_draft(
        consultations.get_activity(story.activities[STEP]),
        by=by,
        title=title,
        problem=problem,
        body=text,
        body_html=texts[text],
        neighbourhood_id=story.places.neighbourhoods[place],
    )
    story.proposals[key] = row.id
    return queries.get_proposal(row.id)


def _publish(story: Story, key: str, texts: dict[str, str]) -> None:
    by = story.places.people[WRITTEN[key][0]]
    services.publish(_draft(story, key, by, texts), by=by)


def _submit(story: Story, texts: dict[str, str]) -> None:
    """By an account of today whose browser did no work."""
    by = newcomer(WRITTEN[CHARGER][0])
    services.submit(_draft(story, CHARGER, by, texts), by=by, suspicion=Hold.UNPROVEN)


def _answer(story: Story, texts: dict[str, str]) -> None:
    """Supported by a few, and discussed."""
    proposal = queries.get_proposal(story.proposals[PAVEMENT])
    for person in story.places.sample(PAVEMENT, 23, without=["kerem", "sinan"]):
        services.support(proposal, by=person)
    assert proposal.thread_id is not None
    discussion.post(
        get_thread(proposal.thread_id),
        by=story.places.people["sinan"],
        body=TALK,
        html=texts[TALK],
        stance=Stance.FOR,
    )


def _report(story: Story, key: str, reports: tuple[tuple[Ground, str], ...]) -> None:
    people = story.places.sample(f"bildir-{key}", len(reports), without=[WRITTEN[key][0]])
    for person, (ground, note) in zip(people, reports, strict=True):
        proposal = queries.get_judged(story.proposals[key])
        services.report(proposal, by=person, ground=ground, note=note)


def _hide(story: Story) -> None:
    proposal = queries.get_judged(story.proposals[PAVEMENT])
    services.judge(proposal, by=story.places.people[MODERATOR], verdict=HIDDEN)


def _appeal(story: Story) -> None:
    """It waits for another moderator; in the demo that is the administrator."""
    proposal = queries.get_judged(story.proposals[PAVEMENT])
    assert proposal.case_id is not None
    moderation.appeal(get_case(proposal.case_id), by=story.places.people["kerem"], text=APPEAL)
