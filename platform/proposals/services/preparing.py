"""Decisions that are written now and published together later; until then the desk alone reads."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, update

from journeys.models import Status
from kernel import audit, clock, outbox
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import word
from proposals import evaluating
from proposals.assessments import PreparedDecision
from proposals.evaluating import Case, Prepared
from proposals.queries.gates import get_case
from proposals.queries.prepared import get_prepared
from proposals.services.assigning import tell_staff
from proposals.services.deciding import SameAsItself, decide, hold_undecided
from proposals.services.ruling import Ruling

TASK = "proposals.publish_prepared"


class AlreadyPrepared(DomainError):
    constraint = "uq_prepared_decision_proposal_id"
    message = N_("Bu öneri için hazır bir karar var. Önce onu geri alın.")


class PreparedGone(DomainError):
    message = N_("Bu karar az önce yayımlandı ya da geri alındı.")


def prepare(case: Case, *, by: Visitor, ruling: Ruling, publish_at: datetime) -> PreparedDecision:
    proposal = case.proposal
    hold_undecided(proposal)
    if ruling.same_as_id == proposal.id:
        raise SameAsItself
    row = PreparedDecision(
        municipality_id=proposal.municipality_id,
        proposal_id=proposal.id,
        prepared_by_id=by.id,
        publish_at=publish_at,
        ruling=_stored(ruling),
    )
    with refusing(AlreadyPrepared):
        db.session.add(row)
    _schedule(row)
    after = {"outcome": ruling.outcome.value, "publish_at": publish_at.isoformat()}
    audit.record("proposals.prepare", row, by=by.id, after=after)
    return row


def _stored(ruling: Ruling) -> dict[str, Any]:
    values = asdict(ruling)
    values["outcome"] = ruling.outcome.value
    values["until_on"] = ruling.until_on and ruling.until_on.isoformat()
    return values


def read(stored: dict[str, Any]) -> Ruling:
    known = {field.name for field in fields(Ruling)}
    values = {name: value for name, value in stored.items() if name in known}
    values["outcome"] = Status(values["outcome"])
    values["checks"] = tuple(values.get("checks") or ())
    until = values.get("until_on")
    values["until_on"] = date.fromisoformat(until) if until else None
    return Ruling(**values)


def _key(prepared_id: int) -> str:
    return f"{TASK}:{prepared_id}"


def _schedule(row: PreparedDecision) -> None:
    outbox.moment(
        _key(row.id),
        TASK,
        row.publish_at,
        municipality_id=row.municipality_id,
        prepared_id=row.id,
    )


def take_back_prepared(prepared: Prepared, *, by: Visitor) -> None:
    """Of a press and the worker, or of two presses, the first decides."""
    _take(prepared.id)
    outbox.cancel(_key(prepared.id))
    audit.record("proposals.take_back_prepared", prepared.case.proposal, by=by.id)


def _take(prepared_id: int) -> None:
    gone = db.session.execute(
        delete(PreparedDecision)
        .where(PreparedDecision.id == prepared_id)
        .execution_options(synchronize_session=False)
    )
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        raise PreparedGone


def move_prepared(ids: Sequence[int], *, by: Visitor, municipality_id: int, at: datetime) -> int:
    """To one moment, so that they are published together; how many are."""
    moved = 0
    for prepared_id in sorted(set(ids)):
        row = db.session.get(PreparedDecision, prepared_id)
        if row is None or row.municipality_id != municipality_id:
            continue
        if evaluating.take_back_prepared(by, get_prepared(prepared_id)) is not None:
            continue
        found = db.session.execute(
            update(PreparedDecision)
            .where(PreparedDecision.id == prepared_id)
            .values(publish_at=at)
            .execution_options(synchronize_session="fetch")
        )
        if found.rowcount == 1:  # type: ignore[attr-defined]
            _schedule(row)
            audit.record(
                "proposals.move_prepared", row, by=by.id, after={"publish_at": at.isoformat()}
            )
            moved += 1
    return moved


# --- the moment has come ------------------------------------------------------------------------


def publish_prepared(prepared_id: int) -> None:
    """Judged anew: what has happened meanwhile may stand against it."""
    held = select(PreparedDecision).where(PreparedDecision.id == prepared_id).with_for_update()
    row = db.session.scalars(held).one_or_none()
    if row is None or row.publish_at > clock.now():
        return
    case, ruling, by = get_case(row.proposal_id), read(row.ruling), row.prepared_by_id
    _take(prepared_id)
    why = _against(case, by)
    if why is None:
        try:
            with db.session.begin_nested():
                decide(case.proposal, by=Visitor(id=by), ruling=ruling)
        except DomainError as error:
            why = error.message
    if why is not None:
        _tell_unpublished(case, prepared_id, by, why)


def _against(case: Case, by: int | None) -> str | None:
    if by is not None and by in case.conflicted:
        return evaluating.Reason.CONFLICT.value
    if case.objection is not None and case.objection.decided_at is None:
        return evaluating.Reason.OBJECTION_WAITS.value
    return None


UNPUBLISHED = N_("Hazırladığınız karar yayımlanmadı. Nedeni: %(why)s")


def _tell_unpublished(case: Case, prepared_id: int, by: int | None, why: str) -> None:
    if by is None:
        return
    tell_staff(
        case.proposal,
        [by],
        key=f"prepared:{prepared_id}",
        message=UNPUBLISHED,
        facts={"why": word(why)},
        by=None,
    )
