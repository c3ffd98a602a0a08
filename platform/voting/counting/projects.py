"""Participatory budget, greedily: by votes, without skipping, above a threshold, by ratio."""

from voting.counting.ballots import Packed
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def greedy(definition: Definition, ballots: Packed, order: Order) -> Outcome:
    raise NotImplementedError
