"""A version of a roadmap: its canonical JSON, and what changed between two of them."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kernel import clock
from roadmap.models import Action, Consent, Goal, Roadmap

#: of the JSON; docs/roadmap.md says what stands in it
FORMAT = 2
Content = Mapping[str, Any]


def content(roadmap: Roadmap) -> dict[str, Any]:
    """Of a whole working copy (`documents.load_whole`)."""
    return {
        "format": FORMAT,
        "title": roadmap.title,
        "text": roadmap.text,
        "html": roadmap.html,
        "starts_on": roadmap.starts_on.isoformat(),
        "ends_on": roadmap.ends_on.isoformat(),
        "report_months": roadmap.report_months,
        "goals": [_goal(place, goal) for place, goal in enumerate(roadmap.goals, 1)],
    }


def _goal(place: int, goal: Goal) -> dict[str, Any]:
    return {
        "id": goal.id,
        "code": str(place),
        "title": goal.title,
        "text": goal.text,
        "html": goal.html,
        "coauthors": [
            one.organisation.name for one in goal.coauthors if one.state is Consent.ACCEPTED
        ],
        "signed": [
            {
                "name": one.organisation.name,
                "word": one.word.value,
                "reason": one.word_reason,
                "on": clock.local(one.word_at).date().isoformat(),
            }
            for one in goal.coauthors
            if one.state is Consent.ACCEPTED and one.word is not None and one.word_at is not None
        ],
        "objectives": [
            {
                "id": objective.id,
                "code": f"{place}.{number}",
                "title": objective.title,
                "text": objective.text,
                "html": objective.html,
                "actions": [_action(action) for action in in_order(objective.actions)],
            }
            for number, objective in enumerate(goal.objectives, 1)
        ],
    }


def in_order(actions: list[Action]) -> list[Action]:
    """1.1.2 before 1.1.10."""

    def place(action: Action) -> tuple[list[tuple[int, int, str]], int]:
        parts = action.code.replace("-", ".").split(".")
        return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts], action.id

    return sorted(actions, key=place)


def _action(action: Action) -> dict[str, Any]:
    return {
        "id": action.id,
        "number": action.number,
        "code": action.code,
        "title": action.title,
        "text": action.text,
        "html": action.html,
        "unit": "" if action.unit is None else action.unit.name,
        "starts_on": action.starts_on.isoformat(),
        "ends_on": action.first_ends_on.isoformat(),
        "by_quarter": action.by_quarter,
        "budget_kurus": action.budget_kurus,
        "plan_code": action.plan_code,
        "sdg": action.sdg,
        "neighbourhoods": [place.name for place in action.neighbourhoods],
        "partners": [
            {"name": one.organisation.name, "role": one.role, "state": one.state.value}
            for one in action.partners
            if one.state is not Consent.DECLINED and one.withdrawn_at is None
        ],
        "indicators": [
            {
                "name": one.name,
                "unit": one.unit,
                "baseline": one.baseline,
                "target": one.target,
                "source": one.source,
            }
            for one in action.indicators
            if one.withdrawn_at is None
        ],
        "origins": [
            {
                "kind": one.kind.value,
                "label": one.label,
                "endpoint": one.endpoint,
                "object_id": one.object_id,
            }
            for one in action.origins
        ],
    }


def canonical(value: Content) -> str:
    """The one way to write it: keys sorted, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def actions_of(version: Content) -> Iterator[dict[str, Any]]:
    for goal in version["goals"]:
        for objective in goal["objectives"]:
            yield from objective["actions"]


def find_action(version: Content, action_id: int) -> dict[str, Any] | None:
    return next((one for one in actions_of(version) if one["id"] == action_id), None)


# --- what changed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One goal, objective or action that came, went, or reads otherwise."""

    level: str
    kind: str
    code: str
    title: str
    #: (name of the field, before, after)
    fields: list[tuple[str, Any, Any]]


#: of each level, in the order they are shown
FIELDS = {
    "document": ("title", "text", "starts_on", "ends_on", "report_months"),
    "goal": ("code", "title", "text", "coauthors", "signed"),
    "objective": ("code", "title", "text"),
    "action": (
        "code",
        "title",
        "text",
        "unit",
        "starts_on",
        "ends_on",
        "budget_kurus",
        "plan_code",
        "sdg",
        "neighbourhoods",
        "partners",
        "indicators",
        "origins",
    ),
}


def compare(before: Content, after: Content) -> list[Change]:
    """In the order of the new version; what went stands after what stayed."""
    head = _fields("document", before, after)
    found = [Change("document", "changed", "", after["title"], head)] if head else []
    old, new = (dict(_parts(version)) for version in (before, after))
    for key, part in new.items():
        level = key[0]
        if key not in old:
            found.append(Change(level, "new", part["code"], part["title"], []))
        elif fields := _fields(level, old[key], part):
            found.append(Change(level, "changed", part["code"], part["title"], fields))
    gone = [(key, part) for key, part in old.items() if key not in new]
    return found + [Change(key[0], "gone", part["code"], part["title"], []) for key, part in gone]


def _parts(version: Content) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    for goal in version["goals"]:
        yield ("goal", goal["id"]), goal
        for objective in goal["objectives"]:
            yield ("objective", objective["id"]), objective
            for action in objective["actions"]:
                yield ("action", action["id"]), action


def _fields(level: str, before: Content, after: Content) -> list[tuple[str, Any, Any]]:
    """A version of format 1 has no words of co-authors."""
    return [
        (name, before.get(name, []), after.get(name, []))
        for name in FIELDS[level]
        if before.get(name, []) != after.get(name, [])
    ]
