"""What a list is narrowed to, read from the address, and what its filters offer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, request

from kernel.http import asked_id
from kernel.i18n import N_, _
from places.queries import list_neighbourhoods
from roadmap import queries
from roadmap.models import ORIGIN_LABELS, OriginKind
from roadmap.queries import Chosen
from roadmap.rules import State

#: ?durum= and what it is called
FILTERS: dict[str, tuple[State, str]] = {
    "gecikti": (State.LATE, N_("Gecikti")),
    "suruyor": (State.STARTED, N_("Sürüyor")),
    "planlandi": (State.PLANNED, N_("Planlandı")),
    "ertelendi": (State.POSTPONED, N_("Ertelendi")),
    "tamamlandi": (State.COMPLETED, N_("Tamamlandı")),
    "iptal": (State.CANCELLED, N_("İptal edildi")),
}
#: ?koken=
ORIGINS: dict[str, OriginKind] = {
    "danisma": OriginKind.CONSULTATION,
    "oneri": OriginKind.PROPOSAL,
    "oylama": OriginKind.VOTE,
    "gorus-haritasi": OriginKind.STATEMENT,
    "kent-konseyi": OriginKind.COUNCIL,
    "baska": OriginKind.OTHER,
}
PATHS = {kind: path for path, kind in ORIGINS.items()}
STATES = {state: path for path, (state, _word) in FILTERS.items()}
Options = list[tuple[Any, str]]


@dataclass(frozen=True)
class Filter:
    """One select of a filter form."""

    name: str
    label: str
    options: Options
    value: str


def _of(name: str, offered: Callable[[], Options]) -> int | None:
    """A number that is among those offered; anything else narrows nothing."""
    number = asked_id(name)
    if number is None:
        return None
    return number if any(key == number for key, _word in offered()) else None


def read() -> tuple[Chosen, list[Filter]]:
    """As the address says; the filters show the same."""
    municipality_id = g.municipality.id
    units: Options = list(queries.list_units(municipality_id))
    places: Options = [(one.id, one.name) for one in list_neighbourhoods(municipality_id)]
    goals: Options = list(queries.list_goals(municipality_id))
    state, origin = request.args.get("durum", ""), request.args.get("koken", "")
    year = asked_id("yil")
    chosen = Chosen(
        unit_id=_of("birim", lambda: units),
        state=FILTERS[state][0] if state in FILTERS else None,
        neighbourhood_id=_of("mahalle", lambda: places),
        origin=ORIGINS.get(origin),
        goal_id=_of("amac", lambda: goals),
        year=year if year is not None and 1900 < year < 2200 else None,
    )
    every = ("", _("Tümü"))
    filters = [
        Filter("birim", _("Sorumlu birim"), [every, *units], str(chosen.unit_id or "")),
        Filter("durum", _("Durum"), [every, *states()], state if chosen.state else ""),
        Filter("mahalle", _("Mahalle"), [every, *places], str(chosen.neighbourhood_id or "")),
        Filter("koken", _("Köken"), [every, *origins()], origin if chosen.origin else ""),
    ]
    if goals:
        filters.append(Filter("amac", _("Amaç"), [every, *goals], str(chosen.goal_id or "")))
    return chosen, filters


def states() -> Options:
    return [(key, _(word)) for key, (_state, word) in FILTERS.items()]


def origins() -> Options:
    return [(path, _(ORIGIN_LABELS[kind])) for path, kind in ORIGINS.items()]
