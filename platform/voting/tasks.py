"""What the worker does about votes at its moment; see `web/tasks.py`."""

from kernel import page_cache
from kernel.db import db, write
from places import queries as places
from voting import queries, services
from voting.services import heads


def close(election_id: int) -> None:
    election = services.close(election_id)
    services.publish(election_id)
    page_cache.touch(places.get_municipality(election.municipality_id))


def batch_open() -> None:
    """Every quarter of an hour, whether anybody has voted or not."""
    for election_id in services.list_open():
        with write():
            moved = services.batch(election_id)
        if moved:
            services.publish(election_id)
        db.session.rollback()


def publish(election_id: int) -> None:
    services.publish(election_id)


def batch_all(election_id: int) -> None:
    """At an old end that was put off: what receipts promised for then."""
    if services.batch(election_id, everything=True):
        services.publish(election_id)


class StillRead(RuntimeError):
    """The worker puts the moment off and comes again."""


def shake_out() -> None:
    """A reader was in the way of the last batch: once a vote is closed nothing else would retry."""
    if not services.shake_out():
        raise StillRead("somebody reads the box; its journal keeps pages from before the batch")


def destroy_key(election_id: int) -> None:
    services.destroy_key(election_id)
    election = queries.get_election(election_id)
    page_cache.touch(places.get_municipality(election.municipality_id))


def mail_heads(election_id: int, last: bool = False) -> None:
    heads.mail_heads(election_id, last=last)


def say_again(proposal_id: int) -> None:
    """A proposal was hidden or is shown again: drafts of ballots say what it says now."""
    services.say_again(proposal_id)


def wipe_trial(election_id: int) -> None:
    services.wipe_trial(election_id)


def remind(election_id: int, number: int) -> None:
    services.remind(election_id, number)


def remind_part(election_id: int, number: int, people: list[int]) -> None:
    services.remind_part(election_id, number, people)


def open_box(election_id: int) -> None:
    if services.open_box(election_id):
        election = queries.get_election(election_id)
        page_cache.touch(places.get_municipality(election.municipality_id))
