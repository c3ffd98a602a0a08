"""State × person → answer. docs/roles-and-rules.md is made from these tables."""

from datetime import timedelta
from types import SimpleNamespace
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
from moderation.models import AppealState
from moderation.rules import Reason as Appeals
from opinions import rules
from opinions.models import Conversation, ConversationState, StatementState
from opinions.rules import Reason

HERE, NEIGHBOUR = 1, 2


def staff(role: Role, place: int = HERE) -> Visitor:
    return Visitor(id=7, email_confirmed=True, roles=frozenset({(place, role.value)}))


PEOPLE: dict[str, Visitor] = {
    "nobody": NOBODY,
    "unconfirmed": Visitor(id=5),
    "confirmed": Visitor(id=6, email_confirmed=True),
    "suspended": Visitor(
        id=8, email_confirmed=True, suspended={HERE: clock.now() + timedelta(days=999)}
    ),
    "officer": staff(Role.OFFICER),
    "auditor": staff(Role.AUDITOR),
    "moderator": staff(Role.MODERATOR),
    "neighbour's officer": staff(Role.OFFICER, NEIGHBOUR),
}
DAY = timedelta(days=1)
#: state of the conversation, days since the opening, days until the end
STATES: dict[str, dict[str, Any]] = {
    "draft": {"state": ConversationState.DRAFT},
    "open": {},
    "open, seeds only": {"own_statements": False},
    "upcoming": {"opened": -1},
    "over": {"left": -1},
    "final": {"left": -1, "state": ConversationState.FINAL},
    "final, reopened": {"state": ConversationState.FINAL},
    "imported": {"imported": True},
    "of a draft consultation": {"frame": ConsultationState.DRAFT},
    "draft, stopped": {"state": ConversationState.DRAFT, "frame": ConsultationState.ENDED},
    "stopped": {"frame": ConsultationState.ENDED},
}


def conversation(name: str) -> Conversation:
    given = STATES[name]
    now = clock.now()
    activity = Activity(
        id=1,
        municipality_id=HERE,
        kind=given.get("kind", ActivityKind.OPINIONS),
        opens_at=now - DAY * given.get("opened", 3),
        closes_at=now + DAY * given.get("left", 3),
        eligibility=Eligibility.EMAIL,
    )
    activity.consultation = Consultation(
        municipality_id=HERE,
        asked_by=AskedBy.MUNICIPALITY,
        state=given.get("frame", ConsultationState.PUBLISHED),
    )
    made = Conversation(
        id=1,
        municipality_id=HERE,
        state=given.get("state", ConversationState.PUBLISHED),
        own_statements=given.get("own_statements", True),
        imported=given.get("imported", False),
    )
    made.activity = activity
    return made


#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Any]] = [
    ("draw_up", "officer", "draft", None),
    ("draw_up", "auditor", "draft", Common.ROLE),
    ("draw_up", "nobody", "draft", Common.LOGIN),
    ("work", "officer", "open", None),
    ("work", "auditor", "open", None),
    ("work", "moderator", "open", Common.ROLE),
    ("moderate", "moderator", "open", None),
    ("moderate", "auditor", "open", None),
    ("moderate", "neighbour's officer", "open", Common.ROLE),
    ("take_out", "moderator", "final", None),
    ("take_out", "officer", "open", None),
    ("take_out", "auditor", "open", Common.ROLE),
    ("take_out", "nobody", "open", Common.LOGIN),
    ("manage", "officer", "final", None),
    ("manage", "auditor", "open", Common.ROLE),
    ("edit", "officer", "draft", None),
    ("edit", "officer", "open", Reason.FROZEN),
    ("edit", "officer", "draft, stopped", Reason.STOPPED),
    ("edit", "auditor", "draft", Common.ROLE),
    ("publish", "officer", "draft", None),
    ("publish", "officer", "open", Reason.FROZEN),
    ("publish", "neighbour's officer", "draft", Common.ROLE),
    ("import_answers", "officer", "draft", None),
    ("import_answers", "officer", "open", Reason.FROZEN),
    ("import_answers", "confirmed", "draft", Common.ROLE),
    ("add_seed", "officer", "draft", None),
    ("add_seed", "officer", "open", None),
    ("add_seed", "officer", "final", Reason.FINAL),
    ("add_seed", "officer", "imported", Reason.IMPORTED),
    ("add_seed", "officer", "stopped", Reason.STOPPED),
    ("add_seed", "moderator", "open", Common.ROLE),
    ("see", "nobody", "open", None),
    ("see", "nobody", "final", None),
    ("see", "nobody", "draft", Common.HIDDEN),
    ("see", "auditor", "draft", None),
    ("see", "nobody", "of a draft consultation", Common.HIDDEN),
    ("answer", "confirmed", "open", None),
    ("answer", "suspended", "open", None),
    ("answer", "nobody", "open", Common.LOGIN),
    ("answer", "unconfirmed", "open", Common.EMAIL),
    ("answer", "confirmed", "draft", Common.HIDDEN),
    ("answer", "confirmed", "upcoming", Frame.NOT_YET),
    ("answer", "confirmed", "over", Frame.OVER),
    ("answer", "confirmed", "final", Reason.FINAL),
    ("answer", "confirmed", "final, reopened", Reason.FINAL),
    ("answer", "confirmed", "imported", Reason.IMPORTED),
    ("answer", "confirmed", "stopped", Frame.STOPPED),
    ("undo", "confirmed", "open", None),
    ("undo", "confirmed", "final", Reason.FINAL),
    ("undo", "nobody", "open", Common.LOGIN),
    ("see_own", "confirmed", "final", None),
    ("see_own", "nobody", "open", Common.LOGIN),
    ("see_own", "confirmed", "draft", Common.HIDDEN),
    ("share_row", "confirmed", "final", None),
    ("share_row", "nobody", "final", Common.LOGIN),
    ("add_statement", "confirmed", "open", None),
    ("add_statement", "confirmed", "open, seeds only", Reason.NO_OWN),
    ("add_statement", "suspended", "open", Common.SUSPENDED),
    ("add_statement", "nobody", "open", Common.LOGIN),
    ("add_statement", "confirmed", "over", Frame.OVER),
    ("add_statement", "confirmed", "draft", Common.HIDDEN),
    ("see_results", "nobody", "open", None),
    ("see_results", "nobody", "final", None),
    ("see_results", "officer", "draft", Common.HIDDEN),
    ("see_results", "nobody", "of a draft consultation", Common.HIDDEN),
    ("export", "nobody", "open", None),
    ("export", "officer", "draft", Common.HIDDEN),
    ("export_rows", "officer", "final", None),
    ("export_rows", "officer", "open", Reason.STILL_OPEN),
    ("export_rows", "auditor", "final", Common.ROLE),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_conversation(rule: str, who: str, state: str, expected: Any) -> None:
    made = conversation(state)
    thing = made.activity if rule == "draw_up" else made
    denied = getattr(rules, rule)(PEOPLE[who], thing)
    assert (denied.reason if denied else None) == expected


STATEMENT_TABLE: list[tuple[str, str, str, Any]] = [
    ("decide", "officer", "pending, open", None),
    ("decide", "moderator", "pending, open", None),
    ("decide", "auditor", "pending, open", Common.ROLE),
    ("decide", "nobody", "pending, open", Common.LOGIN),
    ("decide", "officer", "accepted, open", Reason.DECIDED),
    ("decide", "officer", "rejected, open", Reason.DECIDED),
    ("decide", "officer", "pending, final", Reason.FINAL),
    ("decide", "officer", "pending, draft", Reason.NOT_PUBLISHED),
    ("ban_statement", "moderator", "accepted, open", None),
    ("ban_statement", "officer", "pending, open", Reason.NOT_SHOWN),
    ("ban_statement", "officer", "banned, open", Reason.NOT_SHOWN),
    ("ban_statement", "officer", "accepted, final", None),
    ("ban_statement", "moderator", "accepted, final", None),
    ("ban_statement", "officer", "accepted, draft", Reason.NOT_PUBLISHED),
    ("ban_statement", "confirmed", "accepted, open", Common.ROLE),
    ("remove_seed", "officer", "accepted, draft", None),
    ("remove_seed", "officer", "accepted, open", Reason.FROZEN),
    ("remove_seed", "officer", "accepted, imported", Reason.IMPORTED),
    ("remove_seed", "moderator", "accepted, draft", Common.ROLE),
    ("see_statement", "nobody", "accepted, open", None),
    ("see_statement", "nobody", "rejected, open", None),
    ("see_statement", "nobody", "pending, open", Common.HIDDEN),
    ("see_statement", "moderator", "pending, open", None),
    ("see_statement", "nobody", "accepted, draft", Common.HIDDEN),
]


CASES: dict[str, Any] = {
    "not refused": None,
    "refused": SimpleNamespace(appeal=None),
    "appealed": SimpleNamespace(
        appeal=SimpleNamespace(state=AppealState.WAITING),
        municipality_id=HERE,
        author_id=70,
        entered_by_id=None,
        decided_by_id=71,
    ),
}
APPEAL_TABLE: list[tuple[str, str, str, Any]] = [
    ("read_case", "moderator", "not refused", Common.HIDDEN),
    ("read_case", "moderator", "refused", None),
    ("read_case", "auditor", "refused", None),
    ("read_case", "officer", "refused", Common.ROLE),
    ("read_case", "nobody", "refused", Common.LOGIN),
    ("judge_appeal", "moderator", "not refused", Appeals.NO_APPEAL),
    ("judge_appeal", "moderator", "refused", Appeals.NO_APPEAL),
    ("judge_appeal", "moderator", "appealed", None),
    ("judge_appeal", "officer", "appealed", Common.ROLE),
    ("judge_appeal", "auditor", "appealed", Common.ROLE),
    ("judge_appeal", "nobody", "appealed", Common.LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), APPEAL_TABLE)
def test_appeals(rule: str, who: str, state: str, expected: Any) -> None:
    thing = SimpleNamespace(case=CASES[state], municipality_id=HERE)
    denied = getattr(rules, rule)(PEOPLE[who], thing)
    assert (denied.reason if denied else None) == expected


def said(name: str) -> Any:
    state, _comma, of = name.partition(", ")
    return SimpleNamespace(state=StatementState(state), conversation=conversation(of))


@pytest.mark.parametrize(("rule", "who", "state", "expected"), STATEMENT_TABLE)
def test_statement(rule: str, who: str, state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], said(state))
    assert (denied.reason if denied else None) == expected


WAITING_TABLE: list[tuple[str, str, str, Any]] = [
    ("see_waiting", "moderator", "any", None),
    ("see_waiting", "officer", "any", None),
    ("see_waiting", "auditor", "any", Common.ROLE),
    ("see_waiting", "neighbour's officer", "any", Common.ROLE),
    ("see_waiting", "nobody", "any", Common.LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "_state", "expected"), WAITING_TABLE)
def test_waiting(rule: str, who: str, _state: str, expected: Any) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], SimpleNamespace(id=HERE))
    assert (denied.reason if denied else None) == expected


VOTER_TABLE: list[tuple[str, str, str, Any]] = [
    ("ban_voter", "officer", "counted, open", None),
    ("ban_voter", "auditor", "counted, open", Common.ROLE),
    ("ban_voter", "moderator", "counted, open", Common.ROLE),
    ("ban_voter", "officer", "banned, open", Reason.BANNED_ALREADY),
    ("ban_voter", "officer", "counted, over", None),
    ("ban_voter", "officer", "counted, final", Reason.FINAL),
    ("unban_voter", "officer", "banned, open", None),
    ("unban_voter", "officer", "counted, open", Reason.COUNTED),
    ("unban_voter", "officer", "banned, final", Reason.FINAL),
    ("unban_voter", "nobody", "banned, open", Common.LOGIN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), VOTER_TABLE)
def test_voter(rule: str, who: str, state: str, expected: Any) -> None:
    kind, _comma, of = state.partition(", ")
    voter = SimpleNamespace(banned=kind == "banned", conversation=conversation(of))
    denied = getattr(rules, rule)(PEOPLE[who], voter)
    assert (denied.reason if denied else None) == expected


MARK_TABLE: list[tuple[str, str, str, Any]] = [
    ("mark", "nobody", "accepted, open", Common.LOGIN),
    ("mark", "confirmed", "accepted, open", Common.ROLE),
    ("mark", "moderator", "accepted, open", Common.ROLE),
    ("mark", "auditor", "accepted, open", Common.ROLE),
    ("mark", "officer", "accepted, open", None),
    ("mark", "officer", "accepted, final", None),
    ("mark", "officer", "rejected, open", Reason.NOT_SHOWN),
    ("mark", "officer", "accepted, final, marked", Reason.ALREADY_MARKED),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), MARK_TABLE)
def test_mark(rule: str, who: str, state: str, expected: Any) -> None:
    of, marked, _rest = state.partition(", marked")
    thing = said(of)
    thing.duty_id = 1 if marked else None
    denied = getattr(rules, rule)(PEOPLE[who], thing)
    assert (denied.reason if denied else None) == expected


BECOME_TABLE: list[tuple[str, str, str, Any]] = [
    ("become", "confirmed", "accepted, open", None),
    ("become", "suspended", "accepted, open", Common.SUSPENDED),
    ("become", "confirmed", "accepted, final", None),
    ("become", "nobody", "accepted, open", Common.LOGIN),
    ("become", "confirmed", "rejected, open", Reason.NOT_SHOWN),
    ("become", "confirmed", "accepted, open, no step", Reason.NO_PROPOSALS),
    ("become", "confirmed", "accepted, draft", Common.HIDDEN),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), BECOME_TABLE)
def test_become(rule: str, who: str, state: str, expected: Any) -> None:
    of, no_step, _rest = state.partition(", no step")
    step = conversation("open").activity
    step.kind = ActivityKind.PROPOSALS
    chosen = None if no_step else step
    thing = SimpleNamespace(municipality_id=HERE, statement=said(of), step=chosen)
    denied = rules.become(PEOPLE[who], thing)
    assert (denied.reason if denied else None) == expected


def test_another_kind_of_step_has_no_map() -> None:
    activity = conversation("draft").activity
    activity.kind = ActivityKind.SURVEY
    denied = rules.draw_up(PEOPLE["officer"], activity)
    assert denied is not None
    assert denied.reason is Reason.NOT_OPINIONS
