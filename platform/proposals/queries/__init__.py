"""Reads of proposals; every loader option lives here."""

from proposals.queries.lists import (
    MOST,
    NEWEST,
    RANDOM,
    STARTS,
    CategoryCount,
    Filter,
    count_by_category,
    list_activities,
    list_categories,
    list_neighbourhoods,
    list_page,
    list_units,
    starting_point,
)
from proposals.queries.one import (
    Marks,
    find_twin,
    find_vote,
    get_marks,
    get_proposal,
    list_versions,
)
from proposals.queries.records import export
from proposals.queries.search import Similar, key_of, similar
from proposals.queries.work import (
    Candidate,
    Mine,
    count_unscreened,
    list_for_screening,
    list_mine,
    list_on_ballot_candidates,
)

__all__ = [
    "MOST",
    "NEWEST",
    "RANDOM",
    "STARTS",
    "Candidate",
    "CategoryCount",
    "Filter",
    "Marks",
    "Mine",
    "Similar",
    "count_by_category",
    "count_unscreened",
    "export",
    "find_twin",
    "find_vote",
    "get_marks",
    "get_proposal",
    "key_of",
    "list_activities",
    "list_categories",
    "list_for_screening",
    "list_mine",
    "list_neighbourhoods",
    "list_on_ballot_candidates",
    "list_page",
    "list_units",
    "list_versions",
    "similar",
    "starting_point",
]
