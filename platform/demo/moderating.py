"""The moderation desk of the demo, and a discussion with answers, sources, a pin and a summary."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from accounts import services as accounts
from accounts.models import Person
from consultations.queries import get_activity
from demo.events import Event, in_write
from demo.story import Story
from discussion import services as discussion
from discussion.models import Comment, Stance, Thread
from discussion.queries import get_comment
from discussion.views.summarising import linked
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from kernel.text import email_key, markdown
from moderation import services as moderation
from moderation.models import Decision, Ground, Hold
from moderation.queries import get_case
from moderation.services import Verdict
from places.queries import load_visitor

TALK = ("yukleme-saatleri", "ys-tartisma")
MODERATOR, ANOTHER, FACILITATOR = "derya", "baran", "zeynep"
#: decided about: who wrote, day, what, then what was decided
JUDGED: dict[str, tuple[str, int, Stance, str, int, Verdict]] = {
    "itirazli": (
        "tarik",
        -5,
        Stance.AGAINST,
        "Bu taslağı yazan ömründe esnaflık yapmamış. Masa başında oturup çarşıya ders vermesin.",
        -4,
        Verdict(
            Decision.HIDE,
            "Taslağı değil, onu yazan görevlileri küçümsüyor. “Kişiye saldırmayın” maddesi.",
            Ground.INSULT,
        ),
    ),
    "geri alinan": (
        "ekrem",
        -7,
        Stance.INFORMATION,
        "Aynı konu geçen yıl kent konseyinde görüşüldü; o toplantının tutanağına da bakılsın.",
        -6,
        Verdict(Decision.HIDE, "Taslakla ilgisi kurulamadı; konu dışı.", Ground.OFF_TOPIC),
    ),
    "uyarilan": (
        "mehmetali",
        -4,
        Stance.FOR,
        "Komşu durağın şoförleri kuralsız, hepsini tanırım; isim isim yazarım buraya.",
        -3,
        Verdict(
            Decision.HIDE,
            "Kişileri suçlamakla tehdit ediyor. “Suçlamada bulunmayın” maddesi.",
            Ground.INSULT,
            warn=True,
        ),
    ),
    "durdurulan": (
        "batuhan",
        -3,
        Stance.FOR,
        "Karşı çıkanların hepsi aynı köyden gelme, zaten kural bilmezler.",
        -2,
        Verdict(
            Decision.HIDE,
            "İnsanları geldikleri yer yüzünden aşağılıyor; üçüncü kez oluyor.",
            Ground.HATE,
            days=7,
        ),
    ),
}
APPEALS = {
    "itirazli": (
        -3,
        "Kimsenin adını vermedim. Söylediğim, taslağın çarşıyı tanımadan yazıldığı.",
    ),
    "geri alinan": (
        -6,
        "O toplantıda aynı dört sokak konuşuldu. Tutanak bu taslağın gerekçesine doğrudan giriyor.",
    ),
}
GRANTED = (-5, "Tutanak aynı sokaklarla ilgili; yorum konunun içinde. Karar geri alındı.")
#: reported within minutes, and by whom of the accounts made yesterday
CLUSTER = (
    "aysenur",
    ("Kara Davut", "Işık Y.", "gece_kusu"),
    "Bu kadın hep böyle, kaldırın.",
)
HELD = (
    "Sevda Bilgin",
    "Bedesten’in arkasındaki boş arsa sabah boşaltması için kullanılabilir mi? Sahibi kim?",
)
#: by whom, which of theirs, yes and no
ANSWERS = (
    ("onur", 22, 1),
    ("aysenur", 17, 2),
    ("sinan", 19, 0),
    ("umit", 9, 1),
    ("cagla", 8, 4),
    ("nazim", 14, 2),
    ("tarik", 12, 1),
    ("songul", 3, 0),
    ("recep", 4, 11),
)
SOURCES = (
    ("aysenur", "https://www.mevzuat.gov.tr/", "5326 sayılı Kabahatler Kanunu, m. 32 ve m. 38"),
    ("onur", "https://www.cinarli.example/belgeler/arac-sayimi", "Araç sayımı tablosu, kasım"),
)
SUMMARY = """İki taraf aynı şeyi söylüyor: öğle saatinde dört sokak tıkanıyor (#{onur}). \
Ayrıldıkları yer çözüm.

- **Sabaha alınsın diyenler** kaldırımın ve geçişin açılmasını bekliyor (#{sinan}, #{umit}).
- **Karşı çıkanlar** saatin değil sürenin sınırlanmasını istiyor (#{tarik}); ağır mal ve günlük \
gıda için istisna soruyor (#{nazim}, #{songul}).
- **Açık kalan soru:** cezanın hangi fıkraya göre kesileceği (#{aysenur}).

Bu özet, komisyon raporuna ek olarak verilecek."""


def events(story: Story) -> Iterator[Event]:
    made: dict[str, int] = {}
    for key, (by, day, stance, text, decided, verdict) in JUDGED.items():
        post = partial(_post, story, made, key, by, stance, text, markdown(text, short=True))
        yield story.when(day, 12), 46, in_write(post)
        report = partial(_report, story, made, key, verdict.ground or Ground.OTHER)
        yield story.when(day, 18), 46, in_write(report)
        yield story.when(decided, 15), 47, in_write(partial(_decide, story, made, key, verdict))
    for key, (day, text) in APPEALS.items():
        yield story.when(day, 17), 48, in_write(partial(_appeal, made, key, text))
    day, reason = GRANTED
    yield story.when(day, 11), 49, in_write(partial(_grant, story, made, "geri alinan", reason))
    yield from _talk(story)
    yield story.when(-1, 13), 46, in_write(partial(_cluster, story))
    name, text = HELD
    held = partial(_hold, story, name, text, markdown(text, short=True))
    yield story.when(0, 7), 46, in_write(held)


# --- the desk -----------------------------------------------------------------------------------


def _thread(story: Story) -> Thread:
    found = get_activity(story.activities[TALK])
    return db.session.get_one(Thread, found.thread_id)


def _post(
    story: Story,
    made: dict[str, int],
    key: str,
    by: str,
    stance: Stance,
    text: str,
    html: str,
) -> None:
    person = story.places.people[by]
    made[key] = discussion.post(_thread(story), by=person, body=text, html=html, stance=stance).id


def _report(story: Story, made: dict[str, int], key: str, ground: Ground) -> None:
    comment = get_comment(made[key])
    (neighbour,) = story.places.sample(key, 1, without=[JUDGED[key][0]])
    discussion.report(comment, by=neighbour, ground=ground)


def _decide(story: Story, made: dict[str, int], key: str, verdict: Verdict) -> None:
    discussion.decide(get_comment(made[key]), by=story.places.people[MODERATOR], verdict=verdict)


def _appeal(made: dict[str, int], key: str, text: str) -> None:
    comment = get_comment(made[key])
    assert comment.case_id is not None
    author = load_visitor(comment.author, email_confirmed=True)
    moderation.appeal(get_case(comment.case_id), by=author, text=text)


def _grant(story: Story, made: dict[str, int], key: str, reason: str) -> None:
    another = story.places.people[ANOTHER]
    discussion.decide_appeal(get_comment(made[key]), by=another, reverse=True, reason=reason)


def newcomer(name: str) -> Visitor:
    """An account of today; nobody can sign in to it."""
    email = email_key(f"{name.replace(' ', '.')}@ornek.example")
    person = accounts.sign_up(email=email, password_hash="-", name=name, language="tr")
    assert person is not None
    accounts.confirm_email(person)
    db.session.flush()
    return load_visitor(person, email_confirmed=True)


def _cluster(story: Story) -> None:
    by, names, note = CLUSTER
    comment = get_comment(_comment_of(story, by))
    start = clock.now()
    for minute, name in enumerate(names):
        with clock.held(start + timedelta(minutes=2 * minute)):
            discussion.report(comment, by=newcomer(name), ground=Ground.INSULT, note=note)


def _hold(story: Story, name: str, text: str, html: str) -> None:
    discussion.post(
        _thread(story),
        by=newcomer(name),
        body=text,
        html=html,
        stance=Stance.INFORMATION,
        suspicion=Hold.UNPROVEN,
    )


# --- the discussion -----------------------------------------------------------------------------


def _talk(story: Story) -> Iterator[Event]:
    moments: list[tuple[int, int, Callable[[], Any]]] = [
        (-1, 18, partial(_rate, story)),
        (-1, 19, partial(_add_sources, story)),
    ]
    for day, hour, happen in moments:
        yield story.when(day, hour), 50, in_write(happen)
    # Rendered before its write: nothing slow happens under the lock.
    yield story.when(0, 8), 51, partial(_summarise, story)


def _comment_of(story: Story, key: str) -> int:
    """The first that this person wrote here."""
    person = story.places.people[key]
    found = db.session.scalar(
        select(Comment.id)
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.thread_id == _thread(story).id,
            Comment.author_id == person.id,
            Comment.parent_id.is_(None),
        )
        .order_by(Comment.id)
        .limit(1)
    )
    assert found is not None
    return found


def _rate(story: Story) -> None:
    for key, yes, no in ANSWERS:
        comment = get_comment(_comment_of(story, key))
        people = story.places.sample(key, yes + no, without=[key])
        for number, person in enumerate(people):
            discussion.rate(comment, by=person, useful=number < yes)


def _add_sources(story: Story) -> None:
    asked = get_comment(_comment_of(story, "orhan"))
    for person in story.places.sample("kaynak", 3, without=["orhan"]):
        discussion.ask_source(asked, by=person)
    for key, url, title in SOURCES:
        comment = get_comment(_comment_of(story, key))
        discussion.add_source(comment, by=story.places.people[key], url=url, title=title)


def _summarise(story: Story) -> None:
    cited = ("onur", "sinan", "umit", "tarik", "nazim", "songul", "aysenur")
    numbers = {key: _comment_of(story, key) for key in cited}
    body = SUMMARY.format(**numbers)
    base = f"/{story.town.municipality.slug}/yorumlar/"
    html = linked(markdown(body, short=True), list(numbers.values()), base)
    db.session.rollback()
    with write():
        discussion.summarise(
            _thread(story),
            by=story.places.people[FACILITATOR],
            body=body,
            html=html,
            comment_ids=list(numbers.values()),
            office=story.places.unit_names[story.places.staff_units[FACILITATOR]],
        )
