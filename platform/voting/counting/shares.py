"""Participatory budget by the Method of Equal Shares.

D. Peters, G. Pierczyński, P. Skowron: Proportional Participatory Budgeting with Additive Utilities
(2021); completions and ties as published on equalshares.net.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from voting.counting import projects as greedily
from voting.counting.ballots import Packed
from voting.counting.definition import Definition
from voting.counting.pots import Pot, Spent, spend_all
from voting.counting.purchases import Run
from voting.counting.purses import Ground, ground_of
from voting.counting.receipts import not_eligible, not_funded, rounds_of, text_of
from voting.counting.results import Outcome
from voting.counting.ties import Order, Tie, Undecided
from voting.counting.votes import Votes, grouped, votes_of

EQUAL_SHARES, GREEDY, UTILITARIAN = "equal-shares", "greedy", "utilitarian"
NONE, ADD1U = "none", "add1u"

#: (runs made in a pot, what the last one spent, what there is to spend); changes nothing
Progress = Callable[[int, int, int], None]


def equal_shares(
    definition: Definition, ballots: Packed, order: Order, progress: Progress | None = None
) -> Outcome:
    votes = votes_of(definition, ballots)
    return spend_all(
        definition, votes, lambda pot: _Count(definition, votes, order, pot, progress).spend()
    )


@dataclass
class _Kept:
    """The run whose outcome counts, its ties, and how many runs were made."""

    run: Run
    ties: list[Tie]
    runs: int
    start: Fraction


class _Count:
    """One pot."""

    def __init__(
        self,
        definition: Definition,
        votes: Votes,
        order: Order,
        pot: Pot,
        progress: Progress | None,
    ) -> None:
        self.definition, self.votes, self.order = definition, votes, order
        self.progress = progress
        self.params = definition.params
        self.ballots = votes.taking_part(pot.projects)
        self.dropped = [place for place in pot.projects if self._too_weak(place, pot.money)]
        standing = tuple(place for place in pot.projects if place not in self.dropped)
        self.whole, self.pot = pot, replace(pot, projects=standing)
        self.ground = self._ground()

    def _ground(self) -> Ground:
        costs = [option.cost for option in self.definition.options]
        utility = self.params["utility"]
        return ground_of(self.votes, self.pot.projects, costs, utility, self.ballots)

    def _too_weak(self, project: int, money: int) -> bool:
        """Eligibility: votes / ballots < cost / (3 × money)."""
        cost = self.definition.options[project].cost
        votes = self.votes.support[project]
        return self.params["eligibility"] and votes * 3 * money < cost * self.ballots

    def spend(self) -> Spent:
        mark = len(self.order.ties)
        try:
            kept = self._runs()
        except Undecided as undecided:
            # A later run would begin anew: nothing is certain, but for the only one.
            if self.params["completion"] != NONE:
                del self.order.ties[mark:-1]
            return self._open(undecided)
        self.order.ties += kept.ties
        spent = self._spent(kept)
        return self._compared(spent, mark) if self.params["comparison"] else spent

    # --- runs -----------------------------------------------------------------------------------

    def _runs(self) -> _Kept:
        if self.params["completion"] == NONE:
            share = Fraction(self.pot.money, self.ballots or 1)
            mark = len(self.order.ties)
            self.last = Run(self.ground, self.order, self.pot, share)
            run = self.last.go()
            return _Kept(run, self._take_ties(mark), 1, share)
        return self._add1()

    def _add1(self) -> _Kept:
        """The share rises step by step; the last outcome that the money is enough for counts."""
        step = self.params["increment"]
        start = Fraction(self.pot.money // ((self.ballots or 1) * step) * step)
        share, mark, runs = start, len(self.order.ties), 0
        kept: tuple[Run, list[Tie]] | None = None
        while True:
            self.last = Run(self.ground, self.order, self.pot, share)
            run, runs = self.last.go(), runs + 1
            if self.progress is not None:
                self.progress(runs, run.total, self.pot.money)
            ties = self._take_ties(mark)
            if run.over and kept is not None:
                break
            kept = run, ties
            if self._complete(run):
                break
            share += step
        return _Kept(*kept, runs, start)

    def _take_ties(self, mark: int) -> list[Tie]:
        ties = self.order.ties[mark:]
        del self.order.ties[mark:]
        return ties

    def _complete(self, run: Run) -> bool:
        missing = self.ground.backers.keys() - set(run.winners)
        left = self.pot.money - run.total
        if self.params["stop_when_exhaustive"]:
            return all(self.ground.costs[project] > left for project in missing)
        return not missing

    # --- what comes after -----------------------------------------------------------------------

    def _spent(self, kept: _Kept) -> Spent:
        run = kept.run
        rounds = rounds_of(self.definition, self.pot, run)
        row = greedily.Row(
            self.definition, self.votes, self.order, self.pot, self.pot.money - run.total
        )
        row.by = UTILITARIAN
        missing = [project for project in self.pot.projects if project not in run.winners]
        if self.params["completion"] == ADD1U:
            fit = [place for place in missing if self.votes.scores[place] > 0]
            row.fund(grouped(self.definition, fit, self.votes.scores))
        winners = [*run.winners, *row.winners]
        losers = [project for project in missing if project not in row.winners]
        return Spent(
            winners=winners,
            ranking=[[winner] for winner in winners] + self._rest([*losers, *self.dropped]),
            rounds=[*rounds, *row.rounds],
            reserved=row.reserved,
            details=self._details(kept),
            not_funded=[
                *not_funded(self.definition, self.votes, run, losers, row.left),
                *not_eligible(self.definition, self.votes, self.dropped),
            ],
        )

    def _rest(self, places: Sequence[int]) -> list[list[int]]:
        return [tied for _key, tied in grouped(self.definition, places, self.votes.scores)]

    def _details(self, kept: _Kept) -> dict[str, Any]:
        return {
            "by": EQUAL_SHARES,
            "ballots": self.ballots,
            "share": text_of(kept.run.share),
            "share_start": text_of(kept.start),
            "runs": kept.runs,
            "not_eligible": self.definition.named(self.dropped),
        }

    def _open(self, undecided: Undecided) -> Spent:
        sure = list(self.last.winners) if self._only_run else []
        rest = [place for place in self.whole.projects if place not in sure]
        return Spent(
            winners=sure,
            ranking=[[winner] for winner in sure] + self._rest(rest),
            rounds=rounds_of(self.definition, self.pot, self.last) if sure else [],
            open=True,
            details={"by": EQUAL_SHARES, "ballots": self.ballots, "open": undecided.tie.at},
        )

    @property
    def _only_run(self) -> bool:
        return self.params["completion"] == NONE and not self.params["comparison"]

    # --- the comparison step --------------------------------------------------------------------

    def _compared(self, ours: Spent, mark: int) -> Spent:
        """Greedy by votes in its place, if more voters have more funded projects with it."""
        our_ties = self._take_ties(mark)
        theirs = greedily.spend(self.definition, self.votes, self.order, self.pot)
        their_ties = self._take_ties(mark)
        mine, other = self.votes.funded(ours.winners), self.votes.funded(theirs.winners)
        prefer_ours = int(self.votes.weights[mine > other].sum())
        prefer_greedy = int(self.votes.weights[other > mine].sum())
        figures = {
            "equal_shares": prefer_ours,
            "greedy": prefer_greedy,
            "neither": self.ballots - prefer_ours - prefer_greedy,
            "equal_shares_winners": self.definition.named(ours.winners),
            "greedy_winners": self.definition.named(theirs.winners),
        }
        if theirs.reserved or ours.reserved:
            return self._both(ours, theirs, our_ties + their_ties)
        chosen = theirs if prefer_greedy > prefer_ours else ours
        self.order.ties += their_ties if chosen is theirs else our_ties
        details = {**ours.details, "by": GREEDY if chosen is theirs else EQUAL_SHARES}
        chosen.details = {**details, "comparison": figures}
        if chosen is theirs:
            chosen.ranking = chosen.ranking + self._rest(self.dropped)
            chosen.not_funded += not_eligible(self.definition, self.votes, self.dropped)
        return chosen

    def _both(self, ours: Spent, theirs: Spent, ties: Iterable[Tie]) -> Spent:
        """With an open tie only what both fund is certain."""
        self.order.ties += ties
        sure = [winner for winner in ours.winners if winner in theirs.winners]
        rest = [place for place in self.whole.projects if place not in sure]
        return Spent(
            winners=sure,
            ranking=[[winner] for winner in sure] + self._rest(rest),
            open=True,
            details=ours.details,
        )
