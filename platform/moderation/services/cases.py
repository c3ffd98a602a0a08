"""Opening a case, reporting into it, deciding it. The owner changes the text itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Required, TypedDict, Unpack

from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import rules
from moderation.models import Case, CaseState, Cause, Decision, Ground, Hold, Report
from moderation.services import telling
from places.models import Suspension


class AlreadyReported(DomainError):
    constraint = "uq_report_case_id_person_id"
    message = N_("Bunu daha önce bildirdiniz. Bildiriminiz inceleniyor.")


class AlreadyDecided(DomainError):
    message = N_("Bu bildirim karara bağlanmış. Sayfayı yenileyip son durumu görün.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a moderator decided: about the text, and about its author."""

    decision: Decision
    reason: str = ""
    ground: Ground | None = None
    warn: bool = False
    #: for so many days the author may not write; 0: not suspended
    days: int = 0


class Opened(TypedDict, total=False):
    """What a case is about, and why it is one."""

    municipality_id: Required[int]
    subject: Required[str]
    endpoint: Required[str]
    object_id: Required[int]
    author_id: int | None
    entered_by_id: int | None
    cause: Cause
    hold: Hold | None


def open_case(**of: Unpack[Opened]) -> Case:
    of["subject"] = of["subject"][:300]
    case = Case(**of, state=CaseState.OPEN, opened_at=clock.now())
    db.session.add(case)
    db.session.flush()
    return case


def waiting_case(current: Case | None, **of: Unpack[Opened]) -> Case:
    """The one that waits for a decision; after a decision the next report opens another."""
    if current is not None and current.state is CaseState.OPEN:
        return current
    return open_case(**of)


def report(case: Case, *, by: Visitor, ground: Ground, note: str) -> Report:
    row = Report(case_id=case.id, person_id=by.id, ground=ground, note=note, at=clock.now())
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
    decision: Decision | None = None,
) -> None:
    """`by` is None when nothing is left to decide: the author deleted or changed the text."""
    before = case.state
    if (before, state) not in rules.MOVES:
        raise AlreadyDecided()
    case.state = state
    if by is not None or before is CaseState.OPEN:
        case.decided_at = clock.now()
        case.decided_by_id = by
    if decision is not None:
        case.decision = decision
    case.ground = ground if ground is not None else case.ground
    case.reason = reason or case.reason
    audit.record(
        "moderation.decide",
        case,
        by=by,
        before={"state": before.value},
        after={"state": state.value, "ground": case.ground.value if case.ground else None},
    )


def take_back(case: Case, *, by: Visitor, reason: str) -> None:
    """A decision taken back by a moderator, without an appeal."""
    decide(case, by=by.id, state=CaseState.DISMISSED, reason=reason, decision=Decision.KEEP)


def conclude(case: Case, *, by: Visitor, verdict: Verdict) -> None:
    """The decision with its consequences; the author is told why and how to appeal."""
    decide(
        case,
        by=by.id,
        state=rules.STATES[verdict.decision],
        ground=verdict.ground,
        reason=verdict.reason,
        decision=verdict.decision,
    )
    if verdict.decision in rules.AGAINST:
        case.warned = verdict.warn and case.author_id is not None
        if verdict.days and case.author_id is not None:
            case.suspension = suspend(
                municipality_id=case.municipality_id,
                person_id=case.author_id,
                days=verdict.days,
                by=by,
            )
        db.session.flush()
        telling.tell_author(case)


def suspend(*, municipality_id: int, person_id: int, days: int, by: Visitor) -> Suspension:
    """Until a moment of the clock; nothing has to run for it to end."""
    row = Suspension(
        municipality_id=municipality_id,
        person_id=person_id,
        since=clock.now(),
        until=clock.now() + timedelta(days=days),
        suspended_by_id=by.id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record("moderation.suspend", row, by=by.id, after={"days": days})
    return row
