"""Whoever had a part in what an action came from is brought along, and told from then on."""

from sqlalchemy import literal, select

from discussion.models import ThreadFollower
from journeys.models import Follower, Why
from kernel import clock
from kernel.db import db
from kernel.dialects import insert_into
from roadmap import queries
from roadmap.models import Action


def copy_followers(from_id: int, to_id: int | None) -> None:
    """One statement, however many; who has stopped following the origin is left in peace."""
    people = select(
        literal(to_id), Follower.person_id, Follower.why, literal(clock.now(), Follower.since.type)
    ).where(Follower.journey_id == from_id)
    db.session.execute(
        insert_into(Follower)
        .from_select(["journey_id", "person_id", "why", "since"], people)
        .on_conflict_do_nothing(index_elements=["journey_id", "person_id"])
    )


def copy_speakers(thread_id: int | None, journey_id: int | None) -> None:
    """Whoever follows what was said about it follows what comes of it."""
    if thread_id is None or journey_id is None:
        return
    people = select(
        literal(journey_id),
        ThreadFollower.person_id,
        literal(Why.FOLLOWER, Follower.why.type),
        literal(clock.now(), Follower.since.type),
    ).where(ThreadFollower.thread_id == thread_id)
    db.session.execute(
        insert_into(Follower)
        .from_select(["journey_id", "person_id", "why", "since"], people)
        .on_conflict_do_nothing(index_elements=["journey_id", "person_id"])
    )


def from_origins(action: Action) -> None:
    """Authors, supporters, followers and whoever talked about it, of all its origins."""
    if action.journey_id is None:
        return
    for journey_id, thread_id in queries.list_origin_journeys(action.id):
        copy_followers(journey_id, action.journey_id)
        copy_speakers(thread_id, action.journey_id)
    copy_speakers(action.thread_id, action.journey_id)
