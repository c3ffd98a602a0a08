"""The demo's votes: drawn up, frozen, cast ballot by ballot through the booth's own service.

The morning after, two custodians open the box as everywhere.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from consultations import queries as consultations_queries
from demo import records
from demo.events import Event
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from voting import casting, custody, queries, sealing, services
from voting.models import Custodian, Election
from voting.plan import Invited, Plan

if TYPE_CHECKING:
    from demo.happenings import Story

#: as the stories write them, and as the count does
RULES = {"single": "plurality", "approval": "approval"}


def events(story: "Story", told: records.Consultation) -> Iterator[Event]:
    for activity in told.activities:
        vote = activity.vote
        if vote is None:
            continue
        key = (told.key, activity.key)
        opens = story.when(activity.opens, 9)
        closes = clock.end_of(story.town.today + timedelta(days=activity.closes))
        held = min(closes - timedelta(hours=1), clock.now() - timedelta(hours=1))
        yield opens - timedelta(hours=20), 35, _drawing_up(story, told, key, vote)
        yield held, 36, _casting(story, activity, key, vote)
        drawn = story.when(activity.closes + 1, 8)
        if drawn < clock.now():
            yield drawn, 37, _opening(story, told, key)


def _drawing_up(
    story: "Story", told: records.Consultation, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    def draw_up() -> None:
        officer = story.places.people[told.created_by]
        with write():
            election = services.draw_up(
                consultations_queries.get_activity(story.activities[key]),
                by=officer,
                plan=Plan(
                    question=vote.question,
                    consequence=vote.if_wins,
                    rule=RULES[vote.kind],
                    params={"max_choices": vote.maximum},
                    seats=vote.maximum,
                    quorum_percent=vote.quorum_percent or None,
                ),
                proposal_ids=[story.proposals[one] for one in vote.options],
            )
            db.session.flush()
            _give_keys(queries.get_election(election.id), officer)
            services.freeze(queries.get_election(election.id), by=officer)

    return draw_up


#: who keeps the key of the box; their words are no secret here
CUSTODIANS = (
    Invited("Nermin Aksoy", "Çınarlı Belediyesi", "nermin.aksoy@cinarli.example"),
    Invited("Haluk Tan", "Çınarlı Kent Konseyi", "haluk.tan@cinarli.example"),
    Invited("Av. Sevda Uçar", "Çınarlı Barosu", "sevda.ucar@cinarli.example"),
)


def private_key(number: int) -> bytes:
    """Of a demo custodian."""
    return custody.private_of(hashlib.sha256(f"demo {number}".encode()).digest()[:16])


def _give_keys(election: Election, officer: Visitor) -> None:
    """Each sends the public half and opens the envelope once, on trial."""
    services.invite(election, by=officer, people=CUSTODIANS)
    for one in queries.get_election(election.id).custodians:
        line = custody.public_line(sealing.public_of(private_key(one.number)))
        services.receive_key(one, line=line)
    for one in queries.get_election(election.id).custodians:
        services.try_envelope(one, answer=custody.trial_answer(_halves(one)))


def _halves(custodian: Custodian) -> dict[str, bytes]:
    return custody.opened(services.envelope(custodian), private_key(custodian.number))


def _opening(
    story: "Story", told: records.Consultation, key: tuple[str, str]
) -> Callable[[], None]:
    """The morning after: the seed is drawn, two of the three bring their halves."""

    def open_box() -> None:
        found = queries.find_election(story.activities[key])
        assert found is not None
        officer = story.places.people[told.created_by]
        seed = hashlib.sha256(f"zar {found.id}".encode()).hexdigest()
        digits = "".join(str(int(letter, 16) % 6 + 1) for letter in seed[:20])
        with write():
            election = queries.get_election(found.id)
            how = "Meclis salonunda, gelenlerin önünde yirmi kez zar atıldı."
            services.enter_seed(election, by=officer, seed=digits, how=how)
        for number in (2, 3):
            with write():
                custodian = queries.get_election(found.id).custodians[number - 1]
                services.bring(custodian, lines=custody.half_lines(_halves(custodian)))
        with write():
            services.open_box(found.id)

    return open_box


def _casting(
    story: "Story", activity: records.Activity, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    def cast() -> None:
        found = queries.find_election(story.activities[key])
        assert found is not None
        election = queries.get_election(found.id)
        options = {option.proposal_id: option.id for option in election.options}
        ids = [options[story.proposals[one]] for one in vote.options]
        db.session.rollback()
        voters = _voters(story, activity, vote)
        for voter, marks in zip(voters, ballots(vote), strict=True):
            casting.cast(election, by=voter, choice=[str(ids[mark]) for mark in marks])

    return cast


def _voters(story: "Story", activity: records.Activity, vote: records.Vote) -> list[Visitor]:
    places = story.places
    pool = places.verified() if activity.eligibility == "resident" else places.sample("all", 1000)
    year = clock.today().year
    if activity.min_age is not None:
        home = [(one, one.residence[places.municipality_id][1]) for one in pool]
        pool = [one for one, born in home if born and year - born > activity.min_age]
    return pool[: vote.voters]


def ballots(vote: records.Vote) -> list[list[int]]:
    """Ballots that add up to the told approvals: blank ones first, marks spread evenly."""
    filled: list[list[int]] = [[] for _ in range(vote.voters - vote.blank)]
    for option, approvals in enumerate(vote.approvals):
        lightest = sorted(range(len(filled)), key=lambda i: (len(filled[i]), (i * 7 + option) % 97))
        for index in lightest[:approvals]:
            filled[index].append(option)
    return [[] for _ in range(vote.blank)] + filled
