"""Who may enter proposals for others: (rule, who, state, why not)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from consultations.models import ConsultationState
from kernel import clock
from kernel.rules import Role
from proposals import entering, rules
from proposals.entering import Contact, Reason
from proposals.entries import Behalf, ProposalImport
from proposals.models import Origin
from proposals.rules import Reason as Proposals
from tests.proposals.test_rules import (
    CAST,
    ELSEWHERE,
    HIDDEN,
    LOGIN,
    NOW,
    OVER,
    ROLE,
    STATES,
    STOPPED,
    person,
    proposal,
)

WHO = {
    **CAST,
    "desk officer": person(30, Role.DESK_OFFICER),
    "desk officer elsewhere": person(31, Role.DESK_OFFICER, at=ELSEWHERE),
}


def entered(**anything: Any) -> Any:
    row = proposal(**anything)
    row.origin, row.byline = Origin.BEHALF, "Fatma Teyze"
    return row


def batch(state: str = "published", **anything: Any) -> ProposalImport:
    values = {"rows": [{"row": 2, "faults": []}], "good": 1, "bad": 0} | anything
    return ProposalImport(municipality_id=1, activity=STATES[state].activity, **values)


THINGS: dict[str, Any] = {
    **{name: row.activity for name, row in STATES.items()},
    "draft consultation": proposal(consultation=ConsultationState.DRAFT).activity,
    "waiting": batch(),
    "waiting, closed": batch("collecting closed"),
    "waiting, all wrong": batch(good=0, bad=1),
    "waiting, a week old": batch(rows=[]),
    "confirmed": batch(confirmed_at=datetime(2026, 11, 20, tzinfo=UTC)),
    "with contact": Behalf(id=1, municipality_id=1, email="a@b.example", proposal=entered()),
    "without contact": Behalf(id=1, municipality_id=1, proposal=entered()),
    "good link": Contact(Behalf(id=1, municipality_id=1, email="a@b.example")),
    "old link": Contact(),
}
ENTERED = {
    "entered": entered(),
    "entered, supported": entered(supports=2),
    "entered, on the ballot": entered(status=STATES["on the ballot"].status, window="closed"),
}

ENTER_TABLE: list[tuple[str, str, str, Any]] = [
    ("enter", "officer", "published", None),
    ("enter", "desk officer", "published", None),
    ("enter", "desk officer", "council's", None),
    ("enter", "council officer", "council's", None),
    ("enter", "officer", "council's", ROLE),
    ("enter", "desk officer elsewhere", "published", ROLE),
    ("enter", "officer elsewhere", "published", ROLE),
    ("enter", "moderator", "published", ROLE),
    ("enter", "neighbour", "published", ROLE),
    ("enter", "nobody", "published", LOGIN),
    ("enter", "officer", "collecting closed", OVER),
    ("enter", "officer", "ended early", STOPPED),
    ("enter", "officer", "discussion", Proposals.NOT_PROPOSALS),
    ("enter", "officer", "draft consultation", HIDDEN),
    ("bring", "officer", "published", None),
    ("bring", "desk officer", "published", ROLE),
    ("bring", "neighbour", "published", ROLE),
    ("bring", "nobody", "published", LOGIN),
    ("bring", "officer", "collecting closed", OVER),
    ("see_import", "officer", "waiting", None),
    ("see_import", "desk officer", "waiting", ROLE),
    ("see_import", "officer elsewhere", "waiting", ROLE),
    ("see_import", "nobody", "waiting", LOGIN),
    ("confirm_import", "officer", "waiting", None),
    ("confirm_import", "desk officer", "waiting", ROLE),
    ("confirm_import", "nobody", "waiting", LOGIN),
    ("confirm_import", "officer", "confirmed", Reason.CONFIRMED),
    ("confirm_import", "officer", "waiting, all wrong", Reason.EMPTY),
    ("confirm_import", "officer", "waiting, a week old", Reason.EMPTY),
    ("confirm_import", "officer", "waiting, closed", OVER),
    ("see_behalf", "officer", "with contact", None),
    ("see_behalf", "desk officer", "with contact", None),
    ("see_behalf", "neighbour", "with contact", ROLE),
    ("see_behalf", "nobody", "with contact", LOGIN),
    ("forget_contact", "desk officer", "with contact", None),
    ("forget_contact", "author", "with contact", ROLE),
    ("forget_contact", "officer", "without contact", Reason.NO_CONTACT),
    ("unname", "officer", "without contact", None),
    ("unname", "neighbour", "without contact", ROLE),
    ("stop_mails", "nobody", "good link", None),
    ("stop_mails", "nobody", "old link", Reason.OLD_LINK),
]

#: the rules of proposals.rules, asked of what staff entered
ENTERED_TABLE: list[tuple[str, str, str, Any]] = [
    ("edit", "officer", "entered", None),
    ("edit", "officer", "entered, supported", None),
    ("edit", "author", "entered", ROLE),
    ("edit", "neighbour", "entered", ROLE),
    ("withdraw", "officer", "entered", None),
    ("withdraw", "author", "entered", ROLE),
    ("withdraw", "officer", "entered, on the ballot", Proposals.ON_BALLOT),
    ("support", "neighbour", "entered", None),
    ("support", "author", "entered", Proposals.OWN),
    ("screen", "officer", "entered", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), ENTER_TABLE)
def test_rule_of_entering(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(entering, rule)(WHO[who], THINGS[state])
    assert (None if denied is None else denied.reason) == expected


@pytest.mark.parametrize(("rule", "who", "state", "expected"), ENTERED_TABLE)
def test_rule_of_what_was_entered(rule: str, who: str, state: str, expected: Any) -> None:
    with clock.held(NOW):
        denied = getattr(rules, rule)(WHO[who], ENTERED[state])
    assert (None if denied is None else denied.reason) == expected
