"""Opening a case, reporting into it, deciding it. The owner hides the text itself."""

from sqlalchemy import update

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import rules
from moderation.models import Appeal, Case, CaseState, Ground, Report


class AlreadyReported(DomainError):
    constraint = "uq_report_case_id_person_id"
    message = N_("Bunu daha önce bildirdiniz. Bildiriminiz inceleniyor.")


class AlreadyDecided(DomainError):
    message = N_("Bu bildirim karara bağlanmış. Sayfayı yenileyip son durumu görün.")


def open_case(*, municipality_id: int, subject: str, endpoint: str, object_id: int) -> Case:
    case = Case(
        municipality_id=municipality_id,
        subject=subject[:300],
        endpoint=endpoint,
        object_id=object_id,
        state=CaseState.OPEN,
    )
    db.session.add(case)
    db.session.flush()
    return case


def report(case: Case, *, by: Visitor, ground: Ground, note: str) -> Report:
    row = Report(case_id=case.id, person_id=by.id, ground=ground, note=note)
    with refusing(AlreadyReported):
        db.session.add(row)
    # No name: an auditor reads the record, and who reported is for moderators only.
    audit.record("moderation.report", case, by=None, after={"ground": ground.value})
    return row


def decide(
    case: Case,
    *,
    by: int | None,
    state: CaseState,
    ground: Ground | None = None,
    reason: str = "",
) -> None:
    """`by` is None when nothing is left to decide: the author deleted the text."""
    before = case.state
    if (before, state) not in rules.MOVES:
        raise AlreadyDecided()
    case.state = state
    case.decided_at = clock.now()
    case.decided_by_id = by
    case.ground = ground if ground is not None else case.ground
    case.reason = reason
    audit.record(
        "moderation.decide",
        case,
        by=by,
        before={"state": before.value},
        after={"state": state.value, "ground": case.ground.value if case.ground else None},
    )


def forget(person_id: int) -> None:
    """Reports and appeals stay, without their words; decisions are the municipality's."""
    db.session.execute(update(Report).where(Report.person_id == person_id).values(note=""))
    db.session.execute(update(Appeal).where(Appeal.person_id == person_id).values(text=""))
