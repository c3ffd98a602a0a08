"""The officer marks a finding of the map: the municipality owes it an answer of its own.

Where the statement is taken out nothing is owed any more, and its words stand nowhere; an answer
that was given stays. Shown again, it is owed again, from its first day on.
"""

from sqlalchemy import select

from answers import services as answers
from answers.models import Duty, DutyKind
from journeys import services as journeys
from journeys.models import Journey
from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from opinions.models import Statement, StatementState
from opinions.queries import StatementPart

STATEMENT = "opinions.statement"


class AlreadyMarked(DomainError):
    message = N_("Bu bulguyu az önce başka bir görevli işaretledi.")


class TakenOut(DomainError):
    message = N_("Bu ifade az önce kaldırıldı.")


CLOSED_LINE = N_("Bir bulgu için verilen yanıt sözü kapandı: ifade kaldırıldı.")
OPEN_LINE = N_("Kaldırılan ifade yeniden yayında; yanıt sözü sürüyor.")


def mark(statement: StatementPart, *, by: Visitor) -> None:
    """Due in the municipality's own time from today; those who follow the consultation are told."""
    taken, state = db.session.execute(
        select(Statement.duty_id, Statement.state)
        .where(Statement.id == statement.row.id)
        .with_for_update()
    ).one()
    if state is not StatementState.ACCEPTED:
        raise TakenOut()
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


def close_promise(statement: Statement, *, by: Visitor) -> None:
    """The statement was taken out. Also of an answered finding the words go."""
    if (duty := _duty(statement)) is None:
        return
    with in_language("tr"):
        answers.rename(duty, _("Kaldırılan ifade (no. %(number)s)", number=statement.number))
    if duty.answered_on is None:
        answers.release(duty, by=by)
        _say(duty, CLOSED_LINE, by)


def keep_promise(statement: Statement, *, by: Visitor) -> None:
    """The statement is shown again after an appeal."""
    if (duty := _duty(statement)) is None:
        return
    answers.rename(duty, statement.text[:300])
    if duty.released_at is not None:
        answers.resume(duty, by=by)
        _say(duty, OPEN_LINE, by)


def _duty(statement: Statement) -> Duty | None:
    """Asked of the table: somebody may have marked it while it was being taken out."""
    return db.session.scalar(
        select(Duty)
        .join(Statement, Statement.duty_id == Duty.id)
        .where(Statement.id == statement.id)
        .with_for_update()
    )


def _say(duty: Duty, line: str, by: Visitor) -> None:
    """A dated line on the way of the consultation, where everybody reads it."""
    if duty.journey_id is None:
        return
    journeys.add_line(
        db.session.get_one(Journey, duty.journey_id),
        by=by.id,
        office="",
        line=line,
        facts={},
        subject=duty.subject,
        endpoint=STATEMENT,
        object_id=duty.object_id,
    )
