"""Instant runoff: the lowest goes, one a round, until two are left."""

from typing import Any

from voting.counting.ballots import NOBODY, Ranks
from voting.counting.definition import Definition
from voting.counting.piles import Material, Piles, Rows, Stages, bottom
from voting.counting.results import Outcome
from voting.counting.ties import Order, Undecided


def instant_runoff(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    """Each ballot counts for its first option that is still in; more than half of those wins."""
    noted = len(order.ties)
    try:
        return _Runoff(definition, ballots, order, strict=False).outcome()
    except Material:
        del order.ties[noted:]
        return _Runoff(definition, ballots, order, strict=True).outcome()


class _Runoff:
    def __init__(
        self, definition: Definition, ballots: Ranks, order: Order, *, strict: bool
    ) -> None:
        self.definition, self.ballots = definition, ballots
        self.stages = Stages(order, "round", strict=strict)
        self.piles = Piles(ballots)
        self.rows: dict[int, list[Rows]] = {option: [] for option in range(ballots.options)}
        self.totals = dict.fromkeys(range(ballots.options), 0)
        self.exhausted = 0
        self.rounds: list[dict[str, Any]] = []
        self.winner: int | None = None
        #: of those who went: groups, the first to go first
        self.gone: list[list[int]] = []

    def outcome(self) -> Outcome:
        self._put(self.piles.first())
        try:
            while self._round():
                pass
        except Undecided:
            pass
        winners = [] if self.winner is None else [self.winner]
        return Outcome(
            winners=winners,
            ranking=self._ranking(winners),
            support=self.ballots.support,
            rounds=self.rounds,
            details={"majority_round": self._majority_round()},
        )

    def _put(self, moved: dict[int, Rows]) -> dict[int, int]:
        """Ballots onto their piles; how many went where."""
        counts = {option: self.piles.weight(rows) for option, rows in moved.items()}
        for option, rows in moved.items():
            if option == NOBODY:
                self.exhausted += counts[option]
            else:
                self.rows[option].append(rows)
                self.totals[option] += counts[option]
        return counts

    def _round(self) -> bool:
        """One round; whether there is another."""
        votes = sum(self.totals.values())
        options = range(self.ballots.options)
        self.stages.history.append([self.totals.get(option, 0) for option in options])
        self.rounds.append(self._row(votes))
        if not votes:
            return False
        top = max(self.totals, key=lambda option: self.totals[option])
        if self.winner is None and 2 * self.totals[top] > votes:
            self.winner = top
            self.rounds[-1]["winner"] = self.definition.ids[top]
        if len(self.totals) > 2:
            self._eliminate()
            return True
        if self.winner is None:
            loser = self.stages.lowest(list(self.totals), set())
            self.winner = next(option for option in self.totals if option != loser)
            self.rounds[-1]["winner"] = self.definition.ids[self.winner]
        return False

    def _row(self, votes: int) -> dict[str, Any]:
        ids = self.definition.ids
        return {
            "round": len(self.rounds) + 1,
            "totals": {ids[option]: total for option, total in self.totals.items()},
            "votes": votes,
            "exhausted": self.exhausted,
            "winner": None,
            "eliminated": None,
            "transfers": {},
            "newly_exhausted": 0,
        }

    def _eliminate(self) -> None:
        settled = not self.stages.going
        loser = self.stages.lowest(list(self.totals), self._immaterial())
        if settled and self.stages.going:
            self.gone.append(sorted({loser, *self.stages.going}))
        elif not any(loser in group for group in self.gone):
            self.gone.append([loser])
        self.piles.out(loser)
        del self.totals[loser]
        moved: dict[int, int] = {}
        for rows in self.rows.pop(loser):
            for option, count in self._put(self.piles.move(rows)).items():
                moved[option] = moved.get(option, 0) + count
        row, ids = self.rounds[-1], self.definition.ids
        row["eliminated"] = ids[loser]
        row["newly_exhausted"] = moved.pop(NOBODY, 0)
        row["transfers"] = {ids[option]: moved[option] for option in sorted(moved)}

    def _immaterial(self) -> set[int]:
        found = bottom(self.totals)
        if not found and self.winner is not None:
            return set(self.totals) - {self.winner}
        return found

    def _ranking(self, winners: list[int]) -> list[list[int]]:
        placed = {option for group in self.gone for option in group}.union(winners)
        rest = [option for option in range(self.ballots.options) if option not in placed]
        groups = [winners, rest, *reversed(self.gone)]
        return [group for group in groups if group]

    def _majority_round(self) -> int | None:
        rounds = (row["round"] for row in self.rounds if row["winner"] is not None)
        return next(rounds, None)
