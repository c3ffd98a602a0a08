"""The arithmetic of a ranking: exact fractions, each step shown, ties named. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

#: points run from 0 to this
MOST = 10

#: criterion id -> points
Points = Mapping[int, int]


@dataclass(frozen=True)
class Line:
    """One criterion of one application: what each reviewer gave, and what it is worth."""

    criterion_id: int
    weight: int
    points: tuple[int, ...]

    @property
    def mean(self) -> Fraction:
        return Fraction(sum(self.points), len(self.points))

    @property
    def worth(self) -> Fraction:
        """Of `weight` at most."""
        return self.mean * self.weight / MOST


@dataclass(frozen=True)
class Place:
    """An application in the ranking. Equal totals share a rank and are named as tied."""

    application_id: int
    lines: tuple[Line, ...]
    total: Fraction
    #: 1, 2, 2, 4; None where reviews are missing
    rank: int | None
    tied: bool


def total(lines: Sequence[Line]) -> Fraction:
    """Of 100 at most, because the weights add up to 100."""
    return sum((line.worth for line in lines), Fraction(0))


def lines_of(weights: Mapping[int, int], reviews: Sequence[Points]) -> tuple[Line, ...]:
    """A line for each criterion; reviews that lack one are not given yet and do not come here."""
    return tuple(
        Line(criterion, weight, tuple(one[criterion] for one in reviews))
        for criterion, weight in weights.items()
    )


def rank(
    weights: Mapping[int, int], reviews: Mapping[int, Sequence[Points]], *, least: int
) -> list[Place]:
    """Every application, the best first; those with fewer than `least` reviews at the end.

    `reviews`: application id -> its given reviews. Standard competition ranking: after two on
    the second place comes the fourth.
    """
    counted = {
        number: lines_of(weights, given) for number, given in reviews.items() if len(given) >= least
    }
    totals = {number: total(lines) for number, lines in counted.items()}
    every = sorted(totals.values(), reverse=True)
    places = [
        Place(
            number,
            counted[number],
            totals[number],
            every.index(totals[number]) + 1,
            every.count(totals[number]) > 1,
        )
        for number in sorted(counted, key=lambda number: (-totals[number], number))
    ]
    waiting = (
        Place(number, lines_of(weights, given) if given else (), Fraction(0), None, False)
        for number, given in sorted(reviews.items())
        if number not in counted
    )
    return [*places, *waiting]
