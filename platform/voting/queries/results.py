"""Lists of votes and their outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from consultations.models import Activity, Consultation, ConsultationState
from kernel import clock, keyset
from kernel.db import db
from notifications.rules import sentence
from voting import rules
from voting.counting.results import TIED
from voting.models import Election, ElectionNote, ElectionState
from voting.rules import Stage


def has_open_tie() -> ColumnElement[bool]:
    """As `outcomes.result(…).open`, for lists."""
    result = Election.result
    return and_(
        Election.state == ElectionState.COUNTED,
        result["status"].as_string() == TIED,
        or_(result["settled"].as_string().is_(None), result["undecided"].as_string().is_not(None)),
    )


def list_notes(election_id: int) -> list[ElectionNote]:
    return list(
        db.session.scalars(
            select(ElectionNote)
            .where(ElectionNote.election_id == election_id)
            .order_by(ElectionNote.id)
        )
    )


@dataclass(frozen=True)
class Row:
    """A line of the list of results."""

    id: int
    question: str
    consultation: str
    consultation_id: int
    opens_at: datetime
    closes_at: datetime
    done_note: str
    done_facts: dict[str, Any] | None
    stage: Stage

    @property
    def outcome(self) -> str:
        return sentence(self.done_note, self.done_facts)

    @property
    def days(self) -> int:
        return max(0, clock.days_until(clock.last_day(self.closes_at)))


COLUMNS = (
    Election.id.label("id"),
    Election.question,
    Election.state,
    Activity.opens_at,
    Activity.closes_at.label("closes_at"),
    Activity.done_note,
    Activity.done_facts,
    Consultation.id.label("consultation_id"),
    Consultation.title,
    Consultation.state.label("consultation_state"),
    Consultation.ended_at,
)


def _published(municipality_id: int) -> Any:
    return (
        select(*COLUMNS)
        .join(Activity, Activity.id == Election.activity_id)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(
            Election.municipality_id == municipality_id,
            Election.state != ElectionState.DRAFT,
            Activity.closes_at.is_not(None),
        )
    )


def _row(row: Any, now: datetime) -> Row:
    now_at = rules.stage_of(
        row.state, row.consultation_state, row.ended_at, row.opens_at, row.closes_at, now
    )
    return Row(
        row.id,
        row.question,
        row.title,
        row.consultation_id,
        row.opens_at,
        row.closes_at,
        row.done_note,
        row.done_facts,
        now_at,
    )


def list_running(municipality_id: int, limit: int = 30) -> list[Row]:
    """Open, to come, or being counted; the next end first."""
    now = clock.now()
    rows = db.session.execute(
        _published(municipality_id)
        .where(
            Election.state == ElectionState.FROZEN,
            Consultation.state == ConsultationState.PUBLISHED,
        )
        .order_by(Activity.closes_at, Election.id)
        .limit(limit)
    )
    return [_row(row, now) for row in rows]


def page_of_results(municipality_id: int) -> keyset.Page:
    """What is over, the latest end first."""
    over = or_(
        Election.state != ElectionState.FROZEN,
        Consultation.state != ConsultationState.PUBLISHED,
    )
    page = keyset.page(
        _published(municipality_id).where(over),
        [
            keyset.Key(Activity.closes_at, descending=True, read=keyset.moment),
            keyset.Key(Election.id, descending=True, read=keyset.whole),
        ],
    )
    now = clock.now()
    rows: Sequence[Row] = [_row(row, now) for row in page.rows]
    return keyset.Page(rows, page.previous_href, page.next_href, page.label)
