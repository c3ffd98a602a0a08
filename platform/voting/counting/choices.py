"""Rules on marked options: single choice, approval, division of a sum."""

from voting.counting.ballots import Choices
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def plurality(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    raise NotImplementedError


def approval(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    raise NotImplementedError


def proportional_split(definition: Definition, ballots: Choices, order: Order) -> Outcome:
    raise NotImplementedError
