"""Votes in the states that have pages of their own: invited custodians, desks, paper, the seed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from accounts.models import Person
from consultations.models import Eligibility
from kernel import clock
from kernel.rules import Visitor
from places.models import Municipality
from tests.make.places import make_person, saving, visitor
from tests.make.polling import (
    count_ballots,
    enter,
    make_codes,
    make_desk,
    make_worker,
    mark,
    publish,
)
from tests.make.voting import close, count, make_election, make_vote
from voting import queries, services
from voting.models import Complaint, Election, Paper, PollingDesk, RollKind
from voting.plan import Invited
from voting.services import complaints

PEOPLE = [
    Invited("Nermin Aksoy", "Çınarlı Belediyesi", "nermin@ev.example"),
    Invited("Haluk Tan", "Çınarlı Kent Konseyi", "haluk@ev.example"),
    Invited("Sevda Uçar", "Çınarlı Barosu", "sevda@ev.example"),
]


def fill_with_votes(town: Municipality) -> dict[str, list[Any]]:
    """Samples for every argument of voting's addresses."""
    drafts = list(_drafts(town))
    drawn_up = drafts[0]
    running = make_election(make_vote(town, eligibility=Eligibility.RESIDENT))
    desks = [make_desk(_on_paper(town)), *_paper(town)]
    ended = list(_ended(town))
    complaint = make_complaint(_counted(town))
    ended.append(queries.get_election(complaint.election_id))
    rest = [running, _with_codes(town), desks[0].election, desks[1].election, *ended]
    keepers = [drawn_up, running, ended[1]]
    fresh = [queries.get_election(election.id).custodians[0] for election in keepers]
    return {
        "election_id": [election.id for election in (*drafts, *rest)],
        "option_id": [drawn_up.options[0].id],
        "keeper_id": [keeper.id for keeper in fresh],
        "custodian_id": [services.token(keeper) for keeper in fresh],
        "desk_id": [desk.id for desk in desks],
        "complaint_id": [complaint.id],
    }


def _drafts(town: Municipality) -> Iterator[Election]:
    """With invited custodians; with a roll to upload; with codes to print."""
    soon = clock.now() + timedelta(days=1)
    drawn_up = make_election(make_vote(town, opens_at=soon), frozen=False)
    with saving():
        services.invite(queries.get_election(drawn_up.id), by=Visitor(), people=PEOPLE)
    yield queries.get_election(drawn_up.id)
    for roll in (RollKind.UPLOADED, RollKind.CODES):
        yield make_election(make_vote(town, opens_at=soon), frozen=False, roll=roll)


def _with_codes(town: Municipality) -> Election:
    draft = make_election(make_vote(town), frozen=False, roll=RollKind.CODES)
    make_codes(draft)
    return publish(draft)


def _on_paper(town: Municipality) -> Election:
    place = make_vote(town, eligibility=Eligibility.RESIDENT)
    return make_election(place, paper=Paper.PAPER_WINS)


def _over(town: Municipality, **plan: Any) -> Election:
    """Its last day was yesterday; the worker has not come by."""
    now = clock.now()
    return make_election(
        make_vote(town, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)), **plan
    )


def _paper(town: Municipality) -> list[PollingDesk]:
    """Desks of a closed vote: not counted, to be typed in, typed in differently, unexplained."""
    election = _over(town, paper=Paper.PAPER_WINS)
    names = ("Kültür Merkezi", "Muhtarlık", "Spor Salonu", "Kütüphane")
    _uncounted, typing, different, unexplained = desks = [make_desk(election, n) for n in names]
    for desk in desks:
        mark(desk, make_person().email or "")
    with saving():
        services.close(election.id)
    one, another, *_rest = queries.get_election(election.id).options
    choices = [str(one.id)], [str(another.id)]
    count_ballots(typing, 2)
    count_ballots(different, 1)
    for name, choice in zip(("Ayla Er", "Orhan Koç"), choices, strict=True):
        enter(different, make_worker(election, name), 1, choice)
    count_ballots(unexplained, 0)
    return [queries.get_desk(desk.id) for desk in desks]


def _ended(town: Municipality) -> Iterator[Election]:
    """The key is destroyed: the seed is not drawn yet; the custodians are awaited."""
    unseeded = _over(town)
    with saving():
        services.close(unseeded.id)
    with saving():
        services.destroy_key(unseeded.id)
    yield queries.get_election(unseeded.id)
    waiting = _over(town)
    close(waiting)
    yield queries.get_election(waiting.id)


def _counted(town: Municipality) -> Election:
    return count(_over(town))


def make_complaint(election: Election, person: Person | None = None) -> Complaint:
    with saving():
        complaint = complaints.complain(
            queries.get_election(election.id),
            by=visitor(person or make_person()),
            text="Toplamda bir oy eksik görünüyor.",
            receipt=complaints.Receipt(),
        )
    return queries.get_complaint(complaint.id)
