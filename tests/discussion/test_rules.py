"""Who may do what with a comment, by its state."""

from dataclasses import dataclass

import pytest

from discussion import rules
from discussion.models import CommentState
from discussion.rules import Reason
from kernel.rules import Common, Role, Visitor
from moderation.models import CaseState

TOWN, NEIGHBOUR_TOWN = 1, 2


@dataclass(frozen=True)
class Case:
    state: CaseState


@dataclass(frozen=True)
class Words:
    state: CommentState = CommentState.VISIBLE
    author_id: int = 10
    municipality_id: int = TOWN
    case: Case | None = None


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
    "moderator of the next town": person(16, Role.MODERATOR, town=NEIGHBOUR_TOWN),
}
STATES = {
    "visible": Words(),
    "hidden": Words(state=CommentState.HIDDEN, case=Case(CaseState.HIDDEN)),
    "deleted": Words(state=CommentState.DELETED, case=Case(CaseState.DISMISSED)),
    "reported": Words(case=Case(CaseState.OPEN)),
    "decided": Words(case=Case(CaseState.DISMISSED)),
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
    ("hide", "moderator", "visible", None),
    ("hide", "moderator", "reported", None),
    ("hide", "moderator", "decided", None),
    ("hide", "administrator", "reported", None),
    ("hide", "moderator", "hidden", Reason.HIDDEN),
    ("hide", "moderator", "deleted", Reason.DELETED),
    ("hide", "moderator who wrote it", "reported", Reason.YOUR_CASE),
    ("hide", "auditor", "reported", Common.ROLE),
    ("hide", "neighbour", "reported", Common.ROLE),
    ("hide", "moderator of the next town", "reported", Common.ROLE),
    ("hide", "nobody", "reported", Common.LOGIN),
    ("keep", "moderator", "reported", None),
    ("keep", "moderator", "visible", Reason.NOTHING_OPEN),
    ("keep", "moderator", "decided", Reason.NOTHING_OPEN),
    ("keep", "moderator", "hidden", Reason.NOTHING_OPEN),
    ("keep", "moderator who wrote it", "reported", Reason.YOUR_CASE),
    ("keep", "auditor", "reported", Common.ROLE),
    ("keep", "nobody", "reported", Common.LOGIN),
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
