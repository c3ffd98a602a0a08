"""Exports of real Polis conversations, CC BY 4.0, read where ../shared/data is."""

import csv
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from opinions.analysis import votes
from opinions.analysis.votes import Votes

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NAMES = [
    "london.youth.policing",
    "scoop-hivemind.biodiversity",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "vtaiwan.uberx",
    "american-assembly.bowling-green",
]
#: of these Polis's own stored result is at hand
STORED = NAMES[1:3]
needs_data = pytest.mark.skipif(
    not (DATA / "polis").is_dir(), reason="../shared/data/polis is not here"
)


@dataclass(frozen=True)
class Export:
    cells: NDArray[np.int64]
    statements: tuple[int, ...]
    rejected: tuple[int, ...]
    groups: dict[int, int]

    def votes(self, cells: NDArray[np.int64] | None = None) -> Votes:
        return votes.make(
            self.cells if cells is None else cells, statements=self.statements, out=self.rejected
        )

    def labels(self, found: Votes) -> NDArray[np.int64]:
        return np.array([self.groups[person] for person in found.participants])


@lru_cache
def export(name: str) -> Export:
    folder = DATA / "polis" / name
    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines)
    columns = [(at, int(title)) for at, title in enumerate(head) if title.isdigit()]
    group = head.index("group-id")
    cells = [
        (int(row[0]), statement, int(row[at]))
        for row in rows
        for at, statement in columns
        if row[at] != ""
    ]
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as lines:
        rejected = [
            int(row["comment-id"]) for row in csv.DictReader(lines) if row["moderated"] == "-1"
        ]
    return Export(
        np.array(cells),
        tuple(statement for _at, statement in columns),
        tuple(rejected),
        {int(row[0]): int(row[group]) if row[group] else -1 for row in rows},
    )


@lru_cache
def stored(name: str) -> dict[str, Any]:
    text = (DATA / "polis-reference" / f"{name}.math-pca2.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
