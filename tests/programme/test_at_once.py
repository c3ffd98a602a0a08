"""Two presses in the same moment: one seat, one rank, one move."""

from datetime import timedelta

import pytest
from flask import Flask

from kernel import clock
from programme import queries, services
from programme.models import ApplicationState, ProgrammeRole
from programme.services.deciding import NoSeat
from programme.services.moving import MovedMeanwhile
from tests.at_once import at_once
from tests.make.places import visitor
from tests.make.programme import make_application, make_review, make_role, make_track

pytestmark = pytest.mark.database
S = ApplicationState


def judged(count: int, seats: int) -> list[int]:
    track = make_track(seats=seats, closes_at=clock.now() + timedelta(hours=1))
    reviewers = [make_role(ProgrammeRole.REVIEWER) for _ in range(2)]
    rows = [make_application(track) for _ in range(count)]
    for row in rows:
        for reviewer in reviewers:
            make_review(row, reviewer, points=(5, 5))
    return [row.id for row in rows]


def test_the_last_seat_goes_once(app: Flask) -> None:
    numbers = judged(2, seats=1)
    by = visitor(make_role(ProgrammeRole.TEAM))

    def accept(number: int) -> None:
        row = queries.get_application(number)
        services.decide(row, by=by, state=S.ACCEPTED, reason="Sırada ilk geldi.")

    results = at_once(app, *(lambda n=n: accept(n) for n in numbers))
    assert sorted(map(str, results)) == sorted(map(str, [None, NoSeat]))


def test_reserves_get_ranks_of_their_own(app: Flask) -> None:
    numbers = judged(3, seats=1)
    by = visitor(make_role(ProgrammeRole.TEAM))

    def rank(number: int) -> None:
        row = queries.get_application(number)
        services.decide(row, by=by, state=S.RESERVE, reason="Yedek sırasına alındı.")

    assert at_once(app, *(lambda n=n: rank(n) for n in numbers)) == [None] * 3
    ranks = {queries.get_application(number).reserve_rank for number in numbers}
    assert ranks == {1, 2, 3}


def test_one_decision_stands(app: Flask) -> None:
    (number,) = judged(1, seats=1)
    by = visitor(make_role(ProgrammeRole.TEAM))

    def decide(state: ApplicationState) -> None:
        row = queries.get_application(number)
        services.decide(row, by=by, state=state, reason="Aynı anda verilen karar.")

    results = at_once(app, lambda: decide(S.ACCEPTED), lambda: decide(S.REFUSED))
    assert sorted(map(str, results)) == sorted(map(str, [None, MovedMeanwhile]))
    assert len(queries.get_application(number).steps) == 2
