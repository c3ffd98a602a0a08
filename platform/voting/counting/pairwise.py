"""Rules on pairs: Schulze, Ranked Pairs, Minimax; Borda beside them; Condorcet and Smith."""

from collections.abc import Mapping
from typing import Any

from voting.counting.ballots import Packed, Ranks
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def schulze(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError


def ranked_pairs(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError


def minimax(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError


def borda(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError


def condorcet(definition: Definition, ballots: Packed) -> Mapping[str, Any] | None:
    """Winner against each other one, Smith set and the matrix; None for ballots without ranks."""
    raise NotImplementedError
