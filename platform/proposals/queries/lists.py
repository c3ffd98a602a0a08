"""The public list: filters, search, order, counts."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from accounts.models import Person
from answers.models import Duty
from consultations.models import Activity, ActivityKind
from discussion.models import Thread
from journeys.models import Journey, Status
from journeys.queries import voted_column
from kernel import keyset
from kernel.db import db
from places.models import Neighbourhood, Organisation, Unit
from proposals.models import Category, Proposal, ProposalState, Support
from proposals.queries.search import matching

SHUFFLE = 2**30
#: starting points of the random order; an address holds one of them
STARTS = 1024
NEWEST, MOST, RANDOM = "yeni", "destek", "rastgele"


@dataclass(frozen=True)
class Filter:
    """What a list was asked for; None and "" mean everything."""

    municipality_id: int
    words: str = ""
    activity_id: int | None = None
    neighbourhood_id: int | None = None
    category_id: int | None = None
    status: Status | None = None


def _living(wanted: Filter) -> Select[Any]:
    """Only the filter's rows, with the journey joined; no columns yet."""
    withdrawn = wanted.status is Status.WITHDRAWN
    state = ProposalState.WITHDRAWN if withdrawn else ProposalState.PUBLISHED
    statement = (
        select()
        .select_from(Proposal)
        .join(Journey, Proposal.journey_id == Journey.id)
        .where(Proposal.municipality_id == wanted.municipality_id, Proposal.state == state)
    )
    if wanted.activity_id is not None:
        statement = statement.where(Proposal.activity_id == wanted.activity_id)
    if wanted.neighbourhood_id is not None:
        statement = statement.where(Proposal.neighbourhood_id == wanted.neighbourhood_id)
    if wanted.status is not None:
        statement = statement.where(Journey.status == wanted.status)
    return matching(statement, wanted.words)


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal as a list shows it; enough for the support rule and for the small trace."""

    id: int
    title: str
    excerpt: str
    state: ProposalState
    author_id: int
    organisation_id: int | None
    activity_id: int
    neighbourhood_id: int | None
    support_count: int
    published_at: datetime
    status: Status
    author_name: str
    organisation_name: str | None
    comment_count: int
    support_id: int | None
    first_due_on: date | None
    due_on: date | None
    answered_on: date | None
    released_at: datetime | None
    voted: bool
    has_vote: bool
    activity: Activity


def _row_columns(statement: Select[Any], reader_id: int | None) -> Select[Any]:
    """The columns of `Row` in its order, without the activity."""
    vote = aliased(Activity)
    return (
        statement.add_columns(
            Proposal.id,
            Proposal.title,
            Proposal.excerpt,
            Proposal.state,
            Proposal.author_id,
            Proposal.organisation_id,
            Proposal.activity_id,
            Proposal.neighbourhood_id,
            Proposal.support_count,
            Proposal.published_at,
            Journey.status,
            Person.name,
            Organisation.name,
            Thread.comment_count,
            Support.id,
            Duty.first_due_on,
            Duty.due_on,
            Duty.answered_on,
            Duty.released_at,
            voted_column(Journey.id),
            select(vote.id)
            .where(vote.consultation_id == Proposal.consultation_id, vote.kind == ActivityKind.VOTE)
            .exists(),
        )
        .join(Person, Proposal.author_id == Person.id)
        .outerjoin(Organisation, Proposal.organisation_id == Organisation.id)
        .outerjoin(Thread, Proposal.thread_id == Thread.id)
        .outerjoin(Duty, Proposal.duty_id == Duty.id)
        .outerjoin(
            Support, and_(Support.proposal_id == Proposal.id, Support.person_id == (reader_id or 0))
        )
    )


def starting_point(reader_id: int | None, shuffle: int) -> int:
    """Where a reader's random order begins: the same for a person on every visit."""
    if reader_id is None:
        return shuffle * (STARTS // 16)
    return zlib.crc32(str(reader_id).encode()) % STARTS


def list_page(
    wanted: Filter, *, order: str = NEWEST, start: int = 0, reader_id: int | None = None
) -> tuple[keyset.Page, dict[int, Activity]]:
    """Twenty rows, the addresses of the neighbours, and the activities they belong to."""
    statement = _living(wanted)
    if wanted.category_id is not None:
        statement = statement.where(Proposal.category_id == wanted.category_id)
    statement = _row_columns(statement, reader_id)
    last = keyset.Key(Proposal.id, descending=True, read=keyset.whole)
    if order == MOST:
        first = keyset.Key(Proposal.support_count, descending=True, read=keyset.whole)
    elif order == RANDOM:
        turned = ((Proposal.shuffle - _first_shuffle(start) + SHUFFLE) % SHUFFLE).label("turned")
        statement = statement.add_columns(turned)
        first = keyset.Key(turned, read=keyset.whole)
    else:
        first = keyset.Key(Proposal.published_at, descending=True, read=keyset.moment)
    page = keyset.page(statement, [first, last])
    asked = [wanted.activity_id] if wanted.activity_id is not None else []
    activities = list_activities([*asked, *(row.activity_id for row in page.rows)])
    width = len(fields(Row)) - 1
    rows = [Row(*(*row[:width], activities[row.activity_id])) for row in page.rows]
    return replace(page, rows=rows), activities


def _first_shuffle(start: int) -> int:
    return (start % STARTS) * (SHUFFLE // STARTS)


class CategoryCount(NamedTuple):
    id: int | None
    name: str | None
    number: int


def count_by_category(wanted: Filter) -> list[CategoryCount]:
    """How many rows each category has under the other filters; without a category last."""
    rows = db.session.execute(
        _living(wanted)
        .add_columns(Category.id, Category.name, func.count(Proposal.id))
        .outerjoin(Category, Proposal.category_id == Category.id)
        .group_by(Category.id, Category.name, Category.sort_key)
        .order_by(Category.id.is_(None), Category.sort_key)
    )
    return [CategoryCount(*row) for row in rows]


def list_activities(ids: Iterable[int]) -> dict[int, Activity]:
    """The activities of a page of rows, with their consultations: the rules ask them."""
    found = db.session.scalars(
        select(Activity).where(Activity.id.in_(set(ids))).options(joinedload(Activity.consultation))
    )
    return {activity.id: activity for activity in found}


def list_neighbourhoods(municipality_id: int) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Neighbourhood.id, Neighbourhood.name)
        .where(Neighbourhood.municipality_id == municipality_id)
        .order_by(Neighbourhood.sort_key)
    )
    return [(row.id, row.name) for row in rows]


def list_categories(municipality_id: int) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Category.id, Category.name)
        .where(Category.municipality_id == municipality_id)
        .order_by(Category.sort_key)
    )
    return [(row.id, row.name) for row in rows]


def list_units(municipality_id: int) -> list[tuple[int, str]]:
    """Who may sign a decision."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.municipality_id == municipality_id)
        .order_by(Unit.sort_key)
    )
    return [(row.id, row.name) for row in rows]
