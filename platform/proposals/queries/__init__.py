"""Reads of proposals; every loader option lives here."""

from proposals.queries.lists import (
    MOST,
    NEWEST,
    RANDOM,
    STARTS,
    CategoryCount,
    Filter,
    ListActivity,
    count_by_category,
    list_activities,
    list_categories,
    list_neighbourhoods,
    list_page,
    list_units,
    starting_point,
)
from proposals.queries.one import (
    find_twin,
    get_proposal,
    list_versions,
)
from proposals.queries.records import export
from proposals.queries.search import Similar, key_of, similar
from proposals.queries.shown import Collecting, Shown, Vote, find_vote, get_shown
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
    "Collecting",
    "Filter",
    "ListActivity",
    "Mine",
    "Shown",
    "Similar",
    "Vote",
    "count_by_category",
    "count_unscreened",
    "export",
    "find_twin",
    "find_vote",
    "get_proposal",
    "get_shown",
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
