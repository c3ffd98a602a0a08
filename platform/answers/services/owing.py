"""What is owed, by whom and until when."""

from datetime import date

from sqlalchemy import and_, delete, or_, select, update

from answers import queries
from answers.models import Answer, Conflict, Duty, DutyKind, SentBack
from answers.services.reminding import forget_reminders, remind
from answers.services.telling import DUTY_PAGE, tell_staff
from kernel import audit, clock, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications import rules as notices
from notifications.models import Notice


class AlreadyDeclared(DomainError):
    constraint = "uq_conflict_of_interest_duty_id_person_id"
    message = N_("Çıkar ilişkinizi daha önce bildirdiniz.")


def owe(
    kind: DutyKind,
    *,
    municipality_id: int,
    subject: str,
    endpoint: str,
    object_id: int,
    unit_id: int | None,
    due_on: date,
    journey_id: int | None,
    under_id: int | None = None,
) -> Duty:
    """`under_id`: the consultation's duty, whose new day is this one's too."""
    duty = Duty(
        municipality_id=municipality_id,
        kind=kind,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
        unit_id=unit_id,
        due_on=due_on,
        first_due_on=due_on,
        journey_id=journey_id,
        under_id=under_id,
    )
    db.session.add(duty)
    db.session.flush()
    remind([duty])
    return duty


def owe_in_time(
    kind: DutyKind,
    *,
    municipality_id: int,
    subject: str,
    endpoint: str,
    object_id: int,
    unit_id: int | None,
    journey_id: int | None = None,
) -> Duty:
    """Due within the municipality's own time from today on; no promise names the day."""
    due = queries.due_day(municipality_id)
    duty = owe(
        kind,
        municipality_id=municipality_id,
        subject=subject,
        endpoint=endpoint,
        object_id=object_id,
        unit_id=unit_id,
        due_on=due.day,
        journey_id=journey_id,
    )
    if not due.sure:
        tell_staff(
            duty,
            queries.list_administrators(municipality_id),
            key=f"feasts-unknown:{municipality_id}:{due.day.year}",
            message=N_(
                "Son gün tatiller bilinmeden hesaplandı: %(date)s. O yılın bayram günleri kayıtlı "
                "değil. Bayramları masadaki “Çalışma günleri” sayfasına girin, bu günü denetleyin."
            ),
            facts={"date": notices.day(due.day)},
            but_not=None,
        )
    return duty


def reschedule(duty: Duty, *, due_on: date) -> None:
    """A new date is shown and reminded of; lateness still counts from the first one.

    It is the new date of every duty under this one that is still owed, too.
    """
    moved = [duty, *queries.list_owed_under(duty.id)]
    forget_reminders(moved)
    for one in moved:
        one.due_on = due_on
    db.session.flush()
    remind(moved)


def release(duty: Duty, *, by: Visitor) -> None:
    """Nothing is owed any more: the author withdrew, or it was taken out."""
    duty.released_at = clock.now()
    forget_reminders([duty])
    audit.record("answers.release", duty, by=by.id)


def resume(duty: Duty, *, by: Visitor) -> None:
    """It is owed again, from its first day on: what was hidden is shown again."""
    duty.released_at = None
    db.session.flush()
    remind([duty])
    audit.record("answers.resume", duty, by=by.id)


def rename(duty: Duty, subject: str) -> None:
    """What it is about is no longer to be read, or again; what was told of it says the new name."""
    outbox.reword(duty.subject, subject)
    keys = [
        f"answer:{answer_id}"
        for answer_id in db.session.scalars(select(Answer.id).where(Answer.duty_id == duty.id))
    ]
    told = select(Notice).where(
        Notice.municipality_id == duty.municipality_id,
        or_(Notice.key.in_(keys), and_(Notice.endpoint == DUTY_PAGE, Notice.object_id == duty.id)),
    )
    for notice in db.session.scalars(told.order_by(Notice.id)):
        if notice.subject == duty.subject:
            notice.subject = subject
        if notice.facts.get("subject") == duty.subject:
            notice.facts = {**notice.facts, "subject": subject}
    duty.subject = subject
    db.session.flush()


def assign(duty: Duty, *, by: Visitor, unit_id: int | None, person_id: int | None) -> None:
    before = {"unit": duty.unit_id, "person": duty.assigned_to_id}
    after = {"unit": unit_id, "person": person_id}
    if before == after:
        return
    duty.unit_id = unit_id
    duty.assigned_to_id = person_id
    audit.record("answers.assign", duty, by=by.id, before=before, after=after)
    if person_id is not None and before["person"] != person_id:
        tell_staff(
            duty,
            [person_id],
            key=f"answer-assigned:{duty.id}:{clock.now().isoformat()}",
            message=N_("Bu yanıtı hazırlamak size verildi. Son gün: %(date)s."),
            facts={"date": notices.day(duty.first_due_on)},
            but_not=by.id,
        )


def unassign(person_id: int, municipality_id: int) -> None:
    """Somebody left: what they had to answer returns to the unit."""
    db.session.execute(
        update(Duty)
        .where(Duty.assigned_to_id == person_id, Duty.municipality_id == municipality_id)
        .values(assigned_to_id=None)
    )


def forget(person_id: int) -> None:
    """Signatures of the office stay; the person is no longer named as the one in charge."""
    db.session.execute(delete(Conflict).where(Conflict.person_id == person_id))
    db.session.execute(update(SentBack).where(SentBack.by_id == person_id).values(note=""))
    db.session.execute(
        update(Duty).where(Duty.assigned_to_id == person_id).values(assigned_to_id=None)
    )


def declare_conflict(duty: Duty, *, by: Visitor, reason: str) -> None:
    """From here on the rules keep this person from judging; the reason stays with the staff."""
    with refusing(AlreadyDeclared):
        db.session.add(
            Conflict(
                municipality_id=duty.municipality_id,
                duty_id=duty.id,
                person_id=by.id,
                reason=reason,
            )
        )
    if duty.assigned_to_id == by.id:
        duty.assigned_to_id = None
    audit.record("answers.declare_conflict", duty, by=by.id)
