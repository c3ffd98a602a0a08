"""Reads of the programme."""

from programme.queries.participations import (
    get_participation,
    list_of_visitor,
    list_participations,
)
from programme.queries.people import know, list_roles
from programme.queries.terms import find_participants, get_term, get_track, list_lines, list_terms

__all__ = [
    "find_participants",
    "get_participation",
    "get_term",
    "get_track",
    "know",
    "list_lines",
    "list_of_visitor",
    "list_participations",
    "list_roles",
    "list_terms",
]
