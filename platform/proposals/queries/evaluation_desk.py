"""The desk of the gates: what waits, is due, late, unassigned, unanswered; by one query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from accounts.models import Person
from consultations import rules as consultations
from consultations.models import Activity, AskedBy, Consultation
from journeys.models import Journey, Status
from kernel import clock, keyset
from kernel.db import db
from kernel.rules import Visitor
from places.models import Unit
from proposals.assessments import Assessment, GateDecision, Objection
from proposals.evaluating import Days, Due, due, preliminary_due
from proposals.models import Proposal, ProposalState

SOON = timedelta(days=7)
#: address words of the desk, in its order
WAITING, OUT, LATE, UNNAMED = "", "degerlendirmede", "gecikti", "atanmamis"
READY, OBJECTED, PUT_OFF, ALL = "karar", "itiraz", "ertelenen", "tumu"
WORDS = (WAITING, OUT, LATE, UNNAMED, READY, OBJECTED, PUT_OFF, ALL)


def _asked(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Assessment.proposal_id == Proposal.id, *more)


def preliminary_late(days: Days, today: date) -> ColumnElement[bool]:
    """`evaluating.preliminary_due` as a condition; a test compares the two."""
    cutoff = clock.at_local(today - timedelta(days=days.preliminary))
    return and_(
        Journey.status == Status.PUBLISHED,
        Proposal.published_at < cutoff,
        or_(Activity.closes_at.is_(None), Activity.closes_at <= cutoff),
    )


def conditions(days: Days, today: date) -> dict[str, ColumnElement[bool]]:
    """Each word of the desk in SQL: list and count ask the same."""
    out = Journey.status == Status.ASSESSING
    open_ = Assessment.done_at.is_(None)
    objected = exists().where(Objection.proposal_id == Proposal.id, Objection.decided_at.is_(None))
    come = exists().where(
        GateDecision.proposal_id == Proposal.id,
        GateDecision.outcome == Status.POSTPONED,
        GateDecision.until_on <= today,
    )
    return {
        WAITING: Journey.status == Status.PUBLISHED,
        OUT: out,
        LATE: or_(
            preliminary_late(days, today), and_(out, _asked(open_, Assessment.due_on < today))
        ),
        UNNAMED: and_(out, _asked(open_, Assessment.person_id.is_(None))),
        READY: and_(out, ~_asked(open_)),
        OBJECTED: objected,
        PUT_OFF: and_(Journey.status == Status.POSTPONED, come),
        ALL: Journey.status == Journey.status,
    }


@dataclass(frozen=True)
class Narrow:
    """What an officer looks at: whose consultations, which word, which consultation and unit."""

    municipality_id: int
    askers: Collection[AskedBy]
    word: str = WAITING
    consultation_id: int | None = None
    unit_id: int | None = None


def _base(wanted: Narrow, *columns: Any) -> Select[Any]:
    statement = (
        select(*columns)
        .select_from(Proposal)
        .join(Journey, Journey.id == Proposal.journey_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .join(Activity, Activity.id == Proposal.activity_id)
        .where(
            Proposal.municipality_id == wanted.municipality_id,
            Proposal.state == ProposalState.PUBLISHED,
        )
    )
    if wanted.word != ALL:
        statement = statement.where(Consultation.asked_by.in_(wanted.askers))
    if wanted.consultation_id is not None:
        statement = statement.where(Proposal.consultation_id == wanted.consultation_id)
    if wanted.unit_id is not None:
        statement = statement.where(_asked(Assessment.unit_id == wanted.unit_id))
    return statement


@dataclass(frozen=True)
class Line:
    """A row of the desk."""

    id: int
    title: str
    number: str | None
    published_at: datetime
    support_count: int
    status: Status
    consultation_title: str
    asked_by: AskedBy
    closes_at: datetime | None
    #: the first day of a unit that has not answered
    next_due: date | None
    asked: int
    answered: int
    #: of a pending objection
    objected_at: datetime | None

    def due_on(self, days: Days) -> date | None:
        if self.status is Status.PUBLISHED:
            closes = None if self.closes_at is None else clock.last_day(self.closes_at)
            return preliminary_due(clock.local(self.published_at).date(), closes, days)
        return self.next_due if self.status is Status.ASSESSING else None

    def due(self, days: Days) -> Due | None:
        day = self.due_on(days)
        return None if day is None else due(False, day, clock.today())


def _columns() -> list[Any]:
    def of(column: Any, *more: ColumnElement[bool]) -> Any:
        found = select(column).where(Assessment.proposal_id == Proposal.id, *more)
        return found.correlate(Proposal).scalar_subquery()

    objected = select(Objection.made_at).where(
        Objection.proposal_id == Proposal.id, Objection.decided_at.is_(None)
    )
    return [
        *(Proposal.id, Proposal.title, Proposal.number, Proposal.published_at),
        *(Proposal.support_count, Journey.status, Consultation.title, Consultation.asked_by),
        Activity.closes_at,
        of(func.min(Assessment.due_on), Assessment.done_at.is_(None)),
        of(func.count(Assessment.id)),
        of(func.count(Assessment.id), Assessment.done_at.is_not(None)),
        objected.correlate(Proposal).scalar_subquery(),
    ]


def list_desk(wanted: Narrow, days: Days) -> tuple[list[Line], keyset.Page]:
    """The oldest first."""
    named = zip(_columns(), fields(Line), strict=True)
    columns = [column.label(field.name) for column, field in named]
    statement = _base(wanted, *columns)
    if wanted.word != ALL:
        statement = statement.where(conditions(days, clock.today())[wanted.word])
    keys = [
        keyset.Key(Proposal.published_at, read=keyset.moment),
        keyset.Key(Proposal.id, read=keyset.whole),
    ]
    page = keyset.page(statement, keys)
    return [Line(*row[: len(columns)]) for row in page.rows], page


def count_desk(wanted: Narrow, days: Days) -> dict[str, int]:
    """Every word of the desk in one query, under the same consultation and unit."""
    found = conditions(days, clock.today())
    words = [word for word in WORDS if word != ALL]
    row = db.session.execute(
        _base(wanted, *(func.sum(case((found[word], 1), else_=0)) for word in words))
    ).one()
    return {word: int(number or 0) for word, number in zip(words, row, strict=True)}


def list_running(municipality_id: int, askers: Collection[AskedBy]) -> list[tuple[int, str]]:
    """Consultations with proposals, for the filter."""
    rows = db.session.execute(
        select(Consultation.id, Consultation.title)
        .where(
            Consultation.municipality_id == municipality_id,
            Consultation.asked_by.in_(askers),
            exists().where(
                Proposal.consultation_id == Consultation.id,
                Proposal.state == ProposalState.PUBLISHED,
            ),
        )
        .order_by(Consultation.id.desc())
    )
    return [(row.id, row.title) for row in rows]


# --- a unit's own -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """One opinion that is asked for, or was given."""

    id: int
    proposal_id: int
    title: str
    number: str | None
    unit: str
    person: str | None
    due_on: date
    done_at: datetime | None
    consultation_title: str

    @property
    def due(self) -> Due:
        return due(self.done_at is not None, self.due_on, clock.today())


MINE, OURS, EVERYBODYS = "benim", "birimim", "herkes"


def _wanted(
    municipality_id: int, visitor: Visitor, whose: str, *, given: bool, columns: Sequence[Any]
) -> Select[Any]:
    statement = (
        select(*columns)
        .join(Proposal, Proposal.id == Assessment.proposal_id)
        .join(Journey, Journey.id == Proposal.journey_id)
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(Assessment.municipality_id == municipality_id)
    )
    if given:
        statement = statement.where(Assessment.done_at.is_not(None))
    else:
        statement = statement.where(
            Assessment.done_at.is_(None), Journey.status == Status.ASSESSING
        )
    if whose == MINE:
        return statement.where(Assessment.person_id == visitor.id)
    mine = or_(Assessment.unit_id.in_(visitor.units), Assessment.person_id == visitor.id)
    if whose == OURS:
        return statement.where(mine)
    # Nobody is led to a page that would refuse them.
    askers = consultations.reviewed(visitor, municipality_id)
    return statement.where(or_(mine, Consultation.asked_by.in_(askers)))


def list_wanted(
    municipality_id: int, visitor: Visitor, whose: str, *, given: bool = False
) -> tuple[list[Wanted], keyset.Page]:
    """What is due first stands first."""
    columns: list[Any] = [
        *(Assessment.id, Assessment.proposal_id, Proposal.title, Proposal.number),
        *(Unit.name.label("unit"), Person.name.label("person"), Assessment.due_on),
        *(Assessment.done_at, Consultation.title.label("consultation_title")),
    ]
    statement = (
        _wanted(municipality_id, visitor, whose, given=given, columns=columns)
        .join(Unit, Unit.id == Assessment.unit_id)
        .outerjoin(Person, Person.id == Assessment.person_id)
    )
    keys = [
        keyset.Key(Assessment.due_on, descending=given, read=keyset.day),
        keyset.Key(Assessment.id, descending=given, read=keyset.whole),
    ]
    page = keyset.page(statement, keys)
    return [Wanted(*row[: len(columns)]) for row in page.rows], page


def count_wanted(municipality_id: int, visitor: Visitor) -> tuple[int, int, int]:
    """Of the unit's or the person's own: open, late, due within a week."""
    today = clock.today()
    late = Assessment.due_on < today
    soon = and_(Assessment.due_on >= today, Assessment.due_on <= today + SOON)
    columns = [
        func.count(Assessment.id),
        *(func.sum(case((one, 1), else_=0)) for one in (late, soon)),
    ]
    row = db.session.execute(
        _wanted(municipality_id, visitor, OURS, given=False, columns=columns)
    ).one()
    open_, overdue, coming = (int(number or 0) for number in row)
    return open_, overdue, coming
