"""Counting as pure arithmetic: integers in, integers out; no database, no clock, no floats."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: named in every definition and result; a change of the arithmetic is a new number
VERSION = "1.0"

SINGLE = "single"
APPROVAL = "approval"

Revision = tuple[str, int, Sequence[int]]


class NotABallot(ValueError):
    """A choice that the rule does not allow."""


class TooMany(NotABallot):
    pass


class Unknown(NotABallot):
    pass


@dataclass(frozen=True)
class Rule:
    """`options` are ids in the order of the definition."""

    kind: str
    options: tuple[int, ...]
    max_choices: int = 1
    seats: int = 1

    def __post_init__(self) -> None:
        if self.kind not in (SINGLE, APPROVAL):
            raise ValueError("this rule is not known")
        if len(set(self.options)) != len(self.options) or len(self.options) < 2:
            raise ValueError("two different options are the least")
        if not 1 <= self.max_choices <= len(self.options):
            raise ValueError("a ballot names between one and all options")
        if self.kind == SINGLE and self.max_choices != 1:
            raise ValueError("a single choice is one choice")
        if not 1 <= self.seats < len(self.options):
            raise ValueError("fewer options win than stand on the ballot")


@dataclass(frozen=True)
class Score:
    """`rank` is shared by equal ones: 1, 2, 2, 4."""

    option: int
    votes: int
    rank: int


@dataclass(frozen=True)
class Tally:
    """Three counts, never mixed: ballots (one a voter), blank ones among them, choices."""

    ballots: int
    blank: int
    choices: int
    superseded: int
    #: by votes; equal ones in the order of the definition
    scores: tuple[Score, ...]
    winners: tuple[int, ...]
    #: equal at the boundary, more of them than places: declared, not broken
    tied: tuple[int, ...]
    #: places that the tied ones share
    places: int

    @property
    def valid(self) -> int:
        return self.ballots - self.blank


@dataclass(frozen=True)
class Quorum:
    """Whether enough people voted; `needed` is the smallest number that is enough."""

    percent: int
    eligible: int
    cast: int

    @property
    def needed(self) -> int:
        return -(-self.percent * self.eligible // 100)

    @property
    def met(self) -> bool:
        return self.cast * 100 >= self.percent * self.eligible


def accept(choice: Iterable[int], rule: Rule) -> tuple[int, ...]:
    """The choice as it goes into the box: each option once, sorted; () is a blank vote."""
    marked = tuple(sorted(set(choice)))
    if not set(marked) <= set(rule.options):
        raise Unknown("an option that is not on the ballot")
    if len(marked) > rule.max_choices:
        raise TooMany(f"{len(marked)} of at most {rule.max_choices}")
    return marked


def latest(revisions: Iterable[Revision]) -> tuple[list[Sequence[int]], int]:
    """The last revision under each tag, and how many earlier ones it replaced."""
    last: dict[str, tuple[int, Sequence[int]]] = {}
    seen = 0
    for tag, revision, choice in revisions:
        seen += 1
        if tag not in last or revision > last[tag][0]:
            last[tag] = (revision, choice)
    return [choice for _revision, choice in last.values()], seen - len(last)


def count(revisions: Iterable[Revision], rule: Rule) -> Tally:
    """The whole count. A ballot that the rule does not allow stops it: none can be in the box."""
    ballots, superseded = latest(revisions)
    votes: Counter[int] = Counter()
    blank = 0
    for choice in ballots:
        marked = accept(choice, rule)
        if len(marked) != len(choice):
            raise NotABallot("an option is named twice")
        votes.update(marked)
        blank += not marked
    scores = _ranked(votes, rule)
    winners, tied, places = _decide(scores, rule.seats)
    return Tally(
        ballots=len(ballots),
        blank=blank,
        choices=votes.total(),
        superseded=superseded,
        scores=scores,
        winners=winners,
        tied=tied,
        places=places,
    )


def _ranked(votes: Mapping[int, int], rule: Rule) -> tuple[Score, ...]:
    place = {option: position for position, option in enumerate(rule.options)}
    order = sorted(rule.options, key=lambda option: (-votes.get(option, 0), place[option]))
    return tuple(
        Score(
            option,
            votes.get(option, 0),
            1 + sum(1 for other in rule.options if votes.get(other, 0) > votes.get(option, 0)),
        )
        for option in order
    )


def _decide(scores: Sequence[Score], seats: int) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """Who is in for certain, who is equal at the boundary, and how many places those share.

    An option nobody named neither wins nor ties.
    """
    standing = [score for score in scores if score.votes]
    if len(standing) <= seats:
        return tuple(score.option for score in standing), (), 0
    boundary = standing[seats - 1].votes
    above = tuple(score.option for score in standing if score.votes > boundary)
    level = tuple(score.option for score in standing if score.votes == boundary)
    places = seats - len(above)
    if len(level) == places:
        return above + level, (), 0
    return above, level, places


def canonical(definition: Any) -> str:
    """One text for one definition (RFC 8785 for integers, ASCII keys and plain text)."""
    _only_plain(definition)
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, as `sha256sum` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _only_plain(value: Any) -> None:
    """Floats have several spellings; without them the text is unique."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError("keys are plain ASCII words")
            _only_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            _only_plain(inner)
    elif not (value is None or isinstance(value, bool | int | str)):
        raise TypeError(f"a definition holds no {type(value).__name__}")
