"""Scores of a self-assessment: exact fractions, whole percents for people. Pure.

- An item's value is its answer over its best answer: 0 … 1.
- A dimension's score is the weighted mean of its items. What does not apply counts neither way;
  what is not answered yet neither. With less than half of its weight answered (of what applies) a
  dimension has no score: three answers out of seven would say more than is known.
- The whole is the plain mean of its dimensions: a dimension with more items is not more important.
  It exists when every dimension to which anything applies has a score.
- Strong: at least three quarters. To improve: at most a quarter. The heavier first, then the
  better (or worse), then the order of the instrument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from capacity.instruments import Dimension, Instrument, Item

STRONG, WEAK = Fraction(3, 4), Fraction(1, 4)
#: how many priorities a team may name
MOST_PRIORITIES = 5


@dataclass(frozen=True)
class Given:
    """What a team answered to one item; None and applicable: nothing yet."""

    value: int | None = None
    applies: bool = True


Answers = Mapping[str, Given]
NOTHING = Given()


@dataclass(frozen=True)
class DimensionScore:
    dimension: Dimension
    #: None: too little is answered, or nothing applies
    score: Fraction | None
    answered: int
    not_applicable: int
    open: int

    @property
    def percent(self) -> int | None:
        return percent(self.score)


@dataclass(frozen=True)
class Result:
    dimensions: tuple[DimensionScore, ...]
    total: Fraction | None
    strong: tuple[Item, ...]
    weak: tuple[Item, ...]

    @property
    def percent(self) -> int | None:
        return percent(self.total)

    @property
    def open(self) -> int:
        return sum(one.open for one in self.dimensions)


def percent(score: Fraction | None) -> int | None:
    """Half up."""
    return None if score is None else int(score * 100 + Fraction(1, 2))


def value(item: Item, given: Given) -> Fraction | None:
    if not given.applies or given.value is None:
        return None
    return Fraction(given.value, item.most)


def score(instrument: Instrument, answers: Answers) -> Result:
    dimensions = tuple(_of_dimension(one, answers) for one in instrument.dimensions)
    counted = [one for one in dimensions if one.answered or one.open]
    scores = [one.score for one in counted if one.score is not None]
    total = sum(scores, Fraction(0)) / len(scores) if scores else None
    return Result(
        dimensions,
        total if len(scores) == len(counted) else None,
        strong=_sorted(instrument, answers, strong=True),
        weak=_sorted(instrument, answers, strong=False),
    )


def _of_dimension(dimension: Dimension, answers: Answers) -> DimensionScore:
    given = {item: answers.get(item.code, NOTHING) for item in dimension.items}
    applying = [item for item, one in given.items() if one.applies]
    valued = [
        (item.weight, found) for item in applying if (found := value(item, given[item])) is not None
    ]
    weight = sum(heavy for heavy, _found in valued)
    enough = bool(valued) and 2 * weight >= sum(item.weight for item in applying)
    return DimensionScore(
        dimension,
        sum((heavy * found for heavy, found in valued), Fraction(0)) / weight if enough else None,
        answered=len(valued),
        not_applicable=len(given) - len(applying),
        open=len(applying) - len(valued),
    )


def _sorted(instrument: Instrument, answers: Answers, *, strong: bool) -> tuple[Item, ...]:
    found = []
    for place, item in enumerate(instrument.items):
        reached = value(item, answers.get(item.code, NOTHING))
        if reached is None or not (reached >= STRONG if strong else reached <= WEAK):
            continue
        found.append((-item.weight, -reached if strong else reached, place, item))
    return tuple(item for *_order, item in sorted(found, key=lambda one: one[:3]))


@dataclass(frozen=True)
class Change:
    """A dimension before and after, in whole percents."""

    dimension: Dimension
    before: int | None
    after: int | None

    @property
    def points(self) -> int | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def compare(before: Result, after: Result) -> list[Change]:
    """By code: a later version of the instrument may have more dimensions, and others go."""
    old = {one.dimension.code: one.percent for one in before.dimensions}
    return [
        Change(one.dimension, old.get(one.dimension.code), one.percent) for one in after.dimensions
    ]


def moved(instrument: Instrument, before: Answers, after: Answers) -> tuple[list[Item], list[Item]]:
    """Items that rose and items that fell, among those answered both times; the furthest first."""
    steps: list[tuple[Fraction, int, Item]] = []
    for place, item in enumerate(instrument.items):
        old, new = (
            value(item, before.get(item.code, NOTHING)),
            value(item, after.get(item.code, NOTHING)),
        )
        if old is not None and new is not None and old != new:
            steps.append((new - old, place, item))
    rose = sorted((step for step in steps if step[0] > 0), key=lambda one: (-one[0], one[1]))
    fell = sorted((step for step in steps if step[0] < 0), key=lambda one: (one[0], one[1]))
    return [item for _by, _place, item in rose], [item for _by, _place, item in fell]


def middle(values: Sequence[int]) -> int | None:
    """The median, half up; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half] + 1) // 2
