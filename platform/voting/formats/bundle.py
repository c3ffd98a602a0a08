"""Our published bundle: `election.json`, `ballots.jsonl` and, where needed, `count.json`.

A folder, a `.zip` of these files (at its top or in one folder), or one `.json` with the same
three parts. One ballot a line in canonical JSON, sorted by its bytes: the order says nothing.
"""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from voting.counting.definition import BadDefinition, Definition, canonical, parse
from voting.counting.parameters import Ballot
from voting.formats.election import UNREADABLE, Election, places_of
from voting.formats.source import (
    BROKEN_ZIP,
    CannotWrite,
    Malformed,
    bytes_of,
    checked_zip,
    lines_of,
    shown,
    text_of,
)

ELECTION, BALLOTS, COUNT = "election.json", "ballots.jsonl", "count.json"
#: facts of the count that are no part of the definition
FACTS: dict[str, Callable[[Any], bool]] = {
    "seed": lambda value: isinstance(value, str) and value.isascii() and value.isdigit(),
    "council": lambda value: (
        isinstance(value, list) and all(isinstance(name, str) for name in value)
    ),
    "electorate": lambda value: _count(value),
    "superseded": lambda value: _count(value),
    "void": lambda value: _count(value),
}


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12


# --- reading ------------------------------------------------------------------------------------


def read(path: Path) -> Election:
    if path.suffix.lower() == ".json" and not path.is_dir():
        return _single(path)
    parts = _folder(path) if path.is_dir() else _archive(path)
    for name in (ELECTION, BALLOTS):
        if name not in parts:
            raise Malformed(f"no {name} in it")
    document = _json(text_of(parts[ELECTION], part=ELECTION), ELECTION)
    definition = _definition(document, ELECTION)
    counted: Counter[Any] = Counter()
    # A bundle without a single ballot is an empty file, and right.
    text = text_of(parts[BALLOTS], part=BALLOTS) if parts[BALLOTS].strip() else ""
    for line, row in enumerate(lines_of(text) if text else (), start=1):
        counted[_ballot(definition, _json(row, BALLOTS, line), BALLOTS, line)] += 1
    facts = _json(text_of(parts[COUNT], part=COUNT), COUNT) if COUNT in parts else {}
    return _election(path, definition, document, counted, _facts(facts, COUNT))


def _single(path: Path) -> Election:
    found = _json(text_of(bytes_of(path)), "")
    if not isinstance(found, Mapping) or not {"election", "ballots"} <= set(found):
        raise Malformed('one object with "election", "ballots" and "count"', 1)
    if not isinstance(found["ballots"], list):
        raise Malformed("ballots: a list")
    definition = _definition(found["election"], "election")
    counted: Counter[Any] = Counter()
    for number, ballot in enumerate(found["ballots"], start=1):
        counted[_ballot(definition, ballot, f"ballot {number}", None)] += 1
    facts = _facts(found.get("count", {}), "count")
    return _election(path, definition, found["election"], counted, facts)


def _election(
    path: Path,
    definition: Definition,
    document: Mapping[str, Any],
    counted: Counter[Any],
    facts: Mapping[str, Any],
) -> Election:
    kind = definition.ballot
    ballots = counted if kind is not Ballot.POINTS else map(dict, counted)
    return Election(
        id=path.stem,
        kind=kind,
        options=definition.options,
        ballots=tuple(ballots),
        weights=tuple(counted.values()),
        rule=definition.rule,
        seats=definition.seats,
        params=document.get("params", {}),
        title=str(document.get("question", "")),
        document=document,
        facts=facts,
    )


def _folder(path: Path) -> dict[str, bytes]:
    names = (ELECTION, BALLOTS, COUNT)
    return {name: bytes_of(path / name) for name in names if (path / name).exists()}


def _archive(path: Path) -> dict[str, bytes]:
    data = bytes_of(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            checked_zip(archive)
            wanted = {
                info.filename.rpartition("/")[2]: info
                for info in archive.infolist()
                if info.filename.rpartition("/")[2] in (ELECTION, BALLOTS, COUNT)
                and info.filename.count("/") <= 1
            }
            return {name: archive.read(info) for name, info in wanted.items()}
    except Malformed:
        raise
    except (*BROKEN_ZIP, NotImplementedError, RuntimeError, EOFError):
        raise Malformed("no readable .zip") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _json(text: str, part: str, line: int | None = None) -> Any:
    try:
        found = json.loads(text, object_pairs_hook=_unique)
        text.encode()
        json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise Malformed(f"no JSON: {error.msg}", line or error.lineno, part) from None
    except UnicodeEncodeError:
        raise Malformed("half of a surrogate pair", line, part) from None
    except (ValueError, RecursionError) as error:
        raise Malformed(str(error) or "nested too deep", line, part) from None
    return found


def _definition(document: Any, part: str) -> Definition:
    if not isinstance(document, Mapping):
        raise Malformed("the definition is one object", 1, part)
    try:
        return parse(document)
    except (BadDefinition, TypeError, AttributeError) as error:
        raise Malformed(str(error), part=part) from None


def _facts(found: Any, part: str) -> dict[str, Any]:
    if not isinstance(found, Mapping):
        raise Malformed("one object", 1, part)
    for name, value in found.items():
        if name not in FACTS:
            raise Malformed(f"{shown(name)}: one of {', '.join(FACTS)}", part=part)
        if not FACTS[name](value):
            raise Malformed(f"{name}: {shown(str(value))} cannot be", part=part)
    return dict(found)


def _ballot(definition: Definition, found: Any, part: str, line: int | None) -> Any:
    """Frozen, so that equal ones are counted together; `null` is a ballot nobody could read."""
    try:
        if found is None:
            return UNREADABLE if definition.ballot is not Ballot.POINTS else (("", 0),)
        names, ballot = _FORMS[definition.ballot](found)
    except (TypeError, ValueError, AttributeError):
        raise Malformed(
            f"{shown(json.dumps(found))} is no ballot of this vote", line, part
        ) from None
    for name in names:
        if name not in definition.positions:
            raise Malformed(f"{shown(name)} is no option", line, part)
    return ballot


def _id(found: Any) -> str:
    if not isinstance(found, str):
        raise TypeError("an id is a text")
    return found


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise TypeError("a list")
    return found


def _read_choices(found: Any) -> tuple[list[str], Any]:
    names = [_id(name) for name in _list(found)]
    return names, tuple(names)


def _read_ranks(found: Any) -> tuple[list[str], Any]:
    places = tuple(
        tuple(map(_id, place)) if isinstance(place, list) else None if place is None else _id(place)
        for place in _list(found)
    )
    return [name for place in places_of(places) if place for name in place], places


def _read_points(found: Any) -> tuple[list[str], Any]:
    pairs = tuple(found.items())
    for _name, points in pairs:
        if isinstance(points, bool) or not isinstance(points, int | None):
            raise TypeError("points are whole numbers")
    return [name for name, _points in pairs], pairs


_FORMS: dict[Ballot, Callable[[Any], tuple[list[str], Any]]] = {
    Ballot.CHOICES: _read_choices,
    Ballot.RANKS: _read_ranks,
    Ballot.POINTS: _read_points,
}


# --- writing ------------------------------------------------------------------------------------


def ballot_line(kind: Ballot, ballot: Any) -> str:
    """RFC 8785: no spaces, keys by their UTF-16 units; choices sorted, for their order is nothing.

    An unreadable ballot is `null`.
    """
    if tuple(ballot) == UNREADABLE:
        return "null"
    found: Any
    if kind is Ballot.CHOICES:
        found = sorted(ballot, key=_units)
    elif kind is Ballot.POINTS:
        found = {name: ballot[name] for name in sorted(ballot, key=_units)}
    else:
        found = [
            place[0] if place and len(place) == 1 else place and sorted(place, key=_units)
            for place in places_of(ballot)
        ]
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False)


def _units(name: str) -> bytes:
    return name.encode("utf-16-be")


def _lines(election: Election) -> Iterator[str]:
    rows = zip(election.ballots, election.weights, strict=True)
    counted = sorted((ballot_line(election.kind, ballot), weight) for ballot, weight in rows)
    for text, weight in counted:
        for _ in range(weight):
            yield text


def parts_of(
    election: Election, document: Mapping[str, Any], facts: Mapping[str, Any]
) -> dict[str, bytes]:
    """The three files. `document` is the whole published definition, hashed as it is written."""
    lines = "".join(f"{line}\n" for line in _lines(election))
    parts = {ELECTION: canonical(document).encode(), BALLOTS: lines.encode()}
    if facts:
        _facts(facts, COUNT)
        parts[COUNT] = canonical(facts).encode()
    return parts


def write(
    election: Election, path: Path, document: Mapping[str, Any], facts: Mapping[str, Any]
) -> None:
    parts = parts_of(election, document, facts)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        path.write_bytes(_zipped(parts))
    elif suffix == ".json":
        rows = parts[BALLOTS].decode().splitlines()
        ballots = ",\n".join(rows)
        count = parts.get(COUNT, b"{}").decode()
        path.write_text(
            f'{{"election":{parts[ELECTION].decode()},\n"count":{count},\n'
            f'"ballots":[\n{ballots}\n]}}\n',
            encoding="utf-8",
        )
    elif suffix:
        raise CannotWrite(f"{suffix}: a bundle is a folder, a .zip or a .json")
    else:
        path.mkdir(exist_ok=True)
        for name, data in parts.items():
            (path / name).write_bytes(data)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """The same election gives the same bytes: no time of day in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
