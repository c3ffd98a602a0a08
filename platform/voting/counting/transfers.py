"""Single transferable vote, weighted inclusive Gregory as in Scotland (SSI 2007/42)."""

from typing import Any

from voting.counting.ballots import NOBODY, Ranks
from voting.counting.definition import Definition
from voting.counting.piles import Material, Piles, Rows, Stages, bottom
from voting.counting.results import Outcome
from voting.counting.ties import Order, Undecided


def single_transferable_vote(definition: Definition, ballots: Ranks, order: Order) -> Outcome:
    """Votes are whole numbers of units, 10^decimals of them a ballot; remainders are `lost`."""
    noted = len(order.ties)
    try:
        return _Transfers(definition, ballots, order, strict=False).outcome()
    except Material:
        del order.ties[noted:]
        return _Transfers(definition, ballots, order, strict=True).outcome()


class _Transfers:
    def __init__(
        self, definition: Definition, ballots: Ranks, order: Order, *, strict: bool
    ) -> None:
        self.definition, self.ballots = definition, ballots
        self.unit: int = 10 ** definition.params["decimals"]
        self.stages = Stages(order, "stage", strict=strict)
        self.piles = Piles(ballots)
        #: of each option: the value of a ballot -> the ballots received with it
        self.parcels: dict[int, dict[int, list[Rows]]] = {o: {} for o in range(ballots.options)}
        self.totals = [0] * ballots.options
        self.continuing = set(range(ballots.options))
        self.exhausted = self.lost = 0
        #: groups of equals, the first elected first; of the excluded the first to go first
        self.elected: list[list[int]] = []
        self.gone: list[list[int]] = []
        self.rounds: list[dict[str, Any]] = []

    @property
    def winners(self) -> list[int]:
        return [option for group in self.elected for option in group]

    def outcome(self) -> Outcome:
        self._put(self.piles.first(), self.unit)
        votes = sum(self.totals) // self.unit
        self.quota = self._quota_of(sum(self.totals))
        finished = False
        try:
            while not finished:
                finished = self._stage() or not votes
        except Undecided:
            pass
        return Outcome(
            winners=self.winners,
            ranking=self._ranking(finished),
            support=self.ballots.support,
            rounds=self.rounds,
            details={"quota": self.quota, "units_per_vote": self.unit, "votes": votes},
        )

    def _quota_of(self, units: int) -> int:
        """The least whole number of votes that more options than seats cannot reach."""
        return (units // (self.unit * (self.definition.seats + 1)) + 1) * self.unit

    def _put(self, moved: dict[int, Rows], value: int) -> dict[int, int]:
        """Ballots of one value onto their piles; the units that went where."""
        units = {option: self.piles.weight(rows) * value for option, rows in moved.items()}
        for option, rows in moved.items():
            if option == NOBODY:
                self.exhausted += units[option]
            else:
                self.parcels[option].setdefault(value, []).append(rows)
                self.totals[option] += units[option]
        return units

    def _stage(self) -> bool:
        """One stage; whether it was the last."""
        self.stages.history.append(list(self.totals))
        if self.definition.params["quota"] == "current":
            self.quota = self._quota_of(sum(self.totals))
        self.rounds.append(self._row())
        if not any(self.totals):
            return True
        vacant = self.definition.seats - len(self.winners)
        reached = {o for o in self.continuing if self.totals[o] >= self.quota}
        if len(self.continuing) <= vacant:
            reached = set(self.continuing)
        self._elect(reached)
        if len(reached) == vacant or not self.continuing:
            return True
        over = [o for o in self.winners if o in self.parcels and self.totals[o] > self.quota]
        if over:
            self._surplus(self.stages.highest(over))
        else:
            self._exclude(vacant - len(reached))
        return False

    def _row(self) -> dict[str, Any]:
        shown = [o for o in range(self.ballots.options) if self._stands(o)]
        return {
            "stage": len(self.rounds) + 1,
            "totals": {self.definition.ids[option]: self.totals[option] for option in shown},
            "quota": self.quota,
            "exhausted": self.exhausted,
            "lost": self.lost,
            "elected": [],
            "surplus_of": None,
            "excluded": None,
            "transfers": {},
            "newly_exhausted": 0,
            "newly_lost": 0,
        }

    def _stands(self, option: int) -> bool:
        return option in self.continuing or option in self.winners

    def _elect(self, reached: set[int]) -> None:
        by_total: dict[int, list[int]] = {}
        for option in sorted(reached):
            by_total.setdefault(self.totals[option], []).append(option)
        groups = [by_total[total] for total in sorted(by_total, reverse=True)]
        self.elected += groups
        self.rounds[-1]["elected"] = self.definition.named([o for group in groups for o in group])
        self.continuing -= reached
        for option in reached:
            self.piles.out(option)

    def _surplus(self, option: int) -> None:
        """All its ballots move, each at its value times surplus over total, cut to the unit."""
        total = self.totals[option]
        surplus = total - self.quota
        self.rounds[-1]["surplus_of"] = self.definition.ids[option]
        self.totals[option] = self.quota
        given = self._move(option, surplus, total)
        self.lost += surplus - given
        self.rounds[-1]["newly_lost"] = surplus - given

    def _exclude(self, vacant: int) -> None:
        settled = not self.stages.going
        option = self.stages.lowest(sorted(self.continuing), self._immaterial(vacant))
        if settled and self.stages.going:
            self.gone.append(sorted({option, *self.stages.going}))
        elif not any(option in group for group in self.gone):
            self.gone.append([option])
        self.rounds[-1]["excluded"] = self.definition.ids[option]
        self.continuing.discard(option)
        self.piles.out(option)
        self.totals[option] = 0
        self._move(option, 1, 1)

    def _move(self, option: int, part: int, whole: int) -> int:
        """Its ballots to their next options at `part` of `whole` of their value; units moved."""
        moved: dict[int, int] = {}
        for value, parcels in sorted(self.parcels.pop(option).items()):
            for rows in parcels:
                units = self._put(self.piles.move(rows), value * part // whole)
                for receiver, count in units.items():
                    moved[receiver] = moved.get(receiver, 0) + count
        given = sum(moved.values())
        row, ids = self.rounds[-1], self.definition.ids
        row["newly_exhausted"] = moved.pop(NOBODY, 0)
        row["transfers"] = {ids[o]: moved[o] for o in sorted(moved) if moved[o]}
        return given

    def _immaterial(self, vacant: int) -> set[int]:
        """The lowest that go before all others, elect nobody by going and leave enough to elect."""
        found = bottom({option: self.totals[option] for option in self.continuing})
        others = self.continuing - found
        together = sum(self.totals[option] for option in found)
        most = max(self.totals[option] for option in others)
        quota = self.quota
        if self.definition.params["quota"] == "current":
            quota = self._quota_of(sum(self.totals) - together)
        quiet = most + together < quota and len(others) >= vacant
        return found if quiet else set()

    def _ranking(self, finished: bool) -> list[list[int]]:
        placed = {o for group in self.gone for o in group}.union(self.winners)
        rest = [option for option in range(self.ballots.options) if option not in placed]
        groups = [rest]
        if finished:
            totals = sorted({self.totals[option] for option in rest}, reverse=True)
            groups = [[o for o in rest if self.totals[o] == total] for total in totals]
        groups = [*self.elected, *groups, *reversed(self.gone)]
        return [group for group in groups if group]
