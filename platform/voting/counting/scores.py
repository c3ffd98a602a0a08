"""Rules on points: score, average, STAR, quadratic voting."""

from voting.counting.ballots import Points
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def score(definition: Definition, ballots: Points, order: Order) -> Outcome:
    raise NotImplementedError


def average(definition: Definition, ballots: Points, order: Order) -> Outcome:
    raise NotImplementedError


def star(definition: Definition, ballots: Points, order: Order) -> Outcome:
    raise NotImplementedError


def quadratic(definition: Definition, ballots: Points, order: Order) -> Outcome:
    raise NotImplementedError
