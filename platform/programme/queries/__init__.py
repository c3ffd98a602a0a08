"""Reads of the programme."""

from programme.queries.applications import (
    Attached,
    Ranked,
    get_application,
    get_file,
    get_ranked,
    get_review,
    list_criteria,
    list_given,
    list_own,
    list_reviews_of,
    list_sent,
    rank,
)
from programme.queries.exporting import export
from programme.queries.participations import (
    get_consulting,
    get_participation,
    get_plan,
    list_agreed,
    list_consultants,
    list_of_visitor,
    list_participations,
    list_plans,
)
from programme.queries.people import get_role, know, list_roles
from programme.queries.terms import (
    find_participants,
    get_line,
    get_term,
    get_track,
    list_lines,
    list_terms,
)

__all__ = [
    "Attached",
    "Ranked",
    "export",
    "find_participants",
    "get_application",
    "get_consulting",
    "get_file",
    "get_line",
    "get_participation",
    "get_plan",
    "get_ranked",
    "get_review",
    "get_role",
    "get_term",
    "get_track",
    "know",
    "list_agreed",
    "list_consultants",
    "list_criteria",
    "list_given",
    "list_lines",
    "list_of_visitor",
    "list_own",
    "list_participations",
    "list_plans",
    "list_reviews_of",
    "list_roles",
    "list_sent",
    "list_terms",
    "rank",
]
