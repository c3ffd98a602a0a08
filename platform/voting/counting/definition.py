"""What is counted and how: validated when it is written, so that a count cannot fail later."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from voting.counting.parameters import RULES, Ballot, RuleSpec

#: named in every definition and result; a change of the arithmetic is a new number
VERSION = "2.0"

DECLARE, LOT, COUNCIL = "declare", "lot", "council"
TIES = (DECLARE, LOT, COUNCIL)

#: a share as two integers, so that no decision depends on a rounded number
Share = tuple[int, int]


class BadDefinition(ValueError):
    """`field` names the part of the definition that cannot stand."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field


@dataclass(frozen=True)
class Option:
    """`cost` in the smallest unit of the currency (kuruş); `pot` is a district or a category,
    "" stands for the whole city; `groups` are those declared for reserved seats."""

    id: str
    title: str = ""
    cost: int = 0
    pot: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definition:
    """The deciding part of a vote. Build it with `parse`, which refuses what could not be counted.

    `params` holds every parameter of the rule, defaults filled in. `sha256` is that of the whole
    published document, which may say more (question, window, eligibility).
    """

    election: str
    rule: str
    options: tuple[Option, ...]
    params: Mapping[str, Any]
    seats: int = 1
    quorum: Share | None = None
    approval_quorum: Share | None = None
    tie: str = DECLARE
    sha256: str = ""
    document: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        return tuple(option.id for option in self.options)

    @cached_property
    def positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.ids)}

    @property
    def spec(self) -> RuleSpec:
        return RULES[self.rule]

    @property
    def ballot(self) -> Ballot:
        return self.spec.ballot_for(self.params)

    def named(self, positions: Sequence[int]) -> list[str]:
        return [self.ids[position] for position in positions]


def parse(document: Mapping[str, Any]) -> Definition:
    """The definition inside a published document; BadDefinition where it could not be counted."""
    text = canonical(document)
    options = _options(document.get("options"))
    rule = document.get("rule")
    if rule not in RULES:
        raise BadDefinition("rule", f"one of {', '.join(RULES)}")
    seats = document.get("seats", 1)
    if not (_whole(seats) and seats >= 1):
        raise BadDefinition("seats", "a whole number, 1 or more")
    params = _params(RULES[rule], document.get("params", {}))
    tie = document.get("tie", DECLARE)
    if tie not in TIES:
        raise BadDefinition("tie", f"one of {', '.join(TIES)}")
    election = document.get("election")
    if not (isinstance(election, str) and election):
        raise BadDefinition("election", "the id of the election, a text")
    definition = Definition(
        election=election,
        rule=rule,
        options=options,
        params=params,
        seats=seats,
        quorum=_share("quorum", document.get("quorum")),
        approval_quorum=_share("approval_quorum", document.get("approval_quorum")),
        tie=tie,
        sha256=digest(text),
        document=document,
    )
    for name, reason in RULES[rule].faults(definition):
        raise BadDefinition(name, reason)
    return definition


def define(
    rule: str, options: Sequence[str | Option | Mapping[str, Any]], **more: Any
) -> Definition:
    """For tests, files and examples: `params` by name, everything else as in the document.

    define("irv", ["a", "b"], seats=1, tie="lot", overvote="skip")
    """
    document: dict[str, Any] = {"election": "example", "rule": rule, "params": {}}
    for name, value in more.items():
        where = document if name in KEYS else document["params"]
        where[name] = value
    document["options"] = [_document_of(option) for option in options]
    return parse(document)


KEYS = frozenset(("election", "seats", "quorum", "approval_quorum", "tie", "document"))


def _document_of(option: str | Option | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(option, str):
        return {"id": option}
    if isinstance(option, Option):
        return {
            "id": option.id,
            "title": option.title,
            "cost": option.cost,
            "pot": option.pot,
            "groups": list(option.groups),
        }
    return option


def _options(found: Any) -> tuple[Option, ...]:
    if not (isinstance(found, list | tuple) and found):
        raise BadDefinition("options", "one option at least")
    options = []
    for row in found:
        if not (isinstance(row, Mapping) and isinstance(row.get("id"), str) and row["id"]):
            raise BadDefinition("options", "each has an id, a text")
        cost = row.get("cost") or 0
        if not (_whole(cost) and cost >= 0):
            raise BadDefinition("options", f"{row['id']}: the cost is a whole number, 0 or more")
        options.append(
            Option(
                id=row["id"],
                title=row.get("title") or row["id"],
                cost=cost,
                pot=row.get("pot") or "",
                groups=tuple(row.get("groups") or ()),
            )
        )
    if len({option.id for option in options}) != len(options):
        raise BadDefinition("options", "every id once")
    return tuple(options)


def _params(spec: RuleSpec, given: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(given) - set(spec.params))
    if unknown:
        raise BadDefinition(unknown[0], f"this rule knows {', '.join(spec.params)}")
    params = {}
    for name, param in spec.params.items():
        value = given.get(name, param.default)
        if not param.allows(value):
            raise BadDefinition(name, param.wording)
        params[name] = value
    return params


def _share(name: str, found: Any) -> Share | None:
    if found is None:
        return None
    if not (isinstance(found, list | tuple) and len(found) == 2 and all(map(_whole, found))):
        raise BadDefinition(name, "two whole numbers, e.g. [10, 100]")
    if not 0 < found[0] <= found[1]:
        raise BadDefinition(name, "more than nothing and at most the whole")
    return found[0], found[1]


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# --- one text for one definition ----------------------------------------------------------------


def canonical(document: Any) -> str:
    """RFC 8785 without floats: one text for one document; TypeError for what has several."""
    return json.dumps(_sorted(document), separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, as `sha256sum` prints it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _sorted(value: Any) -> Any:
    """Keys in the order of their UTF-16 code units. Floats have several spellings: refused."""
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys are texts")
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _sorted(value[key]) for key in keys}
    if isinstance(value, list | tuple):
        return [_sorted(inner) for inner in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"a definition holds no {type(value).__name__}")
