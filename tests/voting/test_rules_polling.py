"""Lists, codes, polling desks and their paper: state × person → answer."""

from typing import Any

import pytest
from flask import Flask

from consultations import rules as consultations
from consultations.models import Eligibility
from kernel.rules import Common, Role
from tests.voting.test_rules import WHO, election, staff
from voting import polling, rules
from voting.models import Election, Paper, PollingDesk, RollKind

P, R, C = polling.Reason, rules.Reason, consultations.Reason
PEOPLE = {
    **WHO,
    "desk officer": staff(Role.DESK_OFFICER),
    "desk officer of the neighbour": staff(Role.DESK_OFFICER, 2),
}
#: these ask for a list, for codes, for desks
ROLLS = {"upload": RollKind.UPLOADED, "make_codes": RollKind.CODES, "type_code": RollKind.CODES,
         "void_code": RollKind.CODES}  # fmt: skip
OF_A_DESK = ("remove_desk", "see_desk", "serve", "type_in")

#: rule, who, state, reason
TABLE: list[tuple[str, str, str, Any]] = [
    ("polling.upload", "officer", "draft", None),
    ("polling.upload", "administrator", "draft", None),
    ("polling.upload", "nobody", "draft", Common.LOGIN),
    ("polling.upload", "confirmed", "draft", Common.ROLE),
    ("polling.upload", "desk officer", "draft", Common.ROLE),
    ("polling.upload", "officer of the neighbour", "draft", Common.ROLE),
    ("polling.upload", "officer", "draft, live roll", P.NO_LIST),
    ("polling.upload", "officer", "upcoming", R.FROZEN),
    ("polling.upload", "officer", "open", R.FROZEN),
    ("polling.make_codes", "officer", "draft", None),
    ("polling.make_codes", "nobody", "draft", Common.LOGIN),
    ("polling.make_codes", "desk officer", "draft", Common.ROLE),
    ("polling.make_codes", "auditor", "draft", Common.ROLE),
    ("polling.make_codes", "officer of the neighbour", "draft", Common.ROLE),
    ("polling.make_codes", "officer", "draft, live roll", P.NO_CODES),
    ("polling.make_codes", "officer", "open", R.FROZEN),
    ("polling.void_code", "officer", "draft", Common.HIDDEN),
    ("polling.void_code", "officer", "upcoming", None),
    ("polling.void_code", "officer", "open", None),
    ("polling.void_code", "nobody", "open", Common.LOGIN),
    ("polling.void_code", "desk officer", "open", Common.ROLE),
    ("polling.void_code", "officer of the neighbour", "open", Common.ROLE),
    ("polling.void_code", "officer", "open, live roll", P.NO_CODES),
    ("polling.void_code", "officer", "closed", P.CODES_OVER),
    ("polling.void_code", "officer", "counted", P.CODES_OVER),
    ("polling.add_desk", "officer", "draft", None),
    ("polling.add_desk", "officer", "open", None),
    ("polling.add_desk", "officer", "box closed", None),
    ("polling.add_desk", "desk officer", "open", Common.ROLE),
    ("polling.add_desk", "nobody", "open", Common.LOGIN),
    ("polling.add_desk", "officer of the neighbour", "open", Common.ROLE),
    ("polling.add_desk", "officer", "open, no desks", P.NO_PAPER),
    ("polling.add_desk", "officer", "roll settled", P.SETTLED),
    ("polling.add_desk", "officer", "cancelled", P.SETTLED),
    ("polling.remove_desk", "officer", "open", None),
    ("polling.remove_desk", "desk officer", "open", Common.ROLE),
    ("polling.remove_desk", "officer", "roll settled", P.SETTLED),
    ("polling.work", "desk officer", "open", None),
    ("polling.work", "officer", "open", None),
    ("polling.work", "council officer", "open", None),
    ("polling.work", "administrator", "counted", None),
    ("polling.work", "nobody", "open", Common.LOGIN),
    ("polling.work", "resident", "open", Common.ROLE),
    ("polling.work", "auditor", "open", Common.ROLE),
    ("polling.work", "desk officer of the neighbour", "open", Common.ROLE),
    ("polling.work", "desk officer", "open, no desks", P.NO_PAPER),
    ("polling.see_desk", "desk officer", "closed", None),
    ("polling.see_desk", "moderator", "closed", Common.ROLE),
    ("polling.see_desk", "desk officer of the neighbour", "closed", Common.ROLE),
    ("polling.serve", "desk officer", "draft", Common.HIDDEN),
    ("polling.serve", "nobody", "draft", Common.HIDDEN),
    ("polling.serve", "desk officer", "upcoming", C.NOT_YET),
    ("polling.serve", "desk officer", "open", None),
    ("polling.serve", "nobody", "open", Common.LOGIN),
    ("polling.serve", "resident", "open", Common.ROLE),
    ("polling.serve", "auditor", "open", Common.ROLE),
    ("polling.serve", "desk officer of the neighbour", "open", Common.ROLE),
    ("polling.serve", "desk officer", "closed", R.COUNTING),
    ("polling.serve", "desk officer", "counted", R.COUNTED),
    ("polling.serve", "desk officer", "cancelled", R.CANCELLED),
    ("polling.print_paper", "desk officer", "draft", Common.HIDDEN),
    ("polling.print_paper", "desk officer", "upcoming", None),
    ("polling.print_paper", "desk officer", "open", None),
    ("polling.print_paper", "confirmed", "open", Common.ROLE),
    ("polling.print_paper", "nobody", "open", Common.LOGIN),
    ("polling.print_paper", "desk officer", "open, no desks", P.NO_PAPER),
    ("polling.type_in", "desk officer", "draft", Common.HIDDEN),
    ("polling.type_in", "desk officer", "open", P.STILL_OPEN),
    ("polling.type_in", "desk officer", "closed", P.STILL_OPEN),
    ("polling.type_in", "desk officer", "box closed", None),
    ("polling.type_in", "officer", "box closed", None),
    ("polling.type_in", "nobody", "box closed", Common.LOGIN),
    ("polling.type_in", "auditor", "box closed", Common.ROLE),
    ("polling.type_in", "desk officer of the neighbour", "box closed", Common.ROLE),
    ("polling.type_in", "desk officer", "roll settled", P.SETTLED),
    ("polling.type_in", "desk officer", "counted", P.SETTLED),
    ("polling.type_in", "desk officer", "cancelled", P.SETTLED),
    ("polling.type_code", "nobody", "draft", Common.HIDDEN),
    ("polling.type_code", "nobody", "upcoming", C.NOT_YET),
    ("polling.type_code", "nobody", "open", None),
    ("polling.type_code", "confirmed", "open", None),
    ("polling.type_code", "nobody", "open, live roll", P.NO_CODES),
    ("polling.type_code", "nobody", "closed", R.COUNTING),
    ("polling.type_code", "nobody", "counted", R.COUNTED),
    ("polling.type_code", "nobody", "cancelled", R.CANCELLED),
    ("polling.leave", "nobody", "draft", Common.HIDDEN),
    ("polling.leave", "nobody", "open", None),
    ("polling.leave", "nobody", "counted", None),
    ("polling.list_votes", "desk officer", "any", None),
    ("polling.list_votes", "officer", "any", None),
    ("polling.list_votes", "nobody", "any", Common.LOGIN),
    ("polling.list_votes", "resident", "any", Common.ROLE),
    ("polling.list_votes", "auditor", "any", Common.ROLE),
    ("polling.list_votes", "desk officer of the neighbour", "any", Common.ROLE),
]


def standing(name: str, state: str) -> Election:
    state, _comma, without = state.partition(", ")
    row = election("open" if state == "any" else state, eligibility=Eligibility.RESIDENT)
    row.roll = RollKind.PROOFS if without == "live roll" else ROLLS.get(name, RollKind.PROOFS)
    row.paper = Paper.NONE if without == "no desks" else Paper.PAPER_WINS
    return row


@pytest.mark.parametrize(("rule", "who", "state", "reason"), TABLE)
def test_rule(app: Flask, rule: str, who: str, state: str, reason: Any) -> None:
    name = rule.removeprefix("polling.")
    thing: Any = standing(name, state)
    if name in OF_A_DESK:
        thing = PollingDesk(election=thing, name="Kültür Merkezi")
    denied = getattr(polling, name)(PEOPLE[who], thing)
    assert (denied and denied.reason) == reason


def test_every_rule_of_the_desks_is_in_the_table() -> None:
    own = {
        f"polling.{name}"
        for name, value in vars(polling).items()
        if getattr(value, "__module__", "") == "voting.polling" and "visitor" in arguments(value)
    }
    assert own == {row[0] for row in TABLE}


def arguments(value: Any) -> tuple[str, ...]:
    code = getattr(value, "__code__", None)
    return () if code is None else code.co_varnames[: code.co_argcount]
