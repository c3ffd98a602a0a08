"""The officer marks a finding of the map: the municipality owes it an answer of its own."""

from sqlalchemy import select

from answers import services as answers
from answers.models import DutyKind
from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from opinions.models import Statement
from opinions.queries import StatementPart

STATEMENT = "opinions.statement"


class AlreadyMarked(DomainError):
    message = N_("Bu bulguyu az önce başka bir görevli işaretledi.")


def mark(statement: StatementPart, *, by: Visitor) -> None:
    """Due in the municipality's own time from today; those who follow the consultation are told."""
    taken = db.session.scalar(
        select(Statement.duty_id).where(Statement.id == statement.row.id).with_for_update()
    )
    if taken is not None:
        raise AlreadyMarked()
    consultation = statement.conversation.activity.consultation
    duty = answers.owe_in_time(
        DutyKind.FINDING,
        municipality_id=statement.municipality_id,
        subject=statement.row.text[:300],
        endpoint=STATEMENT,
        object_id=statement.row.id,
        unit_id=consultation.unit_id,
        journey_id=consultation.journey_id,
    )
    statement.row.duty_id = duty.id
    db.session.flush()
    audit.record("opinions.mark", statement.row, by=by.id, after={"duty": duty.id})
