"""BLT: candidates and seats, who withdrew, ballots with `0` at the end, names in quotes."""

import re
from collections.abc import Iterator
from pathlib import Path

from voting.counting.definition import Option
from voting.counting.parameters import Ballot
from voting.formats.election import Election
from voting.formats.source import (
    MOST_BALLOTS,
    Malformed,
    bytes_of,
    ids_of,
    lines_of,
    shown,
    text_of,
    whole,
)

_TOKEN = re.compile(r'\s*(?:"([^"]*)"|(#.*)|([^\s"]+))')
#: (line, text, whether it stood in quotes)
Token = tuple[int, str, bool]
Place = str | tuple[str, ...] | None


class _Tokens:
    """Words of the file one by one; a `#` outside of quotes begins a remark."""

    def __init__(self, text: str) -> None:
        self.words = _words(text)
        self.line = 1

    def next(self, what: str) -> Token:
        word = next(self.words, None)
        if word is None:
            raise Malformed(f"the file ends where {what} is expected", self.line)
        self.line = word[0]
        return word


def _words(text: str) -> Iterator[Token]:
    for line, row in enumerate(lines_of(text), start=1):
        end = 0
        row = row.rstrip()
        while end < len(row):
            match = _TOKEN.match(row, end)
            if match is None:
                raise Malformed("a quotation mark is not closed", line)
            end = match.end()
            quoted, remark, word = match.groups()
            if remark is None:
                yield line, word if quoted is None else quoted, quoted is not None


def read(path: Path) -> Election:
    tokens = _Tokens(text_of(bytes_of(path)))
    line, first, _ = tokens.next("the number of candidates")
    number = whole(first, line, "candidates", least=1, most=10_000)
    line, second, _ = tokens.next("the number of seats")
    seats = whole(second, line, "seats", least=1, most=number)
    withdrawn, rows = _rows(tokens, number)
    names = [tokens.next(f"the name of candidate {place + 1}")[1] for place in range(number)]
    rest = list(tokens.words)
    if len(rest) > 1 and not all(quoted for _line, _text, quoted in rest):
        raise Malformed(f"{shown(rest[1][1])} follows the title", rest[1][0])
    ids = ids_of(names)
    standing = [place for place in range(number) if place + 1 not in withdrawn]
    if seats > len(standing):
        raise Malformed(f"{seats} seats, {len(standing)} candidates that did not withdraw", 1)
    return Election(
        id=path.stem,
        kind=Ballot.RANKS,
        options=tuple(Option(ids[place], names[place] or ids[place]) for place in standing),
        ballots=tuple(_named(ballot, ids, withdrawn) for _weight, ballot in rows),
        weights=tuple(weight for weight, _ballot in rows),
        seats=seats,
        title=rest[0][1] if rest else "",
        meta={"withdrawn": ", ".join(ids[place - 1] for place in sorted(withdrawn))}
        if withdrawn
        else {},
    )


Places = list[tuple[int, ...]]


def _rows(tokens: _Tokens, number: int) -> tuple[set[int], list[tuple[int, Places]]]:
    """Those who withdrew, and (weight, ballot) until the `0` that ends the ballots."""
    withdrawn: set[int] = set()
    rows: list[tuple[int, Places]] = []
    while True:
        line, word, quoted = tokens.next("a ballot or the final 0")
        if quoted:
            raise Malformed("the ballots end with a line 0", line)
        if word == "0":
            return withdrawn, rows
        if word.startswith("-") and not rows:
            withdrawn.add(whole(word[1:], line, "withdrawn", least=1, most=number))
            continue
        weight = whole(word, line, "weight", least=1, most=MOST_BALLOTS)
        rows.append((weight, _places(tokens, number)))


def _places(tokens: _Tokens, number: int) -> Places:
    places: Places = []
    seen: set[int] = set()
    while True:
        line, word, quoted = tokens.next("the 0 that ends a ballot")
        if quoted:
            raise Malformed("a ballot ends with 0", line)
        if word == "0":
            return places
        place = () if word == "-" else _equal(word, number, line)
        if seen.intersection(place) or len(set(place)) != len(place):
            raise Malformed("a candidate stands twice", line)
        seen.update(place)
        places.append(place)


def _equal(word: str, number: int, line: int) -> tuple[int, ...]:
    return tuple(whole(one, line, "candidate", least=1, most=number) for one in word.split("="))


def _named(places: Places, ids: list[str], withdrawn: set[int]) -> tuple[Place, ...]:
    """Who withdrew is taken off the ballot, and the place closes up as if never printed."""
    named: list[Place] = []
    for place in places:
        standing = tuple(ids[one - 1] for one in place if one not in withdrawn)
        if standing or not place:
            named.append((standing if len(standing) != 1 else standing[0]) or None)
    return tuple(named)
