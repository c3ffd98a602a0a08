"""The public list: filters, search, order, counts."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, bindparam, case, func, select

from accounts.models import Person
from answers.models import Duty
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from discussion.models import Thread
from journeys.models import Journey, Status
from journeys.queries import voted_column
from kernel import keyset
from kernel.db import db, fetch
from kernel.prepared import among
from places.models import Neighbourhood, Organisation, Unit
from proposals.models import Category, Proposal, ProposalState, Support
from proposals.queries.search import Asked, asked_words, holds, matching

_p, _j, _a, _c, _k, _n = (
    model.__table__
    for model in (Proposal, Journey, Activity, Category, Consultation, Neighbourhood)
)
_person, _organisation, _thread, _duty, _support = (
    model.__table__ for model in (Person, Organisation, Thread, Duty, Support)
)
SHUFFLE = 2**30
TURN = keyset.Turn("turned", _p.c.shuffle, SHUFFLE, bindparam("first", type_=Integer))
_TURNED = TURN.key()
#: starting points of the random order; an address holds one of them
STARTS = 1024
NEWEST, MOST, RANDOM = "yeni", "destek", "rastgele"
#: only who asks for these sees them in the list
ENDED: dict[Status | None, ProposalState] = {
    Status.WITHDRAWN: ProposalState.WITHDRAWN,
    Status.MERGED: ProposalState.MERGED,
}


#: which of activity, neighbourhood, status and organisation are asked for
Shape = tuple[bool, bool, bool, bool]


@dataclass(frozen=True)
class Filter:
    """What a list was asked for; None and "" mean everything."""

    municipality_id: int
    words: str = ""
    activity_id: int | None = None
    neighbourhood_id: int | None = None
    category_id: int | None = None
    status: Status | None = None
    organisation_id: int | None = None


def _values(wanted: Filter, reader_id: int | None = None) -> dict[str, Any]:
    """The bind parameters of a filter. Statements are built once for each shape of a filter,
    because composing one costs more CPU than running it.
    """
    return {
        "municipality": wanted.municipality_id,
        "state": ENDED.get(wanted.status, ProposalState.PUBLISHED),
        "activity": wanted.activity_id,
        "neighbourhood": wanted.neighbourhood_id,
        "category": wanted.category_id,
        "status": wanted.status,
        "organisation": wanted.organisation_id,
        "reader": reader_id or 0,
    }


def _shape(wanted: Filter) -> Shape:
    """Which of activity, neighbourhood, status and organisation are asked for."""
    return (
        wanted.activity_id is not None,
        wanted.neighbourhood_id is not None,
        wanted.status is not None,
        wanted.organisation_id is not None,
    )


def _living(shape: Shape) -> Select[Any]:
    """Only the filter's rows; no columns yet, and the journey only where its status is asked."""
    by_activity, by_neighbourhood, by_status, by_organisation = shape
    statement = (
        select()
        .select_from(_p)
        .where(
            _p.c.municipality_id == bindparam("municipality"),
            _p.c.state == bindparam("state", type_=_p.c.state.type),
        )
    )
    if by_activity:
        statement = statement.where(_p.c.activity_id == bindparam("activity"))
    if by_neighbourhood:
        statement = statement.where(_p.c.neighbourhood_id == bindparam("neighbourhood"))
    if by_organisation:
        statement = statement.where(_p.c.organisation_id == bindparam("organisation"))
    if by_status:
        asked = bindparam("status", type_=_j.c.status.type)
        of_status = select(_j.c.id).where(_j.c.id == _p.c.journey_id, _j.c.status == asked)
        statement = statement.where(of_status.exists())
    return statement


@dataclass(frozen=True, slots=True)
class Frame:
    """What rules read of an activity's consultation."""

    id: int
    municipality_id: int
    state: ConsultationState
    title: str
    asked_by: AskedBy


@dataclass(frozen=True, slots=True)
class ListActivity:
    """What rules and cards read of an activity."""

    id: int
    municipality_id: int
    consultation_id: int
    kind: ActivityKind
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    eligibility: Eligibility
    min_age: int | None
    neighbourhood_ids: list[int] | None
    support_threshold: int | None
    support_limit: int | None
    #: whether its consultation holds a vote
    has_vote: bool
    consultation: Frame


class Row(NamedTuple):
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
    answered_on: date | None
    released_at: datetime | None
    latitude: float | None
    longitude: float | None
    voted: bool
    activity: ListActivity


def _dressed(few: Any) -> Select[Any]:
    """The columns of `Row` in its order, without the activity, for the page's few proposals."""
    mine = and_(_support.c.proposal_id == _p.c.id, _support.c.person_id == bindparam("reader"))
    columns = [
        *(_p.c.id, _p.c.title, _p.c.excerpt, _p.c.state, _p.c.author_id, _p.c.organisation_id),
        *(_p.c.activity_id, _p.c.neighbourhood_id, _p.c.support_count, _p.c.published_at),
        *(_j.c.status, func.coalesce(_p.c.byline, _person.c.name), _organisation.c.name),
        _thread.c.comment_count,
        *(_support.c.id, _duty.c.first_due_on),
        *(_duty.c.answered_on, _duty.c.released_at, _p.c.latitude, _p.c.longitude),
        voted_column(_j.c.id),
        *([few.c.turned] if "turned" in few.c else []),
    ]
    return (
        select(*columns)
        .select_from(few)
        .join(_p, _p.c.id == few.c.id)
        .join(_j, _p.c.journey_id == _j.c.id)
        .join(_person, _p.c.author_id == _person.c.id)
        .outerjoin(_organisation, _p.c.organisation_id == _organisation.c.id)
        .outerjoin(_thread, _p.c.thread_id == _thread.c.id)
        .outerjoin(_duty, _p.c.duty_id == _duty.c.id)
        .outerjoin(_support, mine)
    )


#: up to so many proposals every search is exact and counted
MANY = 1000
#: beyond, the newest so many tell whether nearly all have the words …
SAMPLE = 100
#: … which they do from here on
OFTEN = 5


def _often_statement(shape: Shape, asked: Asked) -> Select[Any]:
    living = _living(shape)
    more = living.add_columns(_p.c.id).order_by(None).offset(MANY).limit(1).scalar_subquery()
    newest = (
        living.add_columns(_p.c.folded_all)
        .order_by(_p.c.published_at.desc(), _p.c.id.desc())
        .limit(SAMPLE)
        .subquery()
    )
    words = (holds(newest.c.folded_all, asked, i) for i in range(asked.within))
    often = select(func.count()).select_from(newest).where(*words).scalar_subquery()
    return select(case((more.is_(None), 0), else_=often))


@lru_cache(maxsize=16)
def _places_statement(shape: Shape, asked: Asked) -> Select[Any]:
    one = _often_statement(shape, asked).subquery()  # its row stands without neighbourhoods, too
    here = _n.c.municipality_id == bindparam("municipality")
    return (
        select(_n.c.id, _n.c.name, *one.c)
        .select_from(one.outerjoin(_n, here))
        .order_by(_n.c.sort_key)
    )


def list_places(wanted: Filter) -> tuple[dict[int, str], bool]:
    """The names of the neighbourhoods, and whether the words are common; one trip for both.

    Common words stand in so many texts that reading beats looking them up. Then their number is
    not counted, and the list says so.
    """
    asked, words = asked_words(wanted.words, common=True)
    if not asked.within:
        return dict(list_neighbourhoods(wanted.municipality_id)), False
    statement = _places_statement(_shape(wanted), asked)
    rows = fetch(statement, **_values(wanted), **words)
    return {row[0]: row[1] for row in rows if row[0]}, bool(rows[0][2] >= OFTEN)


@lru_cache(maxsize=64)
def _page_statement(
    shape: Shape, by_category: bool, order: str, asked: Asked
) -> tuple[Select[Any], tuple[keyset.Key, ...]]:
    """Ids in order; `_dressed` joins the rest to the twenty that are shown."""
    statement = matching(_living(shape), asked).add_columns(_p.c.id)
    if by_category:
        statement = statement.where(_p.c.category_id == bindparam("category"))
    if order == RANDOM:
        return statement, (_TURNED, keyset.Key(_p.c.id, read=keyset.whole))
    column: Any = _p.c.published_at
    read: Callable[[Any], Any] = keyset.moment
    if order == MOST:
        column, read = _p.c.support_count, keyset.whole
    first = keyset.Key(column, descending=True, read=read)
    last = keyset.Key(_p.c.id, descending=True, read=keyset.whole)
    return statement.add_columns(column), (first, last)


def starting_point(reader_id: int | None, shuffle: int) -> int:
    """Where a reader's random order begins: the same for a person on every visit."""
    if reader_id is None:
        return shuffle * (STARTS // 16)
    return zlib.crc32(str(reader_id).encode()) % STARTS


def list_page(
    wanted: Filter,
    *,
    order: str = NEWEST,
    start: int = 0,
    reader_id: int | None = None,
    common: bool = False,
) -> tuple[keyset.Page, dict[int, ListActivity]]:
    """Twenty rows, the addresses of the neighbours, and the activities they belong to."""
    asked_for, words = asked_words(wanted.words, common=common)
    by_category = wanted.category_id is not None
    statement, keys = _page_statement(_shape(wanted), by_category, order, asked_for)
    values = {**_values(wanted, reader_id), **words, "first": _first_shuffle(start)}
    turn = TURN if order == RANDOM else None
    page = keyset.page(
        statement, keys, values=values, around=_dressed, apart=asked_for.likes > 0, turn=turn
    )
    asked = [wanted.activity_id] if wanted.activity_id is not None else []
    activities = list_activities([*asked, *(row.activity_id for row in page.rows)])
    width = len(Row._fields) - 1
    rows = [Row._make((*row[:width], activities[row.activity_id])) for row in page.rows]
    return replace(page, rows=rows), activities


def _first_shuffle(start: int) -> int:
    return (start % STARTS) * (SHUFFLE // STARTS)


class CategoryCount(NamedTuple):
    id: int | None
    name: str | None
    #: None: too many to be counted
    number: int | None


@lru_cache(maxsize=16)
def _count_statement(shape: Shape, asked: Asked) -> Select[Any]:
    """Counted first, named afterwards: the index alone answers, without one row of a proposal."""
    return _counted(matching(_living(shape), asked))


def _counted(living: Select[Any]) -> Select[Any]:
    numbers = living.add_columns(_p.c.category_id, func.count().label("number"))
    grouped = numbers.group_by(_p.c.category_id).subquery()
    return (
        select(_c.c.id, _c.c.name, grouped.c.number)
        .select_from(grouped)
        .outerjoin(_c, grouped.c.category_id == _c.c.id)
        .order_by(_c.c.id.is_(None), _c.c.sort_key)
    )


def count_by_category(wanted: Filter, *, common: bool = False) -> list[CategoryCount]:
    """How many rows each category has under the other filters; without a category last."""
    if common:
        rows = fetch(_CATEGORIES, municipality=wanted.municipality_id)
        return [CategoryCount(row.id, row.name, None) for row in rows]
    asked_for, words = asked_words(wanted.words)
    statement = _count_statement(_shape(wanted), asked_for)
    return [CategoryCount(*row) for row in fetch(statement, **_values(wanted), **words)]


_vote = _a.alias()
_ACTIVITIES = (
    select(
        *(_a.c[field.name] for field in fields(ListActivity)[:-2]),
        select(_vote.c.id)
        .where(_vote.c.consultation_id == _a.c.consultation_id, _vote.c.kind == ActivityKind.VOTE)
        .exists()
        .label("has_vote"),
        *(_k.c[field.name].label(f"frame_{field.name}") for field in fields(Frame)),
    )
    .join(_k, _a.c.consultation_id == _k.c.id)
    .where(among(_a.c.id, "ids"))
)


def list_activities(ids: Iterable[int]) -> dict[int, ListActivity]:
    """The activities of a page of rows, with their consultations: the rules ask them."""
    width = len(fields(ListActivity)) - 1
    found = fetch(_ACTIVITIES, ids=sorted(set(ids)))
    return {row.id: ListActivity(*(*row[:width], Frame(*row[width:]))) for row in found}


_CATEGORIES = (
    select(_c.c.id, _c.c.name)
    .where(_c.c.municipality_id == bindparam("municipality"))
    .order_by(_c.c.sort_key)
)
_NEIGHBOURHOODS = (
    select(_n.c.id, _n.c.name)
    .where(_n.c.municipality_id == bindparam("municipality"))
    .order_by(_n.c.sort_key)
)


def list_neighbourhoods(municipality_id: int) -> list[tuple[int, str]]:
    rows = fetch(_NEIGHBOURHOODS, municipality=municipality_id)
    return [(row.id, row.name) for row in rows]


def list_categories(municipality_id: int) -> list[tuple[int, str]]:
    rows = fetch(_CATEGORIES, municipality=municipality_id)
    return [(row.id, row.name) for row in rows]


def list_units(municipality_id: int) -> list[tuple[int, str]]:
    """Who may sign a decision."""
    rows = db.session.execute(
        select(Unit.id, Unit.name)
        .where(Unit.municipality_id == municipality_id)
        .order_by(Unit.sort_key)
    )
    return [(row.id, row.name) for row in rows]
