"""The numbers that go with the log: how many voted, and the facts of the count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from verify import files
from verify.differences import Difference, shown
from verify.election import Election
from verify.files import COUNT, ROLL
from verify.log import BALLOT, PAPER, Log
from voting.counting.definition import COUNCIL, LOT

CHANNELS = ("web", "code", "assisted", "paper")


@dataclass(frozen=True)
class Roll:
    eligible: int | None
    voters: dict[str, int]
    #: ballots, blank and invalid ones of all desks
    desks: dict[str, int]


@dataclass(frozen=True)
class Facts:
    superseded: int
    void: int
    electorate: int | None
    seed: str | None
    council: Sequence[str] | None


def read(document: Any) -> Roll:
    files.fields(document, {"eligible", "voters", "not_completed", "paper_batches"}, ROLL)
    eligible = document["eligible"]
    if eligible is not None:
        files.whole(eligible, "eligible", ROLL)
    files.whole(document["not_completed"], "not_completed", ROLL)
    voters = files.fields(document["voters"], set(CHANNELS), ROLL)
    for channel in CHANNELS:
        files.whole(voters[channel], channel, ROLL)
    return Roll(eligible, voters, _desks(document["paper_batches"]))


def _desks(found: Any) -> dict[str, int]:
    if not isinstance(found, list):
        raise Difference("value", ROLL, name="paper_batches", found=shown(found))
    sums = {"ballots": 0, "blank": 0, "invalid": 0}
    for row in found:
        files.fields(row, {"desk", *sums}, ROLL)
        files.text(row["desk"], "desk", ROLL)
        for name in sums:
            sums[name] += files.whole(row[name], name, ROLL)
        if row["blank"] + row["invalid"] > row["ballots"]:
            raise Difference("value", ROLL, name="paper_batches", found=shown(row))
    return sums


def check(roll: Roll, log: Log) -> tuple[int, int]:
    """As many voters as ballots that count; returns both numbers."""
    web, paper = log.counted(BALLOT), log.counted(PAPER)
    said = sum(roll.voters[channel] for channel in CHANNELS[:3])
    if said != web:
        raise Difference("roll-web", ROLL, expected=web, found=said)
    if roll.voters["paper"] != paper:
        raise Difference("roll-paper", ROLL, expected=paper, found=roll.voters["paper"])
    if roll.desks["ballots"] != paper:
        raise Difference("roll-desks", ROLL, expected=paper, found=roll.desks["ballots"])
    if roll.eligible is not None and web + paper > roll.eligible:
        raise Difference("roll-eligible", ROLL, expected=roll.eligible, found=web + paper)
    return web, paper


def check_judged(roll: Roll, blank: int, invalid: int) -> None:
    """Blank and invalid paper ballots, desk by desk and as opened."""
    for name, expected in (("blank", blank), ("invalid", invalid)):
        if roll.desks[name] != expected:
            raise Difference("roll-judged", ROLL, name=name, expected=expected,
                             found=roll.desks[name])  # fmt: skip


def facts(election: Election, document: Any, roll: Roll, log: Log) -> Facts:
    """What `count.json` says, compared with the log and the roll."""
    if not isinstance(document, dict):
        raise Difference("value", COUNT, name="{}", found=shown(document))
    document = {name: value for name, value in document.items() if value is not None}
    wanted = {"superseded": log.superseded, "void": log.voided}
    if roll.eligible is not None:
        wanted["electorate"] = roll.eligible
    for name, expected in wanted.items():
        found = document.get(name)
        if type(found) is not int or found != expected:
            raise Difference("mismatch", COUNT, name=name, expected=expected, found=shown(found))
    seed, council = _decisions(election, document)
    unknown = sorted(document.keys() - wanted.keys() - {"seed", "council"})
    if unknown:
        expected_names = ", ".join(sorted({*wanted, "seed", "council"}))
        raise Difference("keys", COUNT, expected=expected_names, found=shown(unknown[0]))
    return Facts(log.superseded, log.voided, roll.eligible, seed, council)


def _decisions(election: Election, document: dict[str, Any]) -> tuple[str | None, Any]:
    seed, council = document.get("seed"), document.get("council")
    drawn = isinstance(seed, str) and seed.isascii() and seed.isdigit()
    if not drawn and ("seed" in document or election.rules.tie == LOT):
        raise Difference("value", COUNT, name="seed", found=shown(seed))
    if "council" in document:
        named = isinstance(council, list) and all(isinstance(name, str) for name in council)
        if election.rules.tie != COUNCIL or not named:
            raise Difference("value", COUNT, name="council", found=shown(council))
    return seed, council
