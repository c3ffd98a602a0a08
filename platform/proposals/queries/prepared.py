"""Decisions that wait for their moment, for the desk alone."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts.models import Person
from consultations.models import AskedBy, Consultation
from journeys.models import Status
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from proposals.assessments import PreparedDecision
from proposals.evaluating import Prepared
from proposals.models import Proposal
from proposals.queries.gates import get_case


def get_prepared(prepared_id: int, for_: Visitor = NOBODY) -> Prepared:
    row = db.session.scalars(
        select(PreparedDecision).where(PreparedDecision.id == prepared_id)
    ).one()
    return Prepared(row, get_case(row.proposal_id))


class PreparedRow(NamedTuple):
    id: int
    proposal_id: int
    title: str
    number: str | None
    ruling: dict[str, Any]
    publish_at: datetime
    by: str | None

    @property
    def outcome(self) -> Status:
        return Status(self.ruling["outcome"])


def _rows() -> Any:
    return (
        select(
            PreparedDecision.id,
            Proposal.id,
            Proposal.title,
            Proposal.number,
            PreparedDecision.ruling,
            PreparedDecision.publish_at,
            Person.name,
        )
        .join(Proposal, Proposal.id == PreparedDecision.proposal_id)
        .outerjoin(Person, Person.id == PreparedDecision.prepared_by_id)
    )


def find_prepared(proposal_id: int) -> PreparedRow | None:
    row = db.session.execute(_rows().where(Proposal.id == proposal_id)).first()
    return None if row is None else PreparedRow._make(row)


def list_prepared(municipality_id: int, askers: Collection[AskedBy]) -> list[PreparedRow]:
    """Of those whose consultations this person runs; what comes first stands first."""
    rows = db.session.execute(
        _rows()
        .join(Consultation, Consultation.id == Proposal.consultation_id)
        .where(
            PreparedDecision.municipality_id == municipality_id,
            Consultation.asked_by.in_(list(askers)),
        )
        .order_by(PreparedDecision.publish_at, PreparedDecision.id)
        .limit(500)
    )
    return [PreparedRow._make(row) for row in rows]
