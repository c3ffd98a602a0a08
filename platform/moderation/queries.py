"""Reads of cases, reports, appeals, settings, and the figures of the public report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from kernel import clock, keyset
from kernel.db import db
from kernel.rules import NOBODY, Visitor, is_new
from moderation.models import (
    GROUND_LABELS,
    Appeal,
    AppealState,
    Case,
    CaseState,
    Cause,
    Decision,
    Ground,
    Hold,
    ModerationSettings,
    Report,
)
from moderation.rules import Cluster, cluster, published
from places.models import Suspension


class Tab(StrEnum):
    """The lists of the moderator's desk; the value stands in the address."""

    REPORTED = "bildirim"
    HELD = "yayin-oncesi"
    APPEALS = "itiraz"
    DECIDED = "karar"


_REPORTS = (
    select(func.count()).where(Report.case_id == Case.id).correlate(Case).scalar_subquery()
).label("reports")
_COLUMNS = (
    Case.id,
    Case.state,
    Case.subject,
    Case.endpoint,
    Case.object_id,
    Case.opened_at,
    Case.decided_at,
    Case.decided_by_id,
    Case.ground,
    Case.decision,
    Case.cause,
    Case.hold,
    _REPORTS,
)
_WAITING = {
    Tab.REPORTED: and_(Case.state == CaseState.OPEN, Case.cause != Cause.HOLD),
    Tab.HELD: and_(Case.state == CaseState.OPEN, Case.cause == Cause.HOLD),
}


def list_cases(municipality_id: int, tab: Tab) -> keyset.Page:
    """What waits, the longest waiting first; the decided, the latest first."""
    statement = select(*_COLUMNS, Appeal.due_on, Appeal.state.label("appeal")).outerjoin(
        Appeal, Appeal.case_id == Case.id
    )
    statement = statement.where(Case.municipality_id == municipality_id)
    if tab is Tab.DECIDED:
        return keyset.page(
            statement.where(Case.state != CaseState.OPEN, Case.decided_at.is_not(None)),
            [
                keyset.Key(Case.decided_at, descending=True, read=keyset.moment),
                keyset.Key(Case.id, descending=True, read=keyset.whole),
            ],
        )
    if tab is Tab.APPEALS:
        return keyset.page(
            statement.where(Appeal.state == AppealState.WAITING),
            [keyset.Key(Appeal.due_on, read=keyset.day), keyset.Key(Case.id, read=keyset.whole)],
        )
    return keyset.page(
        statement.where(_WAITING[tab]),
        [keyset.Key(Case.opened_at, read=keyset.moment), keyset.Key(Case.id, read=keyset.whole)],
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on the desk."""

    reported: int
    held: int
    appeals: int
    late_appeals: int

    def of(self, tab: Tab) -> int | None:
        counts = {Tab.REPORTED: self.reported, Tab.HELD: self.held, Tab.APPEALS: self.appeals}
        return counts.get(tab)


def count_waiting(municipality_id: int) -> Waiting:
    here = Case.municipality_id == municipality_id
    appeal = and_(Appeal.municipality_id == municipality_id, Appeal.state == AppealState.WAITING)
    counts = [
        select(func.count(Case.id)).where(here, _WAITING[tab]).scalar_subquery()
        for tab in (Tab.REPORTED, Tab.HELD)
    ]
    counts += [
        select(func.count(Appeal.id)).where(appeal, more).scalar_subquery()
        for more in (Appeal.id.is_not(None), Appeal.due_on < clock.today())
    ]
    return Waiting(*db.session.execute(select(*counts)).one())


def count_open(municipality_id: int) -> int:
    """Cases without a decision."""
    statement = select(func.count()).where(
        Case.municipality_id == municipality_id, Case.state == CaseState.OPEN
    )
    return db.session.scalar(statement) or 0


def get_case(case_id: int, for_: Visitor = NOBODY) -> Case:
    return db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(joinedload(Case.appeal), joinedload(Case.suspension))
    ).one()


def get_settings(municipality_id: int) -> ModerationSettings:
    """The row, or one with the defaults that is not stored."""
    found = db.session.get(ModerationSettings, municipality_id)
    if found is not None:
        return found
    return ModerationSettings(
        municipality_id=municipality_id, hold_new=False, new_days=7, appeal_days=7
    )


def find_hold(municipality_id: int, by: Visitor, suspicion: Hold | None) -> Hold | None:
    """Why a text of this person waits: what the form noticed, or the municipality's wish."""
    if suspicion is not None or by.since is None or by.roles:
        return suspicion
    settings = get_settings(municipality_id)
    return Hold.NEW_ACCOUNT if settings.hold_new and is_new(by, settings.new_days) else None


# --- reports ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reported:
    """One report as a decision maker reads it."""

    ground: Ground
    note: str
    at: datetime
    #: "" for a deleted account
    name: str

    @property
    def label(self) -> str:
        return GROUND_LABELS[self.ground]


def list_reports(case_id: int) -> Sequence[Reported]:
    rows = db.session.execute(
        select(Report.ground, Report.note, Report.at, Person.name)
        .join(Person, Person.id == Report.person_id)
        .where(Report.case_id == case_id)
        .order_by(Report.id)
        .limit(200)
    )
    return [Reported(*row) for row in rows]


def list_reporters(case_id: int) -> Sequence[int]:
    return list(db.session.scalars(select(Report.person_id).where(Report.case_id == case_id)))


def find_clusters(case_ids: Collection[int]) -> dict[int, Cluster]:
    """By case: reports that came together. One query for a page of cases."""
    if not case_ids:
        return {}
    rows = db.session.execute(
        select(Report.case_id, Report.at, Person.created_at)
        .join(Person, Person.id == Report.person_id)
        .where(Report.case_id.in_(case_ids))
        .order_by(Report.id.desc())
        .limit(2000)
    )
    by_case: dict[int, list[tuple[datetime, datetime]]] = {}
    for case_id, at, made in rows:
        by_case.setdefault(case_id, []).append((at, made))
    found = {case_id: cluster(reports) for case_id, reports in by_case.items()}
    return {case_id: one for case_id, one in found.items() if one is not None}


def count_decisions_against(person_id: int, municipality_id: int) -> int:
    """How often this person's texts were decided against here; for who decides the next time."""
    statement = select(func.count(Case.id)).where(
        Case.author_id == person_id,
        Case.municipality_id == municipality_id,
        Case.decision.in_((Decision.EDIT, Decision.HIDE, Decision.DECLINE)),
        Case.state != CaseState.DISMISSED,
    )
    return db.session.scalar(statement) or 0


# --- the public report --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figures:
    """A year of moderation. What counts people is None where it would be 1 to 9."""

    reports: dict[Ground, int]
    decisions: dict[Decision, int]
    hidden: dict[Ground, int]
    waiting: int
    #: hours from the first report, or from writing what waits, to the decision
    median_hours: int | None
    decided: int
    appeals: int
    appeals_decided: int
    reversed: int
    late_appeals: int
    #: people
    reporters: int | None
    warned: int | None
    suspended: int | None


def _year(column: Any, year: int) -> Any:
    start, end = (clock.at_local(date(y, 1, 1)) for y in (year, year + 1))
    return and_(column >= start, column < end)


def list_years(municipality_id: int) -> list[int]:
    """From the first case to today, the latest first."""
    first = db.session.scalar(
        select(func.min(Case.opened_at)).where(Case.municipality_id == municipality_id)
    )
    this = clock.today().year
    return list(range(this, (clock.local(first).year if first else this) - 1, -1))


def _grouped(statement: Any) -> dict[Any, int]:
    return {key: number for key, number in db.session.execute(statement) if key is not None}


def figures(municipality_id: int, year: int) -> Figures:
    here = Case.municipality_id == municipality_id
    decided = and_(here, _year(Case.decided_at, year), Case.decided_by_id.is_not(None))
    # What a moderator saw alone was decided as it was opened: it says nothing about waiting.
    waited = and_(decided, Case.cause != Cause.OWN)
    moments = db.session.execute(select(Case.opened_at, Case.decided_at).where(waited)).all()
    hours = [(end - start).total_seconds() / 3600 for start, end in moments if end is not None]
    appeal = and_(Appeal.municipality_id == municipality_id, _year(Appeal.at, year))
    states = _grouped(select(Appeal.state, func.count()).where(appeal).group_by(Appeal.state))
    # Compared here: a due day ends at midnight in Istanbul, three hours before the database's.
    ends = db.session.execute(select(Appeal.due_on, Appeal.decided_at).where(appeal)).all()
    late = [due for due, end in ends if (end or clock.now()) >= clock.end_of(due)]
    reported = and_(here, Case.id == Report.case_id, _year(Report.at, year))
    return Figures(
        reports=_grouped(
            select(Report.ground, func.count()).where(reported).group_by(Report.ground)
        ),
        decisions=_grouped(
            select(Case.decision, func.count()).where(decided).group_by(Case.decision)
        ),
        hidden=_grouped(
            select(Case.ground, func.count())
            .where(decided, Case.decision.in_((Decision.HIDE, Decision.DECLINE)))
            .group_by(Case.ground)
        ),
        waiting=count_open(municipality_id),
        median_hours=round(median(hours)) if hours else None,
        decided=db.session.scalar(select(func.count()).where(decided)) or 0,
        appeals=sum(states.values()),
        appeals_decided=sum(states.values()) - states.get(AppealState.WAITING, 0),
        reversed=states.get(AppealState.REVERSED, 0),
        late_appeals=len(late),
        reporters=_people(select(func.count(Report.person_id.distinct())).where(reported)),
        warned=_people(
            select(func.count(Case.author_id.distinct())).where(decided, Case.warned.is_(True))
        ),
        suspended=_people(
            select(func.count(Suspension.person_id.distinct())).where(
                Suspension.municipality_id == municipality_id, _year(Suspension.since, year)
            )
        ),
    )


def _people(statement: Select[Any]) -> int | None:
    return published(db.session.scalar(statement) or 0)


def list_log(municipality_id: int) -> keyset.Page:
    """Every decision, the latest first: its day, kind, rule and what came of an appeal."""
    statement: Any
    statement = (
        select(
            Case.id,
            Case.cause,
            Case.endpoint,
            Case.opened_at,
            Case.decided_at,
            Case.decision,
            Case.ground,
            Appeal.state.label("appeal"),
        )
        .outerjoin(Appeal, Appeal.case_id == Case.id)
        .where(Case.municipality_id == municipality_id, Case.decision.is_not(None))
    )
    return keyset.page(
        statement,
        [
            keyset.Key(Case.decided_at, descending=True, read=keyset.moment),
            keyset.Key(Case.id, descending=True, read=keyset.whole),
        ],
        size=50,
    )


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What a person reported, what was decided about their texts, and what they decided."""
    reports = (
        select(Report.ground, Report.note, Report.at, Case.subject)
        .join(Case, Case.id == Report.case_id)
        .where(Report.person_id == person_id)
        .order_by(Report.id)
    )
    told = (
        select(
            Case.subject,
            Case.decision,
            Case.ground,
            Case.reason,
            Case.warned,
            Case.opened_at,
            Case.decided_at,
        )
        .where(or_(Case.author_id == person_id, Case.entered_by_id == person_id))
        .order_by(Case.id)
    )
    appeals = (
        select(
            Case.subject,
            Appeal.text,
            Appeal.at,
            Appeal.state,
            Appeal.reason,
            Appeal.decided_at,
        )
        .join(Case, Case.id == Appeal.case_id)
        .where(Appeal.person_id == person_id)
        .order_by(Appeal.id)
    )
    decisions = (
        select(Case.subject, Case.state, Case.ground, Case.reason, Case.decided_at)
        .where(Case.decided_by_id == person_id)
        .order_by(Case.id)
    )
    named = {
        "reports": reports,
        "moderation_of_my_texts": told,
        "appeals": appeals,
        "decisions": decisions,
    }
    return {
        name: [dict(row) for row in db.session.execute(statement).mappings()]
        for name, statement in named.items()
    }
