"""An election as a file holds it, and the definition that counts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voting.counting.definition import BadDefinition, Definition, Option, parse
from voting.counting.parameters import RULES, Ballot
from voting.formats.source import CannotWrite

#: which ballot of a budget each kind is, where the file does not say
_BUDGET_BALLOT = {
    Ballot.CHOICES: "approval",
    Ballot.RANKS: "ordinal",
    Ballot.POINTS: "scoring",
}
_MARKS = {
    Ballot.CHOICES: "marked options",
    Ballot.RANKS: "ranked options",
    Ballot.POINTS: "options with points",
}
#: a ballot that says nothing readable: no option has an empty id, so every rule finds it invalid
UNREADABLE = ("",)


@dataclass(frozen=True)
class Election:
    """`ballots[i]` was cast `weights[i]` times; its form is that of `counting.tally.count`.

    `rule`, `seats` and `params` are what the file itself or the custom of its format asks for;
    without a rule ranked ballots elect one by instant runoff and several by STV. Money is in whole
    units of 1/`scale` of the file's currency, so that no amount has a fraction.
    """

    id: str
    kind: Ballot
    options: tuple[Option, ...]
    ballots: tuple[Any, ...]
    weights: tuple[int, ...]
    rule: str | None = None
    seats: int = 1
    params: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    scale: int = 1
    currency: str = ""
    #: what else the file says, as it says it
    meta: Mapping[str, str] = field(default_factory=dict)
    #: the published document of our own bundle; its bytes are what the definition's hash is of
    document: Mapping[str, Any] | None = None
    #: of our own bundle: seed, council, electorate, superseded, void (arguments of `count`)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cast(self) -> int:
        return sum(self.weights)

    @property
    def ids(self) -> list[str]:
        return [option.id for option in self.options]


def rule_for(election: Election, seats: int) -> str:
    if election.rule is not None:
        return election.rule
    if election.kind is Ballot.RANKS:
        return "stv" if seats > 1 else "irv"
    if "rule" in election.meta:
        raise BadDefinition(
            "rule", f"the file's own rule {election.meta['rule']!r} has no counterpart; choose one"
        )
    return "approval" if election.kind is Ballot.CHOICES else "score"


def definition_of(
    election: Election,
    *,
    rule: str | None = None,
    seats: int | None = None,
    params: Mapping[str, Any] | None = None,
    general: Mapping[str, Any] | None = None,
) -> Definition:
    """What the file asks for, with what is named here put in its place; BadDefinition if it fails.

    `general` are parts of the document beside `params`: election, tie, quorum, approval_quorum.
    """
    changed = (rule, seats, params, general)
    if election.document is not None and not any(changed):
        return parse(election.document)  # unchanged: its hash is the published one
    places = seats or election.seats
    chosen = rule or rule_for(election, places)
    if chosen not in RULES:
        raise BadDefinition("rule", f"one of {', '.join(RULES)}")
    document = _document(election, chosen, places, dict(params or {}))
    document.update(general or {})
    definition = parse(document)
    if definition.ballot is not election.kind:
        raise BadDefinition(
            "rule",
            f"{chosen} counts {_MARKS[definition.ballot]}, the file holds {_MARKS[election.kind]}",
        )
    return definition


def _document(election: Election, rule: str, seats: int, params: dict[str, Any]) -> dict[str, Any]:
    known = RULES[rule].params
    suggested = {name: value for name, value in election.params.items() if name in known}
    if RULES[rule].ballot is None:
        suggested.setdefault("ballot", _BUDGET_BALLOT[election.kind])
    document: dict[str, Any] = dict(election.document or {"election": election.id})
    document.update(rule=rule, params={**suggested, **params})
    if seats != 1 or "seats" in document:
        document["seats"] = seats
    if election.document is None:
        document["options"] = [_option(option) for option in election.options]
        if election.scale != 1:
            document["currency"] = {"code": election.currency, "scale": election.scale}
    return document


def _option(option: Option) -> dict[str, Any]:
    found: dict[str, Any] = {"id": option.id}
    if option.title and option.title != option.id:
        found["title"] = option.title
    if option.cost:
        found["cost"] = option.cost
    if option.pot:
        found["pot"] = option.pot
    if option.groups:
        found["groups"] = list(option.groups)
    return found


def places_of(ballot: Any) -> list[tuple[str, ...] | None]:
    """A ranked ballot with every place as a tuple of ids, None where a rank is skipped."""
    return [
        None if not place else (place,) if isinstance(place, str) else tuple(place)
        for place in ballot
    ]


def need(kind: Ballot, election: Election, what: str) -> None:
    if election.kind is not kind:
        raise CannotWrite(f"{what} holds {_MARKS[kind]}, this election has {_MARKS[election.kind]}")
