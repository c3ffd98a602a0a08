"""Reads of the capacity work."""

from capacity.queries.assessments import (
    Filled,
    find_pair,
    get_evidence,
    get_self_assessment,
    given,
    instrument_of,
    list_points,
    result,
)

__all__ = [
    "Filled",
    "find_pair",
    "get_evidence",
    "get_self_assessment",
    "given",
    "instrument_of",
    "list_points",
    "result",
]
