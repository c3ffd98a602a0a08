"""What the worker does about votes at its moment; see `web/tasks.py`."""

from kernel import page_cache
from places import queries as places
from voting import services


def count(election_id: int) -> None:
    election = services.count(election_id)
    page_cache.touch(places.get_municipality(election.municipality_id))


def destroy_key(election_id: int) -> None:
    services.destroy_key(election_id)
