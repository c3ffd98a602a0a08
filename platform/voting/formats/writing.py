"""Exports for other programs: Pabulib, PrefLib, BLT. What a format cannot say is refused."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.formats.election import Election, need, places_of
from voting.formats.pabulib import LIMITS, money
from voting.formats.preflib import TYPES
from voting.formats.source import CannotWrite, plain

_VOTE_TYPE = {Ballot.CHOICES: "approval", Ballot.RANKS: "ordinal", Ballot.POINTS: "scoring"}
_FORBIDDEN = {",": "a comma", ";": "a semicolon", '"': "a quotation mark"}


def _save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _distinct(names: Iterable[str], what: str) -> list[str]:
    found = list(names)
    if len(set(found)) != len(found):
        raise CannotWrite(f"{what} names options, and two have the same name")
    return found


def _names(election: Election) -> dict[str, str]:
    """id -> the name a file of names shows: the title, the id where titles are not distinct."""
    titles = [plain(option.title) or option.id for option in election.options]
    names = titles if len(set(titles)) == len(titles) else [plain(id_) for id_ in election.ids]
    return dict(zip(election.ids, _distinct(names, "this format"), strict=True))


# --- PrefLib ------------------------------------------------------------------------------------


def write_preflib(election: Election, path: Path) -> None:
    """The ending of the name says which of .soc .soi .toc .toi .cat it is."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in TYPES:
        raise CannotWrite(f"PrefLib has .{', .'.join(TYPES)}")
    order = _category_line(election) if kind == "cat" else _order_line(election, kind)
    counted: Counter[str] = Counter()
    for ballot, weight in zip(election.ballots, election.weights, strict=True):
        counted[order(ballot)] += weight
    different = "PREFERENCES" if kind == "cat" else "ORDERS"
    lines = [
        f"# FILE NAME: {plain(path.name)}",
        f"# TITLE: {plain(election.title)}",
        f"# DATA TYPE: {kind}",
        f"# NUMBER ALTERNATIVES: {len(election.options)}",
        f"# NUMBER VOTERS: {election.cast}",
        f"# NUMBER UNIQUE {different}: {len(counted)}",
    ]
    if kind == "cat":
        lines += _category_names(election)
    for number, name in enumerate(_names(election).values(), start=1):
        lines.append(f"# ALTERNATIVE NAME {number}: {name}")
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    lines += [f"{weight}: {text}".rstrip() for text, weight in rows]
    _save(path, "\n".join(lines) + "\n")


def _numbers(election: Election) -> dict[str, int]:
    return {id_: number for number, id_ in enumerate(election.ids, start=1)}


def _group(numbers: Iterable[int], *, single: bool = True) -> str:
    found = sorted(numbers)
    return str(found[0]) if single and len(found) == 1 else "{" + ",".join(map(str, found)) + "}"


def _order_line(election: Election, kind: str) -> Callable[[Any], str]:
    need(Ballot.RANKS, election, f".{kind}")
    numbers = _numbers(election)

    def line(ballot: Any) -> str:
        places = [[numbers[name] for name in place] for place in places_of(ballot) if place]
        named = [number for place in places for number in place]
        if len(places) != len(ballot) or len(set(named)) != len(named):
            raise CannotWrite(f".{kind} has no skipped and no repeated ranks; .blt, .zip or .json")
        if kind in ("soc", "soi") and len(named) != len(places):
            raise CannotWrite(f".{kind} has no equal ranks; .toi has")
        if kind in ("soc", "toc") and len(named) != len(numbers):
            raise CannotWrite(f".{kind} has complete ballots only; .{kind[:2]}i has others")
        return ",".join(map(_group, places))

    return line


def _most(election: Election) -> int:
    if election.kind is Ballot.CHOICES:
        return 1
    points: list[int] = [found for ballot in election.ballots for found in ballot.values()]
    return max(int(election.params.get("max_score") or 1), *points, 1)


def _category_names(election: Election) -> list[str]:
    number = _most(election) + 1
    lines = [f"# NUMBER CATEGORIES: {number}"]
    names = ["Yes", "No"] if number == 2 else [str(number - 1 - place) for place in range(number)]
    return lines + [f"# CATEGORY NAME {place}: {name}" for place, name in enumerate(names, start=1)]


def _category_line(election: Election) -> Callable[[Any], str]:
    if election.kind is Ballot.RANKS:
        raise CannotWrite(".cat holds marked or scored options, this election has ranked ones")
    numbers, most = _numbers(election), _most(election)
    if most > 100:
        raise CannotWrite(".cat: more than 100 categories")

    def line(ballot: Any) -> str:
        if election.kind is Ballot.CHOICES:
            marked = {numbers[name] for name in ballot}
            groups: list[set[int]] = [marked, set(numbers.values()) - marked]
        else:
            groups = [set() for _ in range(most + 1)]
            for name, points in ballot.items():
                if not 0 <= points <= most:
                    raise CannotWrite(f".cat: {points} points are no category")
                groups[most - points].add(numbers[name])
        return ",".join(_group(group) for group in groups)

    return line


# --- BLT ----------------------------------------------------------------------------------------


def write_blt(election: Election, path: Path) -> None:
    need(Ballot.RANKS, election, "BLT")
    numbers = _numbers(election)
    lines = [f"{len(election.options)} {election.seats}"]
    for ballot, weight in zip(election.ballots, election.weights, strict=True):
        places = places_of(ballot)
        named = [name for place in places for name in place or ()]
        if len(set(named)) != len(named):
            raise CannotWrite("BLT has no ballot that ranks an option twice; .zip or .json has")
        words = ["=".join(str(numbers[name]) for name in place or ()) or "-" for place in places]
        lines.append(" ".join([str(weight), *words, "0"]))
    lines.append("0")
    quoted = (name.replace('"', "'") for name in (*_names(election).values(), election.title))
    lines += [f'"{plain(name)}"' for name in quoted]
    _save(path, "\n".join(lines) + "\n")


# --- Pabulib ------------------------------------------------------------------------------------


def write_pb(
    election: Election,
    path: Path,
    definition: Definition | None = None,
    winners: Iterable[str] | None = None,
) -> None:
    """With `definition`, rule and parameters of that count; with `winners`, column `selected`."""
    params = definition.params if definition else election.params
    rule = definition.rule if definition else election.rule or ""
    for option in election.options:
        if option.cost < 1:
            raise CannotWrite(f".pb holds projects with costs; {option.id} has none")
        for sign, name in _FORBIDDEN.items():
            if sign in option.id or option.id != option.id.strip():
                raise CannotWrite(f".pb: {name} or a space at the edge of the id {option.id!r}")
    if not params.get("budget"):
        raise CannotWrite(".pb: no budget")
    output = io.StringIO()
    table = csv.writer(output, delimiter=";", lineterminator="\n")
    table.writerow(["META"])
    table.writerow(["key", "value"])
    table.writerows(_meta(election, rule, params))
    table.writerow(["PROJECTS"])
    table.writerows(_projects(election, None if winners is None else set(winners)))
    table.writerow(["VOTES"])
    table.writerows(_votes(election))
    _save(path, output.getvalue())


def _meta(
    election: Election, rule: str, params: Mapping[str, Any]
) -> Iterable[tuple[str, str | int]]:
    scale = election.scale
    kept = ("description", "country", "unit", "subunit", "instance", "district", "language")
    yield "description", plain(election.title)
    yield from ((name, election.meta[name]) for name in kept[1:] if name in election.meta)
    yield "num_projects", len(election.options)
    yield "num_votes", election.cast
    yield "budget", money(params["budget"], scale)
    # Pabulib calls the ballots of a knapsack vote approval with a greatest cost.
    asked = params.get("ballot") or _VOTE_TYPE[election.kind]
    yield "vote_type", "approval" if asked == "knapsack" else asked
    yield "rule", rule_name(rule, params)
    if params.get("max_cost"):
        yield "max_sum_cost", money(params["max_cost"], scale)
    for name, ours in LIMITS.items():
        if params.get(ours):
            yield name, params[ours]
    if election.currency:
        yield "currency", election.currency
    yield from _own(params, scale)


def rule_name(rule: str, params: Mapping[str, Any]) -> str:
    if rule != "equal-shares":
        return rule
    words = [params.get("completion", "none")]
    words += [word for word in ("comparison", "eligibility") if params.get(word)]
    said = "-".join(word for word in words if word != "none")
    return f"equalshares/{said}" if said else "equalshares"


def _own(params: Mapping[str, Any], scale: int) -> Iterable[tuple[str, str]]:
    for name in ("utility", "leftovers"):
        if params.get(name):
            yield name, params[name]
    if "stop_when_exhaustive" in params:
        yield "stop_when_exhaustive", str(params["stop_when_exhaustive"]).lower()
    if params.get("increment"):
        yield "increment", money(params["increment"], scale)
    if params.get("pots"):
        yield "pots", ",".join(f"{name}:{money(sum_, scale)}" for name, sum_ in params["pots"])


def _projects(election: Election, winners: set[str] | None) -> Iterable[list[Any]]:
    votes: Counter[str] = Counter()
    for ballot, weight in zip(election.ballots, election.weights, strict=True):
        for name in _named(election.kind, ballot):
            votes[name] += weight
    pots = any(option.pot for option in election.options)
    extra = ["pot"] * pots + ["selected"] * (winners is not None)
    yield ["project_id", "cost", "votes", "name", *extra]
    for option in election.options:
        row = [option.id, money(option.cost, election.scale), votes[option.id], plain(option.title)]
        if pots:
            row.append(option.pot)
        if winners is not None:
            row.append(int(option.id in winners))
        yield row


def _named(kind: Ballot, ballot: Any) -> set[str]:
    if kind is Ballot.RANKS:
        return {name for place in places_of(ballot) for name in place or ()}
    return set(ballot)


def _votes(election: Election) -> Iterable[list[Any]]:
    points = election.kind is Ballot.POINTS
    yield ["voter_id", "vote", "points"] if points else ["voter_id", "vote"]
    known = set(election.ids)
    voter = 0
    for ballot, weight in zip(election.ballots, election.weights, strict=True):
        if election.kind is Ballot.RANKS and not all(isinstance(place, str) for place in ballot):
            raise CannotWrite(".pb has no equal and no skipped ranks")
        if not known.issuperset(ballot):
            raise CannotWrite(".pb has no ballots that nobody could read; .zip or .json has")
        row = [",".join(ballot)]
        if points:
            row.append(",".join(map(str, ballot.values())))
        for _ in range(weight):
            voter += 1
            yield [voter, *row]
