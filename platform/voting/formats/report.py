"""A result as lines of text for a terminal, for every rule alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from voting.counting.results import Result
from voting.counting.ties import Tie
from voting.formats.election import Election
from voting.formats.pabulib import MONEY, money
from voting.formats.source import plain

#: wide enough for names, narrow enough for a terminal of 80 columns
_NAME = 48
#: keys of a round that are money where the rule gives money out
_AMOUNTS = frozenset(("cost", "left", "spent", "money", "amount"))
#: keys of a stage of STV that are no votes in units
_NUMBERS = frozenset(("stage", "round"))

Figure = Callable[[str, int], str]


def figure_of(election: Election, result: Result) -> Figure:
    """How a whole number of a round is shown: STV counts in units, money may have decimals."""
    unit = result.details.get("units_per_vote")
    spends = "budget" in result.definition.params

    def figure(key: str, value: int) -> str:
        if unit and key not in _NUMBERS:
            return money(value, unit)
        if spends and key in _AMOUNTS:
            return money(value, election.scale)
        return str(value)

    return figure


def lines(election: Election, result: Result) -> Iterator[str]:
    definition = result.definition
    yield plain(election.title or election.id)
    params = {name: value for name, value in definition.params.items() if value not in (None, ())}
    yield f"Rule: {definition.rule}, seats: {definition.seats}"
    said = [f"{name}={_parameter(election, name, value)}" for name, value in params.items()]
    yield f"Parameters: {', '.join(said) or 'none'}"
    yield f"Definition: {definition.sha256}"
    yield f"Status: {result.status}"
    yield ""
    yield from _winners(election, result)
    yield from _counts(result)
    yield from _ties(result.ties)
    yield from _rounds(result, figure_of(election, result))


def _winners(election: Election, result: Result) -> Iterator[str]:
    titles = {option.id: option for option in result.definition.options}
    yield f"Winners: {len(result.winners)}" if result.winners else "Winners: none"
    for name in result.winners:
        option = titles[name]
        cost = f"  {money(option.cost, election.scale)} {election.currency}" if option.cost else ""
        title = f"  {plain(option.title)}" if option.title != option.id else ""
        score = f"  ({result.scores[name]})" if result.scores is not None else ""
        yield f"  {plain(name)}{title}{cost.rstrip()}{score}"


def _counts(result: Result) -> Iterator[str]:
    counts = result.counts
    yield ""
    yield (
        f"Ballots: {counts.received} received, {counts.superseded} superseded, {counts.void} void, "
        f"{counts.invalid} invalid, {counts.blank} blank, {counts.valid} valid"
    )
    if result.quorum is not None:
        quorum = result.quorum
        met = "met" if quorum.met else "missed"
        yield f"Quorum: {quorum.got} of {quorum.of}, {quorum.needed} needed: {met}"
    if result.approval_quorum is not None:
        missed = ", ".join(map(plain, result.approval_quorum["missed"])) or "nobody"
        yield f"Approval quorum: {result.approval_quorum['needed']} needed; missed by {missed}"
    if result.condorcet is not None:
        winner = result.condorcet.get("winner")
        yield f"Condorcet winner: {plain(winner) if winner else 'none'}"


def _ties(ties: Sequence[Tie]) -> Iterator[str]:
    for tie in ties:
        chosen = "open" if tie.chosen is None else ", ".join(map(plain, tie.chosen))
        yield f"Tie at {tie.at}: {', '.join(map(plain, tie.options))}: {chosen} ({tie.how})"


def _parameter(election: Election, name: str, value: Any) -> str:
    if name in MONEY:
        return money(value, election.scale)
    if isinstance(value, bool):
        return str(value).lower()
    if name == "pots":
        return ",".join(f"{plain(pot)}:{money(sum_, election.scale)}" for pot, sum_ in value)
    return _short(value)


def _rounds(result: Result, figure: Figure) -> Iterator[str]:
    """A round of few plain values is one line, one with figures of many options a block."""
    for number, row in enumerate(result.rounds, start=1):
        if number == 1 or _nested(row):
            yield ""
        if not _nested(row):
            said = (f"{k} {_short(v, k, figure)}" for k, v in row.items() if v not in (None, ""))
            yield f"{number:>3}. {', '.join(said)}"
            continue
        yield f"Round {number}"
        for key, value in row.items():
            if key not in _NUMBERS:
                yield from _field(key, value, "  ", figure)


def _nested(row: Mapping[str, Any]) -> bool:
    return any(isinstance(value, Mapping) for value in row.values())


def _field(key: str, value: Any, indent: str, figure: Figure) -> Iterator[str]:
    name = plain(str(key))
    if isinstance(value, Mapping) and value:
        yield f"{indent}{name}:"
        for inner, found in value.items():
            yield from _field(inner, found, indent + "  ", figure)
    else:
        yield f"{indent}{name:<{_NAME - len(indent)}}  {_short(value, name, figure)}".rstrip()


def _short(value: Any, key: str = "", figure: Figure | None = None) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and figure is not None:
        return figure(key, value)
    if isinstance(value, Mapping):
        return ", ".join(f"{plain(str(k))} {_short(v)}" for k, v in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(_short(one) for one in value) or "-"
    return plain(str(value))
