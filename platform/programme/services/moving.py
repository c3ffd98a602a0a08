"""The one way from one state of an application to another."""

from datetime import datetime

from sqlalchemy import select, update

from kernel import audit, clock
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from programme.models import DECIDED, Application, ApplicationState, ApplicationStep, Track
from programme.rules import MOVES
from programme.services import reminding


class MovedMeanwhile(DomainError):
    message = N_("Başvuru bu arada başka bir duruma geçti. Sayfayı yenileyin.")


def queue_up(track_id: int) -> Track:
    """Decisions of one track are taken one after the other: seats and ranks depend on it."""
    return db.session.scalars(
        select(Track)
        .where(Track.id == track_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def move(
    application: Application,
    to: ApplicationState,
    *,
    by: Visitor,
    reason: str = "",
    due_at: datetime | None = None,
    rank: int | None = None,
) -> ApplicationStep:
    """By the table of moves, and only from the state that was read. NOBODY: the place itself."""
    before = application.state
    if (before, to) not in MOVES:
        raise MovedMeanwhile()
    now = clock.now()
    values: dict[str, object] = {
        "state": to,
        "reason": reason,
        "due_at": due_at,
        "reserve_rank": rank,
    }
    if to is ApplicationState.SUBMITTED and application.submitted_at is None:
        values["submitted_at"] = now
    if to in DECIDED:
        values["decided_at"] = now
    done = db.session.execute(
        update(Application)
        .where(Application.id == application.id, Application.state == before)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise MovedMeanwhile()
    db.session.refresh(application, list(values))
    number = by.id
    step = ApplicationStep(
        application_id=application.id,
        state=to,
        reason=reason,
        due_at=due_at,
        rank=rank,
        at=now,
        by_id=number,
    )
    db.session.add(step)
    db.session.flush()
    reminding.forget(application)
    audit.record(
        f"programme.{to.value}",
        application,
        by=number,
        before={"state": before},
        after={"state": to},
    )
    return step
