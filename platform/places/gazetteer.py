"""The shipped register of provinces, districts, municipalities and neighbourhoods; pure reading.

Names repeat, even inside one district: everything is known by its id, never by its name.
"""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_DATA = Path(__file__).parent / "data"


class RegisteredKind(StrEnum):
    METROPOLITAN = "metropolitan"
    PROVINCE_CENTRE = "province_centre"
    DISTRICT = "district"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Province:
    id: int
    name: str
    metropolitan: bool


@dataclass(frozen=True, slots=True)
class District:
    id: int
    province_id: int
    name: str


@dataclass(frozen=True, slots=True)
class RegisteredMunicipality:
    #: "province:16", "district:1829" or "town:1002": the three kinds of ids overlap
    key: str
    kind: RegisteredKind
    province_id: int
    #: none for a metropolitan municipality
    district_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class RegisteredNeighbourhood:
    id: int
    district_id: int
    name: str


def provinces() -> Iterator[Province]:
    for number, name, metropolitan in _rows("provinces"):
        yield Province(int(number), name, metropolitan == "1")


def districts() -> Iterator[District]:
    for number, province, name in _rows("districts"):
        yield District(int(number), int(province), name)


def municipalities() -> Iterator[RegisteredMunicipality]:
    for key, kind, province, district, name in _rows("municipalities"):
        yield RegisteredMunicipality(
            key, RegisteredKind(kind), int(province), int(district) if district else None, name
        )


def neighbourhoods() -> Iterator[RegisteredNeighbourhood]:
    """Ordered by district, then id. Those of a town are listed under its district."""
    for number, district, name in _rows("neighbourhoods"):
        yield RegisteredNeighbourhood(int(number), int(district), name)


def _rows(name: str) -> Iterator[list[str]]:
    with gzip.open(_DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        yield from lines
