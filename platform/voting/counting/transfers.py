"""Single transferable vote, weighted inclusive Gregory as in Scotland (SSI 2007/42)."""

from voting.counting.ballots import Ranks
from voting.counting.definition import Definition
from voting.counting.results import Outcome
from voting.counting.ties import Order


def single_transferable_vote(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    raise NotImplementedError
