"""Ballots above ballots: the exact sums behind every rule on pairs, a column at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Small = npt.NDArray[np.signedinteger[Any]]
Mask = npt.NDArray[np.bool_]

#: rows at a time, so that the columns of a block stay in the processor's cache
BLOCK = 1 << 16

Matrix = list[list[int]]


def level_columns(order: Small, options: int) -> Small:
    """`[x, i]`: the place of option x in row i of `order`, 0 is best, `options` if not named."""
    rows, depth = order.shape
    columns = np.full((options, rows), options, order.dtype)
    for start in range(0, rows, BLOCK):
        places = np.ascontiguousarray(order[start : start + BLOCK].T)
        for option in range(options):
            column = columns[option, start : start + BLOCK]
            for place in range(depth):
                column += (places[place] == option) * order.dtype.type(place - options)
    return columns


def weighed(mask: Mask, planes: Sequence[tuple[int, Mask | None]]) -> int:
    """The weights under the mask: exact, and several times faster than to add them."""
    total = 0
    for bit, plane in planes:
        total += int(np.count_nonzero(mask if plane is None else mask & plane)) << bit
    return total


def bit_planes(weights: Integers) -> list[tuple[int, Mask | None]]:
    """Which weights have which bit; None where all have it."""
    highest = int(weights.max(initial=0))
    planes: list[tuple[int, Mask | None]] = []
    for bit in range(highest.bit_length()):
        plane = (weights >> bit & 1).astype(np.bool_)
        planes.append((bit, None if plane.all() else plane))
    return planes


def _blocks(
    columns: npt.NDArray[Any], weights: Integers
) -> Iterator[tuple[slice, npt.NDArray[Any], list[tuple[int, Mask | None]]]]:
    for start in range(0, len(weights), BLOCK):
        part = slice(start, start + BLOCK)
        yield part, np.ascontiguousarray(columns[:, part]), bit_planes(weights[part])


def named(columns: Small, weights: Integers) -> list[int]:
    """Ballots that give each option a place at all."""
    options = len(columns)
    found = [0] * options
    for _part, block, planes in _blocks(columns, weights):
        for option in range(options):
            found[option] += weighed(block[option] < options, planes)
    return found


def lower(
    columns: npt.NDArray[Any], weights: Integers, known: npt.NDArray[np.bool_] | None = None
) -> Matrix:
    """`[x][y]`: the weights of the rows in which x has a lower number than y.

    With `known`, only rows in which both are known.
    """
    options = len(columns)
    found = [[0] * options for _ in range(options)]
    for part, block, planes in _blocks(columns, weights):
        for x in range(options):
            for y in range(x + 1, options):
                less, more = block[x] < block[y], block[x] > block[y]
                if known is not None:
                    both = known[x, part] & known[y, part]
                    less, more = less & both, more & both
                found[x][y] += weighed(less, planes)
                found[y][x] += weighed(more, planes)
    return found


def before(columns: Small, weights: Integers) -> list[int]:
    """For each option, over the ballots that name it: twice the options before it, and once
    each other one that shares its place."""
    options = len(columns)
    found = [0] * options
    for _part, block, planes in _blocks(columns, weights):
        for x in range(options):
            stands = block[x] < options
            for y in range(options):
                if y != x:
                    found[x] += weighed(stands & (block[y] < block[x]), planes)
                    found[x] += weighed(stands & (block[y] <= block[x]), planes)
    return found
