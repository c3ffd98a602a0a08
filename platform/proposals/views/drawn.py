"""The rows of the list as ready HTML.

A page shows twenty, and the same lines in a template cost six times as much. Whatever a person
typed goes through `escape`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from markupsafe import Markup, escape

from answers import rules as answers
from journeys.models import STATUS_KIND, STATUS_LABELS, Status
from journeys.queries import mini_of_proposal
from kernel import clock, formats
from kernel.drawings import draw
from kernel.i18n import _, language, ngettext
from kernel.rules import Denied, Kind, Visitor
from proposals import rules
from proposals.queries.lists import Row


@dataclass(frozen=True, slots=True)
class Words:
    """What is said again and again, with its icon, in one language."""

    nobody: str
    pin: str
    person: str
    organisation: str
    talk: str
    support: str
    take_back: str
    supported: str
    answer: str


@lru_cache
def _words(_language: str) -> Words:
    return Words(
        nobody=escape(_("silinmiş hesap")),
        pin=draw("draw_icon", "pin"),
        person=draw("draw_icon", "person"),
        organisation=draw("draw_icon", "org"),
        talk=draw("draw_icon", "talk"),
        support=draw("draw_icon", "plus") + _("Destekleyin"),
        take_back=draw("draw_icon", "tick") + _("Desteklediniz"),
        supported=draw("draw_icon", "tick", kind="good") + " " + _("Desteklediniz"),
        answer=escape(_("Yanıtı okuyun")),
    )


@lru_cache(maxsize=512)
def _marks(
    _language: str, status: Status, voted: bool, has_vote: bool, duty_state: str | None
) -> tuple[str, str]:
    """Status and small trace: few of them differ."""
    states, word = mini_of_proposal(status, voted=voted, has_vote=has_vote, duty_state=duty_state)
    return (
        draw("draw_status", STATUS_KIND[status], _(STATUS_LABELS[status])),
        draw("draw_mini", states, word),
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What the rows of one page share."""

    visitor: Visitor
    #: the address of the list; a proposal's number follows it
    base: str
    login: str
    places: Mapping[int, str]
    today: date
    words: Words
    #: asked for only where there is a button: an anonymous reader's page holds none
    csrf: Callable[[], Markup]


def lines(
    rows: Iterable[Row], visitor: Visitor, *, base: str, login: str, places: Mapping[int, str]
) -> Markup:
    """List items."""
    around = Around(
        visitor,
        base,
        escape(login),
        places,
        clock.today(),
        _words(language()),
        cache(partial(draw, "csrf_field")),
    )
    return Markup("".join(_line(row, around) for row in rows))


def _line(row: Row, around: Around) -> str:
    duty_state = None
    if row.first_due_on is not None:
        duty_state = answers.state(row, around.today)  # type: ignore[arg-type]
    status, mini = _marks(language(), row.status, row.voted, row.activity.has_vote, duty_state)
    title, href = escape(row.title), f"{around.base}/{row.id}"
    number = formats.number(row.support_count)
    word = escape(ngettext("destek", "destek", row.support_count))
    return f"""<li{_point(row)}>
<div class="side">
{status}
<h3><a href="{href}">{title}</a></h3>
<p>{escape(row.excerpt)}</p>
<p class="meta">{_meta(row, around)}</p>
{mini}
</div>
<div class="side">
<p><b class="big num">{number}</b> {word}</p>
{_support(row, around, href, title)}
</div>
</li>
"""


def _point(row: Row) -> str:
    """Read by the map, which shows what the list shows."""
    if row.latitude is None or row.longitude is None:
        return ""
    return f' data-point="{row.latitude:.5f}, {row.longitude:.5f}"'


def _meta(row: Row, around: Around) -> str:
    words, meta = around.words, ""
    if place := around.places.get(row.neighbourhood_id or 0):
        meta = f"<span>{words.pin}{escape(place)}</span>"
    if row.organisation_name:
        meta += f"<span>{words.organisation}{escape(row.organisation_name)}</span>"
    else:
        name = escape(row.author_name) if row.author_name else words.nobody
        meta += f"<span>{words.person}{name}</span>"
    if count := row.comment_count:
        text = escape(ngettext("%(num)s yorum", "%(num)s yorum", count))
        meta += f"<span>{words.talk}{text}</span>"
    return meta


def _support(row: Row, around: Around, href: str, title: str) -> str:
    """The button, or in its place why there is none."""
    words, supported = around.words, row.support_id is not None
    judge = rules.unsupport if supported else rules.support
    denied = judge(around.visitor, row)
    about = f'<span class="vh">: {title}</span>'
    if denied is None:
        return _button(f"{href}/destek", around, supported, about)
    if supported:
        return f'<p class="note">{words.supported}</p>'
    if denied.kind is Kind.LOGIN:
        return f'<a class="btn quiet" href="{around.login}">{words.support}{about}</a>'
    return _why(row, denied, f'<a class="btn quiet" href="{href}#yanit">{words.answer}{about}</a>')


def _button(address: str, around: Around, supported: bool, about: str) -> str:
    if supported:
        address, pressed, word = f"{address}/geri-al", "true", around.words.take_back
    else:
        pressed, word = "false", around.words.support
    button = f'<button class="btn quiet" aria-pressed="{pressed}">{word}{about}</button>'
    return f'<form class="one" method="post" action="{address}">{around.csrf()}{button}</form>'


def _why(row: Row, denied: Denied, answer: str) -> str:
    if denied.kind is Kind.ROLE:
        return f'<p class="note">{escape(denied.sentence)}</p>'
    return answer if row.answered_on else ""
