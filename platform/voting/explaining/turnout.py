"""Turnout place by place, without telling of anybody: small cells go, and whatever gives them away.

Pure, so that anybody can check what is published against the rule.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

#: fewer voters, or fewer who stayed away, are never shown for one place
SMALL = 10
#: while the vote is open a place is shown from here on, in steps of ten
FROM, STEP = 50, 10


@dataclass(frozen=True)
class Place:
    """`voted` may be more than `eligible` where people have moved since."""

    name: str
    eligible: int
    voted: int

    @property
    def small(self) -> bool:
        """Nearly everybody is as telling as nearly nobody."""
        return self.voted < SMALL or self.eligible - self.voted < SMALL


Rows = Iterable[tuple[str, int, int]]


@dataclass(frozen=True)
class Turnout:
    """`hidden` places are told together only; `rest` is their sum (None: nothing is hidden)."""

    shown: tuple[Place, ...]
    hidden: tuple[str, ...]
    rest: Place | None


def turnout_cells(rows: Rows) -> Turnout:
    """After the count. No hidden figure follows from those shown, the total and this rule.

    Small places are hidden; then more, until the hidden ones are several and their sum is not
    small itself. Who is added is chosen by who may vote, never by who did. Where that choice
    itself would give a figure away, nothing is shown.
    """
    places = [Place(*row) for row in rows]
    found = _hidden(places)
    if found.rest is None or _could_be_others(places, found):
        return found
    return Turnout((), tuple(place.name for place in places), None)


def _hidden(places: Sequence[Place]) -> Turnout:
    hidden = [place for place in places if place.small]
    others = sorted(
        (place for place in places if not place.small), key=lambda one: (one.eligible, one.name)
    )
    while hidden and others and not _safe(hidden):
        hidden.append(others.pop(0))
    names = {place.name for place in hidden}
    if hidden and not _safe(hidden):
        return Turnout((), tuple(place.name for place in places), None)
    return Turnout(
        tuple(place for place in places if place.name not in names),
        tuple(place.name for place in places if place.name in names),
        _sum(hidden) if hidden else None,
    )


def _could_be_others(places: Sequence[Place], found: Turnout) -> bool:
    """For each hidden place there are other figures that would be published just the same."""
    inside = [place for place in places if place.name in found.hidden]
    return all(
        any(_hidden(other) == found for other in _moved(places, inside, place))
        for place in inside
        if place.eligible
    )


def _moved(
    places: Sequence[Place], inside: Sequence[Place], place: Place
) -> Iterator[Sequence[Place]]:
    """A few voters of one hidden place moved to another, or the other way."""
    for step in range(1, SMALL + 1):
        for other in inside:
            for number in (step, -step):
                new = {
                    place.name: replace(place, voted=place.voted + number),
                    other.name: replace(other, voted=other.voted - number),
                }
                if other is not place and all(
                    0 <= one.voted <= max(one.eligible, old.voted)
                    for one, old in zip(new.values(), (place, other), strict=True)
                ):
                    yield [new.get(one.name, one) for one in places]


def _sum(places: Iterable[Place]) -> Place:
    found = list(places)
    return Place("", sum(one.eligible for one in found), sum(one.voted for one in found))


def _safe(hidden: list[Place]) -> bool:
    """Each figure could lie anywhere in a stretch of ten, or from nobody to everybody."""
    together = _sum(hidden)
    if len(hidden) < 2 or together.small:
        return False
    return all(
        _stretch(place, together) >= min(SMALL, max(place.eligible, place.voted))
        for place in hidden
    )


def _stretch(place: Place, together: Place) -> int:
    """Between the fewest and the most who can have voted there, by the sum alone."""
    room = max(0, together.eligible - place.eligible)
    most = min(max(place.eligible, place.voted), together.voted)
    return most - max(0, together.voted - room)


@dataclass(frozen=True)
class Rough:
    """While the vote is open: `total` and each place in whole tens, rounded down."""

    total: int
    places: tuple[tuple[str, int], ...]


def rough_turnout(rows: Rows) -> Rough:
    found = [Place(*row) for row in rows]
    return Rough(
        _down(sum(place.voted for place in found)),
        tuple((place.name, _down(place.voted)) for place in found if place.voted >= FROM),
    )


def _down(number: int) -> int:
    return number // STEP * STEP
