"""Reads of the roadmap; every loader option lives here."""

from typing import Any

from roadmap.queries import actions, documents
from roadmap.queries.actions import (
    get_action,
    get_draft,
    get_indicator,
    get_partner,
    list_states,
)
from roadmap.queries.documents import (
    Part,
    count_actions,
    find_in_force,
    find_last_version_with,
    get_coauthor,
    get_goal,
    get_objective,
    get_report,
    get_roadmap,
    get_version,
    list_drafts,
    list_living,
    list_my_sections,
    list_reports,
    list_representatives,
    list_roadmaps,
    list_speakers,
    list_versions,
    list_writers,
    load_whole,
)
from roadmap.queries.lists import (
    ROWS,
    board,
    list_for_sheet,
    list_goals,
    list_page,
    list_units,
    timeline,
)
from roadmap.queries.narrowing import Chosen, is_late
from roadmap.queries.people import (
    Input,
    find_vote,
    list_inputs,
    list_origin_journeys,
    list_origin_rows,
)
from roadmap.queries.shown import (
    get_shown,
    list_changes,
    list_figures,
    list_news,
    list_partners,
    list_place_names,
)
from roadmap.queries.sources import get_source, list_carriable, list_sources
from roadmap.queries.standing import standing
from roadmap.queries.sums import (
    Group,
    Totals,
    add_up,
    by_consultation,
    by_goal,
    by_neighbourhood,
    by_origin,
    by_unit,
    by_year,
    count_all,
)
from roadmap.queries.versions import read, read_report

__all__ = [
    "ROWS",
    "Chosen",
    "Group",
    "Input",
    "Part",
    "Totals",
    "add_up",
    "board",
    "by_consultation",
    "by_goal",
    "by_neighbourhood",
    "by_origin",
    "by_unit",
    "by_year",
    "count_actions",
    "count_all",
    "export",
    "find_in_force",
    "find_last_version_with",
    "find_vote",
    "get_action",
    "get_coauthor",
    "get_draft",
    "get_goal",
    "get_indicator",
    "get_objective",
    "get_partner",
    "get_report",
    "get_roadmap",
    "get_shown",
    "get_source",
    "get_version",
    "is_late",
    "list_carriable",
    "list_changes",
    "list_drafts",
    "list_figures",
    "list_for_sheet",
    "list_goals",
    "list_inputs",
    "list_living",
    "list_my_sections",
    "list_news",
    "list_origin_journeys",
    "list_origin_rows",
    "list_page",
    "list_partners",
    "list_place_names",
    "list_reports",
    "list_representatives",
    "list_roadmaps",
    "list_sources",
    "list_speakers",
    "list_states",
    "list_units",
    "list_versions",
    "list_writers",
    "load_whole",
    "read",
    "read_report",
    "standing",
    "timeline",
]


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    return {**actions.export(person_id), **documents.export(person_id)}
