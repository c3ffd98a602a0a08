"""The demo's votes: drawn up, frozen, cast ballot by ballot through the booth's own service."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from consultations import queries as consultations_queries
from demo import records
from demo.events import Event
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from voting import casting, queries, services
from voting.models import Rule

if TYPE_CHECKING:
    from demo.happenings import Story


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


def _drawing_up(
    story: "Story", told: records.Consultation, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    def draw_up() -> None:
        officer = story.places.people[told.created_by]
        with write():
            election = services.draw_up(
                consultations_queries.get_activity(story.activities[key]),
                by=officer,
                question=vote.question,
                consequence=vote.if_wins,
                rule=Rule(vote.kind),
                max_choices=vote.maximum,
                seats=vote.maximum,
                quorum_percent=vote.quorum_percent or None,
                proposal_ids=[story.proposals[one] for one in vote.options],
            )
            db.session.flush()
            services.freeze(queries.get_election(election.id), by=officer)

    return draw_up


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
            casting.cast(election, by=voter, choice=[ids[mark] for mark in marks])

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
