"""Who reads the queue, decides and appeals; how a case may move; what counts as coordinated."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from kernel import clock
from kernel.rules import Common, Role, Visitor
from moderation import rules
from moderation.models import AppealState, CaseState, Decision
from moderation.rules import Cluster, Reason

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Appeal:
    state: AppealState = AppealState.WAITING


@dataclass(frozen=True)
class Thing:
    """A case."""

    municipality_id: int = 1
    author_id: int | None = 10
    entered_by_id: int | None = None
    decision: Decision | None = Decision.HIDE
    decided_at: datetime | None = NOW - timedelta(days=1)
    decided_by_id: int | None = 12
    appeal: Appeal | None = None


def staff(role: Role, town: int = 1, number: int = 1) -> Visitor:
    return Visitor(id=number, email_confirmed=True, roles=frozenset({(town, role.value)}))


CAST = {
    "nobody": Visitor(),
    "resident": Visitor(id=1, email_confirmed=True),
    "author": Visitor(id=10, email_confirmed=True),
    "suspended author": Visitor(
        id=10, email_confirmed=True, suspended={1: NOW + timedelta(days=7)}
    ),
    "moderator who decided": staff(Role.MODERATOR, number=12),
    "administrator who decided": staff(Role.ADMINISTRATOR, number=12),
    "moderator who wrote it": staff(Role.MODERATOR, number=10),
    "moderator of the next town": staff(Role.MODERATOR, town=2),
    **{role.value: staff(role) for role in Role},
}
STATES = {
    "any": Thing(),
    "hidden": Thing(),
    "edit asked": Thing(decision=Decision.EDIT),
    "declined": Thing(decision=Decision.DECLINE),
    "kept": Thing(decision=Decision.KEEP),
    "published": Thing(decision=Decision.PUBLISH),
    "deleted by its author": Thing(decision=None, decided_by_id=None),
    "waiting": Thing(decision=None, decided_at=None, decided_by_id=None),
    "on the last day": Thing(decided_at=NOW - timedelta(days=7)),
    "entered for somebody": Thing(author_id=None, entered_by_id=1),
    "appealed, entered for somebody": Thing(author_id=None, entered_by_id=1, appeal=Appeal()),
    "too long ago": Thing(decided_at=NOW - timedelta(days=8)),
    "appealed": Thing(appeal=Appeal()),
    "upheld": Thing(appeal=Appeal(AppealState.UPHELD)),
    "reversed": Thing(appeal=Appeal(AppealState.REVERSED)),
}
TABLE = [
    ("see_decision", "resident", "entered for somebody", None),
    ("see_decision", "author", "entered for somebody", Common.HIDDEN),
    ("appeal", "officer", "entered for somebody", None),
    ("appeal", "nobody", "entered for somebody", Common.LOGIN),
    ("decide_appeal", "moderator", "appealed, entered for somebody", Reason.YOUR_TEXT),
    ("decide_appeal", "moderator who wrote it", "appealed, entered for somebody", None),
    ("read", "nobody", "any", Common.LOGIN),
    ("read", "resident", "any", Common.ROLE),
    ("read", "moderator", "any", None),
    ("read", "administrator", "any", None),
    ("read", "auditor", "any", None),
    ("read", "officer", "any", Common.ROLE),
    ("read", "unit_officer", "any", Common.ROLE),
    ("read", "desk_officer", "any", Common.ROLE),
    ("read", "moderator of the next town", "any", Common.ROLE),
    ("decide", "nobody", "any", Common.LOGIN),
    ("decide", "moderator", "any", None),
    ("decide", "administrator", "any", None),
    ("decide", "auditor", "any", Common.ROLE),
    ("decide", "officer", "any", Common.ROLE),
    ("decide", "moderator of the next town", "any", Common.ROLE),
    ("change_settings", "moderator", "any", None),
    ("change_settings", "administrator", "any", None),
    ("change_settings", "auditor", "any", Common.ROLE),
    ("change_settings", "officer", "any", Common.ROLE),
    ("change_settings", "nobody", "any", Common.LOGIN),
    ("see_decision", "author", "hidden", None),
    ("see_decision", "suspended author", "hidden", None),
    ("see_decision", "author", "waiting", Common.HIDDEN),
    ("see_decision", "resident", "hidden", Common.HIDDEN),
    ("see_decision", "moderator", "hidden", Common.HIDDEN),
    ("see_decision", "nobody", "hidden", Common.LOGIN),
    ("appeal", "author", "hidden", None),
    ("appeal", "suspended author", "hidden", None),
    ("appeal", "author", "edit asked", None),
    ("appeal", "author", "declined", None),
    ("appeal", "author", "on the last day", None),
    ("appeal", "author", "too long ago", Reason.TOO_LATE),
    ("appeal", "author", "appealed", Reason.APPEALED),
    ("appeal", "author", "upheld", Reason.APPEALED),
    ("appeal", "author", "kept", Reason.NOTHING_TO_APPEAL),
    ("appeal", "author", "published", Reason.NOTHING_TO_APPEAL),
    ("appeal", "author", "deleted by its author", Reason.NOTHING_TO_APPEAL),
    ("appeal", "author", "waiting", Common.HIDDEN),
    ("appeal", "resident", "hidden", Common.HIDDEN),
    ("appeal", "nobody", "hidden", Common.LOGIN),
    ("decide_appeal", "moderator", "appealed", None),
    ("decide_appeal", "administrator", "appealed", None),
    ("decide_appeal", "moderator who decided", "appealed", Reason.YOUR_DECISION),
    ("decide_appeal", "administrator who decided", "appealed", Reason.YOUR_DECISION),
    ("decide_appeal", "moderator who wrote it", "appealed", Reason.YOUR_TEXT),
    ("decide_appeal", "auditor", "appealed", Common.ROLE),
    ("decide_appeal", "author", "appealed", Common.ROLE),
    ("decide_appeal", "moderator of the next town", "appealed", Common.ROLE),
    ("decide_appeal", "nobody", "appealed", Common.LOGIN),
    ("decide_appeal", "moderator", "hidden", Reason.NO_APPEAL),
    ("decide_appeal", "moderator", "upheld", Reason.NO_APPEAL),
    ("decide_appeal", "moderator", "reversed", Reason.NO_APPEAL),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_who_may(rule: str, who: str, state: str, expected: Common | None) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(CAST[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


def test_nothing_becomes_open_again() -> None:
    assert all(after is not CaseState.OPEN for _before, after in rules.MOVES)
    assert all(before is not CaseState.DISMISSED for before, _after in rules.MOVES)


def test_every_decision_leads_to_a_state_that_an_open_case_may_take() -> None:
    assert set(rules.STATES) == set(Decision)
    assert all((CaseState.OPEN, state) in rules.MOVES for state in rules.STATES.values())


OLD, YOUNG = NOW - timedelta(days=400), NOW - timedelta(days=2)


def minutes(*after: int, made: datetime = OLD) -> list[tuple[datetime, datetime]]:
    return [(NOW + timedelta(minutes=one), made) for one in after]


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        ([], None),
        (minutes(0, 1), None),
        (minutes(0, 20, 40, 60), None),
        (minutes(0, 7, 15), Cluster(3, 16, 0)),
        (minutes(0, 7, 16), None),
        (minutes(0, 1, 2, made=YOUNG), Cluster(3, 3, 3)),
        (minutes(0, 300, 301, 302, 303), Cluster(4, 4, 0)),
        ([*minutes(0, 5), *minutes(6, made=YOUNG)], Cluster(3, 7, 1)),
    ],
)
def test_reports_that_came_together(
    reports: list[tuple[datetime, datetime]], expected: Cluster | None
) -> None:
    assert rules.cluster(reports[::-1]) == expected


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (9, None), (10, 10), (74, 74)])
def test_few_people_are_no_figure(number: int, shown: int | None) -> None:
    assert rules.published(number) == shown
