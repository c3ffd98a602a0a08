"""Instant runoff."""

from voting.counting.ballots import Ranks
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def instant_runoff(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError
