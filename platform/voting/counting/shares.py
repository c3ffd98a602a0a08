"""Participatory budget by the Method of Equal Shares."""

from voting.counting.ballots import Packed
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def equal_shares(definition: Definition, ballots: Packed, order: Order) -> Outcome:
    raise NotImplementedError
