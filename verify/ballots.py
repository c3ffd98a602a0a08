"""Sealed ballots opened: what each says, and whether it may say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verify import files, log
from verify.canonical import decode_canonical, encode, units
from verify.differences import Difference, shown
from verify.election import Election
from verify.files import KEY, LOG
from verify.hpke import CannotOpen, Opener
from verify.log import PAPER, VOID, Leaf, Log
from voting.counting.definition import Definition
from voting.counting.parameters import Ballot
from voting.counting.reading import NotABallot
from voting.counting.reading import read as allowed


@dataclass(frozen=True, slots=True)
class Opened:
    leaf: Leaf
    #: None: paper that nobody could read
    choice: Any
    #: the same as it stands in ballots.jsonl
    text: bytes


def key(election: Election, document: Any) -> Opener:
    """The published private half, if it is the one of the definition."""
    files.fields(document, {"private", "public"}, KEY)
    public = files.matching(document["public"], files.HEX32, "public", KEY)
    private = files.matching(document["private"], files.HEX32, "private", KEY)
    opener = Opener(bytes.fromhex(private))
    if opener.public.hex() != public:
        raise Difference("key-pair", KEY, expected=opener.public.hex(), found=public)
    if public != election.sealing_key:
        expected = election.sealing_key
        raise Difference("key-definition", KEY, expected=expected, found=public)
    return opener


def open_all(election: Election, found: Log, opener: Opener) -> list[Opened]:
    """Every sealed leaf, also those that were replaced later."""
    known: dict[tuple[bytes, str], tuple[Any, bytes]] = {}
    bound = log.binder(election)
    opened = []
    for leaf in log.sealed(found):
        try:
            plain = opener.open(leaf.sealed, bound(leaf))
        except CannotOpen:
            raise Difference("cannot-open", LOG, leaf.line) from None
        said = known.get((plain, leaf.kind))
        if said is None:
            choice = _choice(election, plain, leaf)
            said = known[plain, leaf.kind] = (choice, encode(choice))
        opened.append(Opened(leaf, *said))
    return opened


def _choice(election: Election, plain: bytes, leaf: Leaf) -> Any:
    document = decode_canonical(plain.rstrip(b" "), LOG, leaf.line)
    names = {"choice"} if election.secret or leaf.kind == PAPER else {"choice", "name"}
    files.fields(document, names, LOG, leaf.line)
    if "name" in names:
        files.text(document["name"], "name", LOG, leaf.line)
    choice = document["choice"]
    if leaf.kind == PAPER and choice is None:
        return None
    _judge(election.rules, choice, leaf)
    return choice


def _judge(rules: Definition, choice: Any, leaf: Leaf) -> None:
    """In the one spelling, of known options; on the web also what the rule allows."""
    try:
        names = _FORMS[rules.ballot](choice, leaf.kind == PAPER)
        unknown = next((name for name in names if name not in rules.positions), None)
        if unknown is not None:
            raise NotABallot(f"{shown(unknown)} is no option")
        if leaf.kind != PAPER:
            allowed(rules, choice, strict=True)
    except (NotABallot, TypeError) as error:
        raise Difference("not-allowed", LOG, leaf.line, reason=shown(error)) from None


def _choices(choice: Any, paper: bool) -> list[str]:
    if not isinstance(choice, list):
        raise TypeError("a list of options")
    return _ordered(choice)


def _ordered(names: list[Any]) -> list[str]:
    if not all(isinstance(name, str) for name in names):
        raise TypeError("an option is a text")
    if sorted(set(names), key=units) != names:
        raise TypeError("options in their order, each once")
    return names


def _ranks(choice: Any, paper: bool) -> list[str]:
    if not isinstance(choice, list):
        raise TypeError("a list of places")
    names: list[str] = []
    for place in choice:
        if isinstance(place, str):
            names.append(place)
        elif isinstance(place, list) and len(place) > 1:
            names += _ordered(place)
        elif place is not None or not paper:
            raise TypeError("a place is an option or a list of several")
    return names


def _points(choice: Any, paper: bool) -> list[str]:
    if not isinstance(choice, dict):
        raise TypeError("points by option")
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in choice.values()):
        raise TypeError("points are whole numbers")
    return list(choice)


_FORMS: dict[Ballot, Callable[[Any, bool], list[str]]] = {
    Ballot.CHOICES: _choices,
    Ballot.RANKS: _ranks,
    Ballot.POINTS: _points,
}


def current(found: Log, opened: list[Opened]) -> list[Opened]:
    """Those that count: of each tag the highest revision, unless it is void."""
    latest = found.latest
    return [one for one in opened if latest[one.leaf.tag] is one.leaf and one.leaf.kind != VOID]


def lines(counted: list[Opened]) -> list[bytes]:
    """What `ballots.jsonl` has to hold."""
    return sorted(one.text for one in counted)
