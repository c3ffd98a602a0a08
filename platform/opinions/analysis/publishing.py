"""Figures that describe nobody: what may be published of a table of groups × statements.

While a conversation is open everything is rounded. At its end a statement's exact figures are
published only where every cell of its table, the people who did not see it included, is 0 or at
least TEN: then every difference of published figures is a sum of such cells, too. Where only the
row of everybody is like that, that row alone is exact. All others stay rounded for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from opinions.analysis.counting import Tally
from opinions.analysis.votes import Ints

TEN = 10
#: steps of a published share, in points
STEP = 5


@dataclass(frozen=True)
class Figure:
    """Of one statement and one part of the people: how many answered, and the three shares.

    `exact`: counts as they are; otherwise `people` is in tens downwards (0: fewer than ten, and no
    share is told) and the shares are rounded to five points.
    """

    people: int
    agree: int | None
    disagree: int | None
    passed: int | None
    exact: bool


@dataclass(frozen=True)
class Table:
    """One statement: everybody, and each group in its order."""

    everybody: Figure
    groups: tuple[Figure, ...]


def rounded_people(count: int) -> int:
    return count // TEN * TEN


def rounded_share(part: int, whole: int) -> int:
    """In steps of five points, halves upwards; never 0 or 100 unless it is exactly that."""
    nearest = (200 * part + STEP * whole) // (2 * STEP * whole) * STEP
    if 0 < part < whole:
        return min(max(nearest, STEP), 100 - STEP)
    return nearest


def rounded(agree: int, disagree: int, seen: int) -> Figure:
    people = rounded_people(seen)
    if not people:
        return Figure(0, None, None, None, False)
    passed = seen - agree - disagree
    yes, no, open_ = (rounded_share(part, seen) for part in (agree, disagree, passed))
    return Figure(people, yes, no, open_, False)


def tables(
    everybody: Tally, counts: Tally, sizes: Ints, people: int, *, final: bool
) -> list[Table]:
    """One a statement. `sizes`: of the groups; `people`: all participants, the unplaced, too."""
    return [
        _table(everybody, counts, sizes, people, j, final) for j in range(everybody.seen.shape[1])
    ]


def _table(everybody: Tally, counts: Tally, sizes: Ints, people: int, j: int, final: bool) -> Table:
    cells = atoms(everybody, counts, sizes, people, j)

    def figure(tally: Tally, part: int, exact: bool) -> Figure:
        agree, disagree = int(tally.agree[part, j]), int(tally.disagree[part, j])
        seen = int(tally.seen[part, j])
        if exact:
            return Figure(seen, agree, disagree, seen - agree - disagree, True)
        return rounded(agree, disagree, seen)

    whole, parts = final and describes_nobody(cells.sum(axis=0)), final and describes_nobody(cells)
    return Table(
        figure(everybody, 0, whole),
        tuple(figure(counts, part, parts) for part in range(len(counts.seen))),
    )


def atoms(everybody: Tally, counts: Tally, sizes: Ints, people: int, j: int) -> Ints:
    """Parts (groups, then the unplaced) × (agree, disagree, pass, did not see)."""
    table = np.stack([counts.agree[:, j], counts.disagree[:, j], counts.passed[:, j]], axis=1)
    unseen = sizes - table.sum(axis=1)
    table = np.column_stack([table, unseen])
    whole = np.array([everybody.agree[0, j], everybody.disagree[0, j], everybody.passed[0, j]])
    whole = np.append(whole, people - whole.sum())
    return np.asarray(np.vstack([table, whole - table.sum(axis=0)]))


def describes_nobody(cells: Ints) -> bool:
    return bool(((cells == 0) | (cells >= TEN)).all())


def at_least(share: float) -> int:
    """A share as a floor in steps of five points, for sentences: "at least 70 %"."""
    return int(share * 100 + 1e-9) // STEP * STEP


# --- parts that exclude each other: neighbourhoods ----------------------------------------------

#: so many numbers each hidden part could be, for whoever knows this rule
SPREAD = 5


@dataclass(frozen=True)
class Parts:
    """`alone`: part -> people; `joined`: those told only together, none or at least two."""

    alone: Mapping[int, int]
    joined: tuple[int, ...] = ()
    together: int = 0


def parts(cells: Mapping[int, int], *, final: bool) -> Parts:
    """While open in tens and without the small ones; at the end exact, the small ones in one sum.

    The small ones are joined with the next smallest until none can be worked out from the whole.
    Nothing at all where that leaves only one.
    """
    if not final:
        return Parts({key: rounded_people(n) for key, n in cells.items() if n >= TEN})
    small = [key for key, n in cells.items() if 0 < n < TEN]
    rest = sorted((n, key) for key, n in cells.items() if n >= TEN)
    taken = 0
    while small and not _guarded([cells[key] for key in small], [n for n, _key in rest], taken):
        taken += 1
        if taken >= len(rest):
            return Parts({})
    if small and not rest:
        return Parts({})
    joined = sorted([*small, *(key for _n, key in rest[:taken])])
    alone = {key: n for key, n in cells.items() if n and key not in joined}
    return Parts(alone, tuple(joined), sum(cells[key] for key in joined))


def _guarded(small: list[int], rest: list[int], taken: int) -> bool:
    """The sum is of ten or more people and leaves open what each small part is.

    Even for whoever knows how many are small and that the others are no larger than what is told.
    """
    whole = sum(small) + sum(rest[:taken])
    if len(small) + taken < 2 or whole < TEN:
        return False
    largest = rest[taken] if taken < len(rest) else whole
    others = len(small) - 1
    low = max(1, whole - (TEN - 1) * others - largest * taken)
    high = min(TEN - 1, whole - others - TEN * taken)
    return high - low + 1 >= SPREAD
