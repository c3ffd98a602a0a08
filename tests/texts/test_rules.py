"""State × person → answer. docs/roles-and-rules.md is made from these tables."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from consultations.rules import Reason as Frame
from kernel import clock
from kernel.rules import NOBODY, Common, Role, Visitor
from texts import rules
from texts.models import Document, SuggestionState, TextState
from texts.rules import Reason

HERE, NEIGHBOUR = 1, 2


def staff(role: Role, place: int = HERE) -> Visitor:
    return Visitor(id=7, email_confirmed=True, roles=frozenset({(place, role.value)}))


PEOPLE: dict[str, Visitor] = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=5),
    "confirmed": Visitor(id=6, email_confirmed=True),
    "author": Visitor(id=9, email_confirmed=True),
    "suspended": Visitor(
        id=6, email_confirmed=True, suspended={HERE: clock.now() + timedelta(days=3)}
    ),
    "officer": staff(Role.OFFICER),
    "auditor": staff(Role.AUDITOR),
    "neighbour's officer": staff(Role.OFFICER, NEIGHBOUR),
}
DAY = timedelta(days=1)
STATES: dict[str, dict[str, Any]] = {
    "draft": {"state": TextState.DRAFT},
    "open": {},
    "over": {"left": -1},
    "stopped": {"frame": ConsultationState.ENDED},
    "draft, stopped": {"state": TextState.DRAFT, "frame": ConsultationState.ENDED},
    "of a draft consultation": {"frame": ConsultationState.DRAFT},
}


def text(name: str) -> Document:
    given = STATES[name]
    now = clock.now()
    activity = Activity(
        id=1,
        municipality_id=HERE,
        kind=ActivityKind.TEXT,
        opens_at=now - 3 * DAY,
        closes_at=now + DAY * given.get("left", 3),
        eligibility=Eligibility.EMAIL,
    )
    activity.consultation = Consultation(
        municipality_id=HERE,
        asked_by=AskedBy.MUNICIPALITY,
        state=given.get("frame", ConsultationState.PUBLISHED),
    )
    made = Document(id=1, municipality_id=HERE, state=given.get("state", TextState.PUBLISHED))
    made.activity = activity
    return made


TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "nobody", "draft", Common.HIDDEN),
    ("see", "auditor", "draft", None),
    ("see", "neighbour's officer", "draft", Common.HIDDEN),
    ("see", "nobody", "open", None),
    ("see", "nobody", "of a draft consultation", Common.HIDDEN),
    ("work", "confirmed", "open", Common.ROLE),
    ("work", "auditor", "open", None),
    ("work", "officer", "open", None),
    ("edit", "officer", "draft", None),
    ("edit", "officer", "open", Reason.PUBLISHED),
    ("edit", "officer", "draft, stopped", Reason.STOPPED),
    ("edit", "auditor", "draft", Common.ROLE),
    ("publish", "officer", "draft", None),
    ("publish", "nobody", "draft", Common.LOGIN),
    ("renew", "officer", "draft", Reason.NOT_PUBLISHED),
    ("renew", "officer", "open", None),
    ("renew", "officer", "over", None),
    ("renew", "officer", "stopped", Reason.STOPPED),
    ("renew", "neighbour's officer", "open", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), TABLE)
def test_rules(rule: str, who: str, state: str, wanted: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], text(state))
    assert (denied.reason if denied else None) == wanted


@dataclass
class Place:
    text: Document
    is_current: bool = True
    is_heading: bool = False


@dataclass
class Pending:
    text: Document
    waits: bool


PARAGRAPH_TABLE: list[tuple[str, str, str, Any]] = [
    ("see_paragraph", "nobody", "open", None),
    ("see_paragraph", "officer", "draft", Common.HIDDEN),
    ("suggest", "confirmed", "open", None),
    ("suggest", "unconfirmed", "open", Common.EMAIL),
    ("suggest", "nobody", "open", Common.LOGIN),
    ("suggest", "confirmed", "draft", Common.HIDDEN),
    ("suggest", "confirmed", "over", Frame.OVER),
    ("suggest", "confirmed", "stopped", Frame.STOPPED),
    ("suggest", "suspended", "open", Common.SUSPENDED),
    ("comment", "suspended", "open", Common.SUSPENDED),
    ("comment", "confirmed", "open", None),
    ("say_done", "officer", "over", None),
    ("say_done", "auditor", "open", Common.ROLE),
    ("say_done", "officer", "draft", Common.HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), PARAGRAPH_TABLE)
def test_rules_of_paragraphs(rule: str, who: str, state: str, wanted: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], Place(text(state)))
    assert (denied.reason if denied else None) == wanted


@dataclass
class Asked:
    text: Document
    state: SuggestionState
    author_id: int = 9


SUGGESTION_TABLE: list[tuple[str, str, str, Any]] = [
    ("withdraw", "author", "open", None),
    ("withdraw", "confirmed", "open", Common.ROLE),
    ("withdraw", "nobody", "open", Common.LOGIN),
    ("withdraw", "author", "taken", Reason.ANSWERED),
    ("withdraw", "author", "withdrawn", Reason.WITHDRAWN),
    ("answer", "officer", "open", None),
    ("answer", "author", "open", Common.ROLE),
    ("answer", "officer", "declined", Reason.ANSWERED),
    ("answer", "officer", "withdrawn", Reason.WITHDRAWN),
]


@pytest.mark.parametrize(("rule", "who", "state", "wanted"), SUGGESTION_TABLE)
def test_rules_of_suggestions(rule: str, who: str, state: str, wanted: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], Asked(text("open"), SuggestionState(state)))
    assert (denied.reason if denied else None) == wanted


def test_headings_and_what_is_gone_take_no_suggestions() -> None:
    visitor = PEOPLE["confirmed"]
    for place, reason in (
        (Place(text("open"), is_current=False), Reason.GONE),
        (Place(text("open"), is_heading=True), Reason.HEADING),
    ):
        denied = rules.suggest(visitor, place)
        assert denied is not None
        assert denied.reason is reason
    assert rules.see_paragraph(visitor, Place(text("open"), is_current=False)) is None
    assert rules.see_paragraph(visitor, Place(text("open"), is_heading=True)) is None
    assert rules.comment(visitor, Place(text("open"), is_heading=True)) is None
    gone = rules.comment(visitor, Place(text("open"), is_current=False, is_heading=True))
    assert gone is not None
    assert gone.reason is Reason.GONE
    waits = rules.match(PEOPLE["officer"], Pending(text("open"), waits=False))
    assert waits is not None
    assert waits.reason is Reason.NOTHING_WAITS
    assert rules.match(PEOPLE["officer"], Pending(text("open"), waits=True)) is None
    activity = text("draft").activity
    assert rules.draw_up(PEOPLE["officer"], activity) is None
    activity.kind = ActivityKind.VOTE
    assert rules.draw_up(PEOPLE["officer"], activity) is not None
