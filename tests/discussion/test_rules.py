"""Who may do what with a comment, by its state."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from discussion import rules
from discussion.models import CommentState
from discussion.rules import Reason
from kernel import clock
from kernel.rules import Common, Role, Visitor
from moderation.models import AppealState, CaseState, Decision
from moderation.rules import Reason as Appeals

TOWN, NEIGHBOUR_TOWN = 1, 2


@dataclass(frozen=True)
class Appeal:
    state: AppealState = AppealState.WAITING


@dataclass(frozen=True)
class Case:
    state: CaseState
    appeal: Appeal | None = None
    municipality_id: int = TOWN
    author_id: int = 10
    decided_by_id: int = 12
    entered_by_id: int | None = None


@dataclass(frozen=True)
class Words:
    state: CommentState = CommentState.VISIBLE
    author_id: int = 10
    municipality_id: int = TOWN
    case: Case | None = None
    office: str = ""
    sources: tuple[str, ...] = ()


def person(number: int, *roles: Role, town: int = TOWN, confirmed: bool = True) -> Visitor:
    return Visitor(
        id=number,
        email_confirmed=confirmed,
        roles=frozenset((town, role.value) for role in roles),
    )


CAST = {
    "nobody": Visitor(),
    "author": person(10),
    "neighbour": person(11),
    "unconfirmed": person(11, confirmed=False),
    "moderator": person(12, Role.MODERATOR),
    "moderator who wrote it": person(10, Role.MODERATOR),
    "administrator": person(13, Role.ADMINISTRATOR),
    "officer": person(14, Role.OFFICER),
    "auditor": person(15, Role.AUDITOR),
    "another moderator": person(17, Role.MODERATOR),
    "suspended": replace(person(11), suspended={TOWN: clock.now() + timedelta(days=3)}),
    "suspended author": replace(person(10), suspended={TOWN: clock.now() + timedelta(days=3)}),
    "suspended next door": replace(
        person(11), suspended={NEIGHBOUR_TOWN: clock.now() + timedelta(days=3)}
    ),
    "once suspended": replace(person(11), suspended={TOWN: clock.now() - timedelta(days=3)}),
    "moderator of the next town": person(16, Role.MODERATOR, town=NEIGHBOUR_TOWN),
}
STATES = {
    "visible": Words(),
    "hidden": Words(state=CommentState.HIDDEN, case=Case(CaseState.HIDDEN)),
    "deleted": Words(state=CommentState.DELETED, case=Case(CaseState.DISMISSED)),
    "reported": Words(case=Case(CaseState.OPEN)),
    "decided": Words(case=Case(CaseState.DISMISSED)),
    "to be changed": Words(case=Case(CaseState.EDIT)),
    "held": Words(state=CommentState.HELD, case=Case(CaseState.OPEN)),
    "declined": Words(state=CommentState.DECLINED, case=Case(CaseState.HIDDEN)),
    "appealed": Words(state=CommentState.HIDDEN, case=Case(CaseState.HIDDEN, Appeal())),
    "heard": Words(
        state=CommentState.HIDDEN, case=Case(CaseState.HIDDEN, Appeal(AppealState.UPHELD))
    ),
    "of an office": Words(office="Fen İşleri Müdürlüğü"),
    "with five sources": Words(sources=("1", "2", "3", "4", "5")),
}
TABLE = [
    ("edit", "author", "visible", None),
    ("edit", "author", "reported", None),
    ("edit", "author", "hidden", Reason.HIDDEN),
    ("edit", "author", "deleted", Reason.DELETED),
    ("edit", "nobody", "visible", Common.LOGIN),
    ("edit", "nobody", "deleted", Reason.DELETED),
    ("edit", "neighbour", "visible", Reason.NOT_YOURS),
    ("edit", "moderator", "visible", Reason.NOT_YOURS),
    ("edit", "unconfirmed", "visible", Common.EMAIL),
    ("delete", "author", "visible", None),
    ("delete", "author", "reported", None),
    ("delete", "author", "hidden", Reason.HIDDEN),
    ("delete", "author", "deleted", Reason.DELETED),
    ("delete", "neighbour", "visible", Reason.NOT_YOURS),
    ("delete", "nobody", "visible", Common.LOGIN),
    ("report", "neighbour", "visible", None),
    ("report", "neighbour", "reported", None),
    ("report", "moderator", "visible", None),
    ("report", "author", "visible", Reason.YOURS),
    ("report", "nobody", "visible", Common.LOGIN),
    ("report", "unconfirmed", "visible", Common.EMAIL),
    ("report", "neighbour", "hidden", Reason.HIDDEN),
    ("report", "neighbour", "deleted", Reason.DELETED),
    ("see_versions", "nobody", "visible", None),
    ("see_versions", "author", "hidden", Reason.HIDDEN),
    ("see_versions", "moderator", "hidden", Reason.HIDDEN),
    ("see_versions", "nobody", "deleted", Reason.DELETED),
    ("moderate", "moderator", "visible", None),
    ("moderate", "moderator", "hidden", None),
    ("moderate", "administrator", "reported", None),
    ("moderate", "auditor", "reported", None),
    ("moderate", "moderator who wrote it", "reported", None),
    ("moderate", "officer", "reported", Common.ROLE),
    ("moderate", "author", "reported", Common.ROLE),
    ("moderate", "moderator of the next town", "reported", Common.ROLE),
    ("moderate", "nobody", "reported", Common.LOGIN),
    ("see", "nobody", "visible", None),
    ("see", "nobody", "hidden", None),
    ("see", "nobody", "held", Common.HIDDEN),
    ("see", "neighbour", "held", Common.HIDDEN),
    ("see", "author", "held", None),
    ("see", "moderator", "held", None),
    ("see", "author", "declined", None),
    ("see", "officer", "declined", Common.HIDDEN),
    ("edit", "author", "held", Reason.HELD),
    ("edit", "author", "declined", Reason.DECLINED),
    ("edit", "suspended author", "visible", Common.SUSPENDED),
    ("delete", "author", "held", None),
    ("delete", "suspended author", "visible", None),
    ("delete", "neighbour", "held", Reason.NOT_YOURS),
    ("report", "suspended", "visible", Common.SUSPENDED),
    ("report", "suspended next door", "visible", None),
    ("report", "once suspended", "visible", None),
    ("report", "neighbour", "held", Reason.HELD),
    ("rate", "neighbour", "visible", None),
    ("rate", "suspended", "visible", None),
    ("rate", "author", "visible", Reason.RATE_YOURS),
    ("rate", "unconfirmed", "visible", Common.EMAIL),
    ("rate", "nobody", "visible", Common.LOGIN),
    ("rate", "neighbour", "hidden", Reason.HIDDEN),
    ("ask_source", "neighbour", "visible", None),
    ("ask_source", "author", "visible", Reason.ASK_YOURS),
    ("ask_source", "suspended", "visible", Common.SUSPENDED),
    ("ask_source", "nobody", "visible", Common.LOGIN),
    ("add_source", "author", "visible", None),
    ("add_source", "neighbour", "visible", Reason.NOT_YOURS),
    ("add_source", "author", "with five sources", Reason.MOST_SOURCES),
    ("add_source", "suspended author", "visible", Common.SUSPENDED),
    ("remove_source", "author", "with five sources", None),
    ("remove_source", "suspended author", "with five sources", None),
    ("remove_source", "moderator", "with five sources", None),
    ("remove_source", "neighbour", "with five sources", Common.ROLE),
    ("remove_source", "officer", "with five sources", Common.ROLE),
    ("remove_source", "moderator of the next town", "with five sources", Common.ROLE),
    ("remove_source", "nobody", "with five sources", Common.LOGIN),
    ("remove_source", "author", "visible", Reason.NO_SOURCES),
    ("remove_source", "moderator", "hidden", Reason.HIDDEN),
    ("pin", "officer", "of an office", None),
    ("pin", "moderator", "of an office", None),
    ("pin", "officer", "visible", Reason.NO_OFFICE),
    ("pin", "author", "of an office", Common.ROLE),
    ("pin", "auditor", "of an office", Common.ROLE),
    ("take_down", "officer", "visible", None),
    ("take_down", "administrator", "visible", None),
    ("take_down", "moderator", "visible", Common.ROLE),
    ("take_down", "auditor", "visible", Common.ROLE),
    ("take_down", "nobody", "visible", Common.LOGIN),
    ("summarise", "officer", "visible", None),
    ("summarise", "moderator", "visible", None),
    ("summarise", "neighbour", "visible", Common.ROLE),
    ("summarise", "nobody", "visible", Common.LOGIN),
    ("summarise", "moderator of the next town", "visible", Common.ROLE),
    ("decide", "moderator", "visible", None),
    ("decide", "moderator", "reported", None),
    ("decide", "moderator", "decided", None),
    ("decide", "moderator", "held", None),
    ("decide", "administrator", "reported", None),
    ("decide", "moderator", "hidden", Reason.HIDDEN),
    ("decide", "moderator", "deleted", Reason.DELETED),
    ("decide", "moderator", "declined", Reason.DECLINED),
    ("decide", "moderator who wrote it", "reported", Reason.YOUR_CASE),
    ("decide", "moderator who wrote it", "held", Reason.YOUR_CASE),
    ("decide", "auditor", "reported", Common.ROLE),
    ("decide", "neighbour", "reported", Common.ROLE),
    ("decide", "moderator of the next town", "reported", Common.ROLE),
    ("decide", "nobody", "reported", Common.LOGIN),
    ("decide_appeal", "another moderator", "appealed", None),
    ("decide_appeal", "administrator", "appealed", None),
    ("decide_appeal", "moderator", "appealed", Appeals.YOUR_DECISION),
    ("decide_appeal", "moderator who wrote it", "appealed", Appeals.YOUR_TEXT),
    ("decide_appeal", "auditor", "appealed", Common.ROLE),
    ("decide_appeal", "author", "appealed", Common.ROLE),
    ("decide_appeal", "moderator of the next town", "appealed", Common.ROLE),
    ("decide_appeal", "nobody", "appealed", Common.LOGIN),
    ("decide_appeal", "another moderator", "hidden", Appeals.NO_APPEAL),
    ("decide_appeal", "another moderator", "heard", Appeals.NO_APPEAL),
    ("decide_appeal", "another moderator", "visible", Appeals.NO_APPEAL),
    ("unhide", "moderator", "appealed", Reason.APPEALED),
    ("unhide", "moderator", "heard", None),
    ("unhide", "moderator", "hidden", None),
    ("unhide", "administrator", "hidden", None),
    ("unhide", "moderator", "visible", Reason.NOT_HIDDEN),
    ("unhide", "moderator", "deleted", Reason.NOT_HIDDEN),
    ("unhide", "moderator who wrote it", "hidden", Reason.YOUR_CASE),
    ("unhide", "auditor", "hidden", Common.ROLE),
    ("unhide", "author", "hidden", Common.ROLE),
    ("unhide", "nobody", "hidden", Common.LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Reason | None) -> None:
    denied = getattr(rules, rule)(CAST[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("held", (Decision.PUBLISH, Decision.DECLINE)),
        ("reported", (Decision.KEEP, Decision.EDIT, Decision.HIDE)),
        ("to be changed", (Decision.KEEP, Decision.HIDE)),
        ("decided", (Decision.EDIT, Decision.HIDE)),
        ("visible", (Decision.EDIT, Decision.HIDE)),
    ],
)
def test_which_decisions_are_possible(state: str, expected: tuple[Decision, ...]) -> None:
    assert rules.decisions(STATES[state]) == expected  # type: ignore[arg-type]
