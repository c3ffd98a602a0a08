"""The table of moves, and the trace that page, list and mail share."""

import pytest

from journeys import rules
from journeys.models import STATUS_KIND, STATUS_LABELS, Journey, Kind, Status
from journeys.rules import MOVES, NEWS, Station
from kernel.rules import NOBODY, Common, Reason, Visitor

S = Status
RESIDENT = Visitor(id=1)
PEOPLE = {"nobody": NOBODY, "resident": RESIDENT}

#: (rule, who, state, expected reason or None)
TABLE: list[tuple[str, str, str, Reason | None]] = [
    ("follow", "nobody", "any", Common.LOGIN),
    ("follow", "resident", "any", None),
    ("unfollow", "nobody", "any", Common.LOGIN),
    ("unfollow", "resident", "any", None),
]


@pytest.mark.parametrize(("rule", "who", "state", "expected"), TABLE)
def test_rule(rule: str, who: str, state: str, expected: Reason | None) -> None:
    denied = getattr(rules, rule)(PEOPLE[who], Journey())
    assert (denied and denied.reason) == expected


MOVED = [
    (Kind.PROPOSAL, S.PUBLISHED, S.ON_BALLOT, True),
    (Kind.PROPOSAL, S.PUBLISHED, S.WITHDRAWN, True),
    (Kind.PROPOSAL, S.ON_BALLOT, S.WITHDRAWN, False),
    (Kind.PROPOSAL, S.ON_BALLOT, S.REFUSED, False),
    (Kind.PROPOSAL, S.ON_BALLOT, S.CHOSEN, True),
    (Kind.PROPOSAL, S.NOT_CHOSEN, S.ON_ROADMAP, False),
    (Kind.PROPOSAL, S.CHOSEN, S.ON_ROADMAP, True),
    (Kind.PROPOSAL, S.PARTLY, S.ACCEPTED, True),
    (Kind.PROPOSAL, S.REFUSED, S.ON_ROADMAP, False),
    (Kind.PROPOSAL, S.ON_ROADMAP, S.COMPLETED, True),
    (Kind.PROPOSAL, S.ON_ROADMAP, S.REFUSED, False),
    (Kind.PROPOSAL, S.WITHDRAWN, S.ACCEPTED, False),
    (Kind.CONSULTATION, S.OPEN, S.ANSWERED, True),
    (Kind.CONSULTATION, S.WITHDRAWN, S.ANSWERED, True),
    (Kind.CONSULTATION, S.ANSWERED, S.OPEN, False),
    (Kind.CONSULTATION, S.ANSWERED, S.ON_ROADMAP, True),
    (Kind.CONSULTATION, S.OPEN, S.ON_ROADMAP, False),
    (Kind.CONSULTATION, S.ON_ROADMAP, S.ANSWERED, False),
    (Kind.CONSULTATION, S.COMPLETED, S.ON_ROADMAP, True),
    (Kind.ACTION, S.PLANNED, S.STARTED, True),
    (Kind.ACTION, S.STARTED, S.POSTPONED, True),
    (Kind.ACTION, S.POSTPONED, S.STARTED, True),
    (Kind.ACTION, S.CANCELLED, S.POSTPONED, False),
    (Kind.ACTION, S.COMPLETED, S.CANCELLED, False),
]


@pytest.mark.parametrize(("kind", "status", "to", "may"), MOVED)
def test_move(kind: Kind, status: Status, to: Status, may: bool) -> None:
    assert rules.may_move(kind, status, to) is may


def test_every_status_is_reached_named_and_told() -> None:
    for kind, moves in MOVES.items():
        for reached in moves.values():
            assert reached <= moves.keys(), kind
            assert all((kind, status) in NEWS for status in reached)
    assert STATUS_LABELS.keys() == STATUS_KIND.keys() == set(Status)


#: status, voted, has a vote, state of the duty -> promise, proposal, vote, answer, action; here
TRACES = [
    (S.PUBLISHED, False, True, "waiting", "done now next next next", Station.PROPOSAL),
    (S.PUBLISHED, False, False, "waiting", "done now skip next next", Station.PROPOSAL),
    (S.PUBLISHED, False, False, "overdue", "done done skip late next", Station.ANSWER),
    (S.ON_BALLOT, False, True, "waiting", "done done now next next", Station.VOTE),
    (S.CHOSEN, True, True, "waiting", "done done done now next", Station.ANSWER),
    (S.CHOSEN, True, True, "overdue", "done done done late next", Station.ANSWER),
    (S.NOT_CHOSEN, True, True, "waiting", "done done done now skip", Station.ANSWER),
    (S.ACCEPTED, True, True, "answered", "done done done done next", Station.ANSWER),
    (S.PARTLY, False, True, "answered_late", "done done skip done next", Station.ANSWER),
    (S.REFUSED, False, True, "answered", "done done skip done skip", Station.ANSWER),
    (S.FORWARDED, False, False, None, "done done skip done skip", Station.ANSWER),
    (S.ON_ROADMAP, True, True, "answered", "done done done done now", Station.ACTION),
    (S.ON_ROADMAP, True, True, "waiting", "done done done next now", Station.ACTION),
    (S.COMPLETED, True, True, "answered", "done done done done done", Station.ACTION),
    (S.CANCELLED, True, True, "answered", "done done done done skip", Station.ANSWER),
    (S.WITHDRAWN, False, True, "released", "done done skip skip skip", Station.PROPOSAL),
]


@pytest.mark.parametrize(("status", "voted", "has_vote", "duty", "states", "here"), TRACES)
def test_trace(
    status: Status, voted: bool, has_vote: bool, duty: str | None, states: str, here: Station
) -> None:
    found = rules.stations(status, voted=voted, has_vote=has_vote, duty_state=duty)
    assert " ".join(found.values()) == states
    assert rules.here(found) is here
