"""A result as lines of text for a terminal, for every rule alike."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from voting.counting.results import Result
from voting.counting.ties import Tie
from voting.formats.election import Election
from voting.formats.pabulib import money
from voting.formats.source import plain

#: wide enough for names, narrow enough for a terminal of 80 columns
_NAME = 48


def lines(election: Election, result: Result) -> Iterator[str]:
    definition = result.definition
    yield plain(election.title or election.id)
    params = {name: value for name, value in definition.params.items() if value not in (None, ())}
    yield f"Rule: {definition.rule}, seats: {definition.seats}"
    yield "Parameters: " + (", ".join(f"{k}={_short(v)}" for k, v in params.items()) or "none")
    yield f"Definition: {definition.sha256}"
    yield f"Status: {result.status}"
    yield ""
    yield from _winners(election, result)
    yield from _counts(result)
    yield from _ties(result.ties)
    yield from _rounds(result.rounds)


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


def _rounds(rounds: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(rounds, start=1):
        yield ""
        yield f"Round {row.get('round', number)}"
        for key, value in row.items():
            if key != "round":
                yield from _field(key, value, "  ")


def _field(key: str, value: Any, indent: str) -> Iterator[str]:
    name = plain(str(key))
    if isinstance(value, Mapping) and value:
        yield f"{indent}{name}:"
        for inner, found in value.items():
            yield from _field(inner, found, indent + "  ")
    else:
        yield f"{indent}{name:<{_NAME - len(indent)}}  {_short(value)}".rstrip()


def _short(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{plain(str(k))} {_short(v)}" for k, v in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(map(_short, value)) or "-"
    return plain(str(value))
