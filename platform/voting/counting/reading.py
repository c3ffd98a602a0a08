"""One ballot: what it says, or why it is none. Without NumPy, so that the booth can use it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from voting.counting.definition import Definition
from voting.counting.parameters import Ballot

#: the most points one ballot may give one option, so that sums fit into 64 bits whatever the file
MOST_POINTS = 10**9

#: CHOICES: sorted positions · POINTS: sorted (position, points) · RANKS: groups of positions
Read = tuple[Any, ...]


class NotABallot(ValueError):
    """A choice that the rule does not allow: refused on the web, counted as invalid on paper."""


class TooMany(NotABallot):
    """`most` is what the rule allows (options, places, points or kuruş)."""

    def __init__(self, found: int, most: int) -> None:
        super().__init__(f"{found} of at most {most}")
        self.found, self.most = found, most


class TooFew(NotABallot):
    def __init__(self, found: int, least: int) -> None:
        super().__init__(f"{found} of at least {least}")
        self.found, self.least = found, least


class Unknown(NotABallot):
    """An option that is not on the ballot."""


def freezer(kind: Ballot) -> Callable[[Any], Any]:
    """Makes a ballot something that can be compared; what it means is not judged yet."""
    if kind is Ballot.CHOICES:
        return tuple
    return _points if kind is Ballot.POINTS else _places


def _points(ballot: Any) -> Any:
    return frozenset(ballot.items() if isinstance(ballot, Mapping) else ballot)


def _places(ballot: Any) -> Any:
    return tuple(tuple(place) if _several(place) else place for place in ballot)


def _several(place: Any) -> bool:
    return not isinstance(place, str) and isinstance(place, Iterable)


def read(definition: Definition, ballot: Any, *, strict: bool = False) -> Read | None:
    """What the ballot says in positions; None for a blank one; NotABallot with the reason.

    `strict` is the booth's way: it also refuses what paper may hold and the parameters put right
    (skipped, repeated and doubled ranks, places beyond the last).
    """
    if definition.ballot is Ballot.CHOICES:
        return _read_choices(definition, ballot)
    if definition.ballot is Ballot.POINTS:
        pairs = ballot.items() if isinstance(ballot, Mapping) else ballot
        return _read_points(definition, dict(pairs))
    return _read_ranks(definition, ballot, strict)


def _position(definition: Definition, name: Any) -> int:
    try:
        return definition.positions[name]
    except (KeyError, TypeError):
        raise Unknown(f"{name!r} is not on the ballot") from None


# --- choices ------------------------------------------------------------------------------------


def _read_choices(definition: Definition, ballot: Any) -> Read | None:
    marked = tuple(sorted({_position(definition, name) for name in ballot}))
    if not marked:
        return None
    params = definition.params
    if params.get("ballot") == "choose-1":
        _at_most(len(marked), 1)
    _at_most(len(marked), params.get("max_choices"))
    _at_least(len(marked), params.get("min_choices"))
    if params.get("max_cost") is not None:
        _at_most(sum(definition.options[option].cost for option in marked), params["max_cost"])
    return marked


def _at_most(found: int, most: int | None) -> None:
    if most is not None and found > most:
        raise TooMany(found, most)


def _at_least(found: int, least: int | None) -> None:
    if least is not None and found < least:
        raise TooFew(found, least)


# --- points -------------------------------------------------------------------------------------


def _read_points(definition: Definition, ballot: Mapping[Any, Any]) -> Read | None:
    pairs = []
    for name, points in ballot.items():
        position = _position(definition, name)
        if points is None:
            continue
        if not isinstance(points, int) or isinstance(points, bool):
            raise NotABallot("points are whole numbers")
        if points < 0 and not definition.params.get("negative"):
            raise NotABallot("points below 0")
        pairs.append((position, points))
    if not pairs:
        return None
    params, values = definition.params, [points for _position, points in pairs]
    _at_most(max(map(abs, values)), MOST_POINTS)
    _at_most(max(values), params.get("max_score"))
    _at_most(max(values), params.get("max_points"))
    _at_most(sum(values), params.get("max_sum"))
    _at_most(len(values), params.get("max_choices"))
    _at_least(len(values), params.get("min_choices"))
    _at_most(sum(value * value for value in values), params.get("credits"))
    return tuple(sorted(pairs))


# --- ranks --------------------------------------------------------------------------------------


def _read_ranks(definition: Definition, ballot: Any, strict: bool) -> Read | None:
    places = [_place(definition, place) for place in ballot]
    if not any(places):
        return None
    if strict:
        _refuse_disorder(definition, places)
    order = _order(places[: most_ranks(definition)], definition.params)
    _at_least(len(order), definition.params.get("min_choices"))
    return order


def most_ranks(definition: Definition) -> int | None:
    """How many places of a ranked ballot are read; budgets name it as they do for choices."""
    params = definition.params
    most: int | None = params.get("max_rank", params.get("max_choices"))
    return most


def _place(definition: Definition, place: Any) -> tuple[int, ...]:
    names = () if place is None else place if _several(place) else (place,)
    return tuple(sorted({_position(definition, name) for name in names}))


def _refuse_disorder(definition: Definition, places: list[tuple[int, ...]]) -> None:
    params = definition.params
    _at_most(len(places), most_ranks(definition))
    if not all(places):
        raise NotABallot("a rank is skipped")
    named = [option for place in places for option in place]
    if len(set(named)) != len(named):
        raise NotABallot("an option is ranked twice")
    if len(named) != len(places) and not params.get("equal_ranks"):
        raise NotABallot("two options at one rank")


def _order(places: list[tuple[int, ...]], params: Mapping[str, Any]) -> Read:
    """The groups that count, by the parameters for skipped, repeated and doubled ranks."""
    groups: list[tuple[int, ...]] = []
    seen: set[int] = set()
    skipped = 0
    for place in places:
        skipped = 0 if place else skipped + 1
        if params.get("max_skipped") is not None and skipped > params["max_skipped"]:
            break
        fresh = tuple(option for option in place if option not in seen)
        repeated = "first" if len(fresh) == len(place) else params.get("repeated", "first")
        doubled = len(place) > 1 and not params.get("equal_ranks")
        wanted = {repeated, params.get("overvote", "exhaust") if doubled else "first"}
        if "invalid" in wanted:
            raise NotABallot("two options at one rank, or one option at two")
        if "exhaust" in wanted:
            break
        if fresh and not doubled:
            seen.update(fresh)
            groups.append(fresh)
    return tuple(groups)
