"""An appeal, its decision, the settings of the desk, what goes with an account."""

from datetime import timedelta

from sqlalchemy import update

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import queries
from moderation.models import (
    Appeal,
    AppealState,
    Case,
    CaseState,
    Report,
)
from moderation.services import reminding, telling
from notifications.rules import day


class AlreadyAppealed(DomainError):
    constraint = "uq_appeal_case_id"
    message = N_("Bu karara itiraz edilmiş. Her karara bir kez itiraz edilir.")


def appeal(case: Case, *, by: Visitor, text: str) -> Appeal:
    """The clock of the decision runs from today, by the municipality's setting of today."""
    days = queries.get_settings(case.municipality_id).appeal_days
    row = Appeal(
        case_id=case.id,
        municipality_id=case.municipality_id,
        person_id=by.id,
        text=text,
        at=clock.now(),
        due_on=clock.today() + timedelta(days=days),
        state=AppealState.WAITING,
    )
    with refusing(AlreadyAppealed):
        db.session.add(row)
    audit.record("moderation.appeal", case, by=by.id)
    db.session.flush()
    reminding.schedule(row)
    message = N_("Bir karara itiraz edildi. Son gün: %(date)s.")
    reminding.tell_deciders(case, row, message, key="came", date=day(row.due_on))
    return row


def decide_appeal(case: Case, *, by: Visitor, reverse: bool, reason: str) -> None:
    """Reversed: the case is dismissed and a suspension ends. The owner shows the text again."""
    appeal = case.appeal
    assert appeal is not None
    appeal.state = AppealState.REVERSED if reverse else AppealState.UPHELD
    appeal.decided_at, appeal.decided_by_id, appeal.reason = clock.now(), by.id, reason
    if reverse:
        case.state = CaseState.DISMISSED
        case.warned = False
        if case.suspension is not None and case.suspension.lifted_at is None:
            case.suspension.lifted_at = clock.now()
    reminding.cancel(appeal)
    audit.record("moderation.decide_appeal", case, by=by.id, after={"state": appeal.state.value})
    db.session.flush()
    telling.tell_appellant(case, appeal)


def change_settings(
    municipality_id: int, *, by: Visitor, hold_new: bool, new_days: int, appeal_days: int
) -> None:
    row = queries.get_settings(municipality_id)
    new = {"hold_new": hold_new, "new_days": new_days, "appeal_days": appeal_days}
    before = {name: getattr(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    db.session.add(row)
    audit.record(
        "moderation.change_settings",
        by=by.id,
        municipality_id=municipality_id,
        before=before,
        after=dict(new),
    )


def forget(person_id: int) -> None:
    """Reports and appeals stay, without their words; decisions are the municipality's."""
    db.session.execute(update(Report).where(Report.person_id == person_id).values(note=""))
    db.session.execute(update(Appeal).where(Appeal.person_id == person_id).values(text=""))
    entered = update(Case).where(Case.entered_by_id == person_id)
    db.session.execute(entered.values(entered_by_id=None))
