"""Reads of cases and reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from accounts.models import Person
from kernel import keyset
from kernel.db import db
from moderation.models import GROUND_LABELS, Appeal, Case, CaseState, Ground, Report


def list_cases(municipality_id: int, state: CaseState | None) -> keyset.Page:
    """The open ones, the longest waiting first; without a state the decided, the latest first."""
    columns = (
        Case.id,
        Case.state,
        Case.subject,
        Case.endpoint,
        Case.object_id,
        Case.opened_at,
        Case.decided_at,
        Case.ground,
        select(func.count())
        .where(Report.case_id == Case.id)
        .correlate(Case)
        .scalar_subquery()
        .label("reports"),
    )
    statement = select(*columns).where(Case.municipality_id == municipality_id)
    if state is CaseState.OPEN:
        return keyset.page(
            statement.where(Case.state == CaseState.OPEN),
            [
                keyset.Key(Case.opened_at, read=keyset.moment),
                keyset.Key(Case.id, read=keyset.whole),
            ],
        )
    return keyset.page(
        statement.where(Case.state != CaseState.OPEN),
        [
            keyset.Key(Case.decided_at, descending=True, read=keyset.moment),
            keyset.Key(Case.id, descending=True, read=keyset.whole),
        ],
    )


def count_open(municipality_id: int) -> int:
    statement = select(func.count()).where(
        Case.municipality_id == municipality_id, Case.state == CaseState.OPEN
    )
    return db.session.scalar(statement) or 0


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


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    """What a person reported, and what they decided as a moderator."""
    reports = db.session.execute(
        select(Report.ground, Report.note, Report.at, Case.subject)
        .join(Case, Case.id == Report.case_id)
        .where(Report.person_id == person_id)
        .order_by(Report.id)
    )
    decisions = db.session.execute(
        select(Case.subject, Case.state, Case.ground, Case.reason, Case.decided_at)
        .where(Case.decided_by_id == person_id)
        .order_by(Case.id)
    )
    told = db.session.execute(
        select(
            Case.subject,
            Case.decision,
            Case.ground,
            Case.reason,
            Case.warned,
            Case.opened_at,
            Case.decided_at,
        )
        .where(Case.author_id == person_id)
        .order_by(Case.id)
    )
    appeals = db.session.execute(
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
    return {
        "reports": [dict(row) for row in reports.mappings()],
        "moderation_of_my_texts": [dict(row) for row in told.mappings()],
        "appeals": [dict(row) for row in appeals.mappings()],
        "decisions": [dict(row) for row in decisions.mappings()],
    }
