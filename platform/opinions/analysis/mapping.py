"""The map without a person on it: each mark is the middle of ten people, each ring of a group.

The people of a group are halved along their longer side until each part has ten; what is drawn is
the mean of a part on a grid of a hundred steps. Nobody's own place can be read from it.
"""

from typing import Any

import numpy as np

from opinions.analysis.bridging import Model
from opinions.analysis.grouping import Groups
from opinions.analysis.publishing import TEN
from opinions.analysis.votes import Floats

#: people that a mark stands for: the first with which there are not too many marks
UNITS = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MOST_MARKS = 160
#: half the side of the drawing, in its own steps
HALF = 50
#: the ring reaches this many standard deviations; of a normal cloud two thirds are inside
RING = 1.5


def draw(model: Model, groups: Groups) -> dict[str, Any] | None:
    """None: nobody stands anywhere yet."""
    clouds = [model.positions[groups.labels == one] for one in range(groups.count)]
    clouds = [cloud for cloud in clouds if len(cloud) >= TEN]
    if not clouds:
        return None
    unit = _unit([len(cloud) for cloud in clouds])
    marks = [np.array([part.mean(axis=0) for part in _parts(cloud, unit)]) for cloud in clouds]
    extent = _extent(marks)
    return {
        "unit": unit,
        "extent": extent,
        "groups": [
            {
                "marks": sorted(_step(x, y, extent) for x, y in found),
                "ring": _ring(cloud, extent),
            }
            for cloud, found in zip(clouds, marks, strict=True)
        ],
    }


def _unit(sizes: list[int]) -> int:
    for unit in UNITS:
        if unit > min(sizes):
            break
        if sum(size // unit for size in sizes) <= MOST_MARKS:
            return unit
    return max([TEN, *(unit for unit in UNITS if unit <= min(sizes))])


def _parts(cloud: Floats, unit: int) -> list[Floats]:
    """As many as whole units are in it, each of at least one unit."""
    count = len(cloud) // unit
    if count <= 1:
        return [cloud]
    axis = int(np.argmax(cloud.std(axis=0)))
    order = np.lexsort((cloud[:, 1 - axis], cloud[:, axis]))
    half = count // 2
    cut = len(cloud) * half // count
    return [*_parts(cloud[order[:cut]], unit), *_parts(cloud[order[cut:]], unit)]


def _extent(marks: list[Floats]) -> float:
    """Half the width of the map in the model's measure, upwards to a tenth."""
    farthest = max(float(np.abs(found).max()) for found in marks)
    return max(0.1, float(np.ceil(farthest * 11.5) / 10))


def _step(x: float, y: float, extent: float) -> list[int]:
    """Upwards is less on a screen."""
    return [round(HALF + HALF * float(x) / extent), round(HALF - HALF * float(y) / extent)]


def _ring(cloud: Floats, extent: float) -> list[int]:
    """Middle, half axes and the turn in degrees of an ellipse; whole steps."""
    middle = cloud.mean(axis=0)
    x, y = _step(middle[0], middle[1], extent)
    sizes, axes = np.linalg.eigh(np.cov(cloud.T))
    half = np.maximum(1, np.rint(RING * np.sqrt(np.maximum(sizes, 0)) * HALF / extent))
    turn = -np.degrees(np.arctan2(axes[1, 1], axes[0, 1]))
    return [x, y, int(half[1]), int(half[0]), int(round(turn / 5) * 5) % 180]
