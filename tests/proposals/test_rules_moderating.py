"""Who reports and hides proposals and amendments, reads what waits, decides appeals."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.rules import Common, Role, Visitor
from moderation import rules as moderation
from moderation.models import Appeal, AppealState, Case, CaseState, Cause, Decision
from proposals import authorship, joining, moderating, rules
from proposals.models import Amendment, AmendmentState, Proposal, ProposalState
from proposals.moderating import Reason
from proposals.rules import Reason as Proposals
from tests.proposals.test_rules import CAST as OTHERS
from tests.proposals.test_rules import HERE, NOW, person, proposal

UNTIL = NOW + timedelta(days=7)


def suspended(number: int, **facts: Any) -> Visitor:
    return person(number, suspended={HERE: UNTIL}, **facts)


CAST = OTHERS | {
    "suspended": suspended(12),
    "suspended author": suspended(1),
    "amender": person(11),
    "suspended amender": suspended(11),
    "administrator": person(13, Role.ADMINISTRATOR),
    "moderator who wrote it": person(1, Role.MODERATOR),
    "moderator who decided": person(14, Role.MODERATOR),
    "moderator of the organisation": person(
        15, Role.MODERATOR, organisations={9: (HERE, "Dernek")}
    ),
}


def case(state: CaseState = CaseState.OPEN, *, appealed: bool = False, **anything: Any) -> Case:
    values = {
        "municipality_id": HERE,
        "author_id": 1,
        "cause": Cause.REPORT,
        "decided_by_id": None if state is CaseState.OPEN else 14,
    }
    return Case(
        state=state,
        appeal=Appeal(state=AppealState.WAITING) if appealed else None,
        **{**values, **anything},
    )


def of(row: Proposal, **facts: Any) -> Proposal:
    row.case = case(**facts)
    return row


HELD = {"cause": Cause.HOLD}
STATES = {
    "draft": proposal(ProposalState.DRAFT),
    "published": proposal(),
    "reported": of(proposal()),
    "withdrawn": proposal(ProposalState.WITHDRAWN),
    "organisation's": proposal(organisation_id=9),
    "waiting": of(proposal(ProposalState.HELD), **HELD),
    "not published": of(
        proposal(ProposalState.DECLINED), state=CaseState.HIDDEN, decision=Decision.DECLINE, **HELD
    ),
    "hidden": of(proposal(ProposalState.HIDDEN), state=CaseState.HIDDEN, decision=Decision.HIDE),
    "organisation's, hidden": of(
        proposal(ProposalState.HIDDEN, organisation_id=9), state=CaseState.HIDDEN
    ),
    "hidden, appealed": of(
        proposal(ProposalState.HIDDEN),
        state=CaseState.HIDDEN,
        decision=Decision.HIDE,
        appealed=True,
    ),
}
LOGIN, ROLE, GONE = Common.LOGIN, Common.ROLE, Common.HIDDEN
TABLE: list[tuple[str, str, str, Any]] = [
    ("see", "nobody", "hidden", None),
    ("see", "nobody", "waiting", GONE),
    ("see", "neighbour", "waiting", GONE),
    ("see", "officer", "waiting", GONE),
    ("see", "author", "waiting", None),
    ("see", "moderator", "waiting", None),
    ("see", "auditor", "waiting", None),
    ("see", "nobody", "not published", GONE),
    ("see", "author", "not published", None),
    ("see", "moderator", "draft", GONE),
    ("see_words", "nobody", "published", None),
    ("see_words", "nobody", "hidden", Proposals.HIDDEN),
    ("see_words", "neighbour", "hidden", Proposals.HIDDEN),
    ("see_words", "officer", "hidden", Proposals.HIDDEN),
    ("see_words", "author", "hidden", None),
    ("see_words", "suspended author", "hidden", None),
    ("see_words", "moderator", "hidden", None),
    ("see_words", "auditor", "hidden", None),
    ("see_words", "representative", "organisation's, hidden", None),
    ("see_words", "neighbour", "waiting", GONE),
    ("report", "nobody", "published", LOGIN),
    ("report", "neighbour", "published", None),
    ("report", "neighbour", "reported", None),
    ("report", "neighbour", "withdrawn", None),
    ("report", "unconfirmed", "published", Common.EMAIL),
    ("report", "suspended", "published", Common.SUSPENDED),
    ("report", "author", "published", Reason.YOURS),
    ("report", "representative", "organisation's", Reason.YOURS),
    ("report", "neighbour", "draft", GONE),
    ("report", "neighbour", "waiting", GONE),
    ("report", "neighbour", "hidden", Proposals.HIDDEN),
    ("take_back", "author", "waiting", None),
    ("take_back", "suspended author", "waiting", None),
    ("take_back", "neighbour", "waiting", GONE),
    ("take_back", "moderator", "waiting", ROLE),
    ("take_back", "nobody", "waiting", GONE),
    ("take_back", "author", "not published", Reason.NOT_HELD),
    ("take_back", "author", "published", Reason.NOT_HELD),
    ("moderate", "nobody", "reported", LOGIN),
    ("moderate", "neighbour", "reported", ROLE),
    ("moderate", "officer", "reported", ROLE),
    ("moderate", "moderator", "reported", None),
    ("moderate", "auditor", "waiting", None),
    ("moderate", "moderator", "draft", GONE),
    ("judge", "nobody", "reported", LOGIN),
    ("judge", "moderator", "reported", None),
    ("judge", "administrator", "waiting", None),
    ("judge", "auditor", "reported", ROLE),
    ("judge", "officer", "reported", ROLE),
    ("judge", "moderator who wrote it", "reported", Reason.YOUR_CASE),
    ("judge", "moderator of the organisation", "organisation's", Reason.YOUR_CASE),
    ("judge", "moderator", "hidden", Proposals.HIDDEN),
    ("judge", "moderator", "not published", Proposals.DECLINED),
    ("judge", "moderator", "draft", GONE),
    ("unhide", "moderator", "hidden", None),
    ("unhide", "auditor", "hidden", ROLE),
    ("unhide", "moderator", "hidden, appealed", Reason.APPEALED),
    ("unhide", "moderator", "published", Reason.NOT_HIDDEN),
    ("unhide", "moderator who wrote it", "hidden", Reason.YOUR_CASE),
    ("judge_appeal", "moderator", "hidden, appealed", None),
    ("judge_appeal", "administrator", "hidden, appealed", None),
    ("judge_appeal", "moderator who decided", "hidden, appealed", moderation.Reason.YOUR_DECISION),
    ("judge_appeal", "moderator who wrote it", "hidden, appealed", moderation.Reason.YOUR_TEXT),
    ("judge_appeal", "auditor", "hidden, appealed", ROLE),
    ("judge_appeal", "moderator", "hidden", moderation.Reason.NO_APPEAL),
    ("support", "neighbour", "hidden", Proposals.HIDDEN),
    ("support", "neighbour", "waiting", GONE),
    ("unsupport", "neighbour", "hidden", Proposals.HIDDEN),
    ("comment", "neighbour", "hidden", Proposals.HIDDEN),
    ("edit", "author", "hidden", Proposals.HIDDEN),
    ("edit", "author", "waiting", Proposals.HELD),
    ("edit", "author", "not published", Proposals.DECLINED),
    ("publish", "author", "waiting", Proposals.HELD),
    ("discard", "author", "waiting", Proposals.HELD),
    ("discard", "author", "not published", Proposals.DECLINED),
    ("withdraw", "author", "hidden", Proposals.HIDDEN),
    ("withdraw", "author", "waiting", GONE),
    ("screen", "officer", "hidden", Proposals.HIDDEN),
    ("screen", "officer", "waiting", GONE),
    ("follow", "neighbour", "waiting", GONE),
    ("amend", "neighbour", "hidden", Proposals.HIDDEN),
    ("amend", "neighbour", "waiting", GONE),
    ("invite", "author", "waiting", GONE),
]
# Words that everybody would read: not while suspended. The rest of taking part stays.
SUSPENSION_TABLE: list[tuple[str, str, str, Any]] = [
    ("edit", "suspended author", "published", Common.SUSPENDED),
    ("publish", "suspended author", "draft", Common.SUSPENDED),
    ("comment", "suspended", "published", Common.SUSPENDED),
    ("amend", "suspended", "published", Common.SUSPENDED),
    ("split", "suspended author", "published", Common.SUSPENDED),
    ("split", "author", "published", None),
    ("invite", "suspended author", "published", Common.SUSPENDED),
    ("invite", "suspended author", "draft", Common.SUSPENDED),
    ("edit", "suspended author", "draft", None),
    ("discard", "suspended author", "draft", None),
    ("withdraw", "suspended author", "published", None),
    ("support", "suspended", "published", None),
    ("unsupport", "suspended", "published", None),
    ("follow", "suspended", "published", None),
]


WRITE_TABLE: list[tuple[str, str, str, Any]] = [
    ("write", "neighbour", "published", None),
    ("write", "suspended", "published", Common.SUSPENDED),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), WRITE_TABLE)
def test_who_may_write(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = rule_of(rule)(CAST[who], STATES[state].activity)
    assert (denied and denied.reason) == expected


def rule_of(name: str) -> Any:
    for module in (moderating, rules, authorship, joining):
        if hasattr(module, name):
            return getattr(module, name)
    raise AttributeError(name)


@pytest.mark.parametrize(("rule", "who", "state", "expected"), [*TABLE, *SUSPENSION_TABLE])
def test_who_may(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = rule_of(rule)(CAST[who], STATES[state])
    assert (None if denied is None else denied.reason) == expected


def test_decisions_fit_the_state() -> None:
    publish, keep = (Decision.PUBLISH, Decision.DECLINE), Decision.KEEP
    with clock.held(NOW):
        for row, expected in (
            (STATES["waiting"], publish),
            (STATES["reported"], (keep, Decision.EDIT, Decision.HIDE)),
            (of(proposal(), state=CaseState.EDIT), (keep, Decision.HIDE)),
            (proposal(), (Decision.EDIT, Decision.HIDE)),
            (of(proposal(window="closed")), (keep, Decision.HIDE)),
            (STATES["withdrawn"], (Decision.HIDE,)),
        ):
            assert moderating.decisions(row) == expected


# --- amendments ---------------------------------------------------------------------------------


def amendment(
    *, hidden: bool = False, reason: str = "", of_proposal: str = "published", **facts: Any
) -> Amendment:
    return Amendment(
        municipality_id=HERE,
        author_id=11,
        state=AmendmentState.PROPOSED,
        hidden_at=NOW if hidden else None,
        hidden_reason=reason,
        proposal=STATES[of_proposal],
        case=case(author_id=11, **facts) if facts else None,
    )


WAITS = amendment(hidden=True, cause=Cause.HOLD)
UNSEEN = amendment(hidden=True, reason="Kaba.", state=CaseState.HIDDEN, decision=Decision.HIDE)
APPEALED = amendment(
    hidden=True, reason="Kaba.", state=CaseState.HIDDEN, decision=Decision.HIDE, appealed=True
)
AMENDMENTS = {
    "published": amendment(),
    "reported": amendment(state=CaseState.OPEN),
    "waiting": WAITS,
    "hidden": UNSEEN,
    "hidden, appealed": APPEALED,
    "of a hidden proposal": amendment(of_proposal="hidden"),
    "declined": amendment(),
}
AMENDMENTS["declined"].state = AmendmentState.DECLINED
AMENDMENT_TABLE: list[tuple[str, str, str, Any]] = [
    ("see_amendment", "nobody", "published", None),
    ("see_amendment", "nobody", "hidden", None),
    ("see_amendment", "nobody", "waiting", GONE),
    ("see_amendment", "author", "waiting", GONE),
    ("see_amendment", "amender", "waiting", None),
    ("see_amendment", "moderator", "waiting", None),
    ("see_amendment", "neighbour", "of a hidden proposal", Proposals.HIDDEN),
    ("see_amendment_words", "nobody", "published", None),
    ("see_amendment_words", "neighbour", "hidden", Reason.AMENDMENT_HIDDEN),
    ("see_amendment_words", "amender", "hidden", None),
    ("see_amendment_words", "moderator", "hidden", None),
    ("report_amendment", "nobody", "published", LOGIN),
    ("report_amendment", "neighbour", "published", None),
    ("report_amendment", "author", "published", None),
    ("report_amendment", "amender", "published", Reason.YOURS),
    ("report_amendment", "suspended", "published", Common.SUSPENDED),
    ("report_amendment", "neighbour", "hidden", Reason.AMENDMENT_HIDDEN),
    ("report_amendment", "neighbour", "of a hidden proposal", Proposals.HIDDEN),
    ("moderate_amendment", "nobody", "reported", LOGIN),
    ("moderate_amendment", "neighbour", "reported", ROLE),
    ("moderate_amendment", "auditor", "reported", None),
    ("moderate_amendment", "moderator", "reported", None),
    ("judge_amendment", "moderator", "reported", None),
    ("judge_amendment", "moderator", "waiting", None),
    ("judge_amendment", "moderator", "hidden", Reason.AMENDMENT_HIDDEN),
    ("judge_amendment", "auditor", "reported", ROLE),
    ("judge_amendment", "nobody", "reported", LOGIN),
    ("unhide_amendment", "moderator", "hidden", None),
    ("unhide_amendment", "moderator", "waiting", Reason.NOT_HIDDEN),
    ("unhide_amendment", "moderator", "published", Reason.NOT_HIDDEN),
    ("unhide_amendment", "moderator", "hidden, appealed", Reason.APPEALED),
    ("unhide_amendment", "officer", "hidden", ROLE),
    ("judge_amendment_appeal", "moderator", "hidden, appealed", None),
    (
        "judge_amendment_appeal",
        "moderator who decided",
        "hidden, appealed",
        moderation.Reason.YOUR_DECISION,
    ),
    ("judge_amendment_appeal", "auditor", "hidden, appealed", ROLE),
    ("judge_amendment_appeal", "moderator", "hidden", moderation.Reason.NO_APPEAL),
    ("accept_amendment", "author", "hidden", authorship.Reason.HIDDEN),
    ("decline_amendment", "author", "hidden", authorship.Reason.HIDDEN),
    ("withdraw_amendment", "amender", "waiting", authorship.Reason.HIDDEN),
    ("promote_amendment", "amender", "hidden", authorship.Reason.HIDDEN),
    ("promote_amendment", "suspended amender", "declined", Common.SUSPENDED),
    ("promote_amendment", "amender", "declined", None),
    ("accept_amendment", "suspended author", "published", Common.SUSPENDED),
    ("decline_amendment", "suspended author", "published", Common.SUSPENDED),
    ("decline_amendment", "author", "published", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), AMENDMENT_TABLE)
def test_who_may_of_amendments(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = rule_of(rule)(CAST[who], AMENDMENTS[state])
    assert (None if denied is None else denied.reason) == expected
