"""Deadlines of applications as rows of the outbox, and who is told."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from kernel import clock, outbox
from kernel.db import db
from notifications.models import NoticeKind
from notifications.services import tell
from programme.models import Application, ApplicationState, Track

#: days before a last day
AHEAD = timedelta(days=3)
PAGE = "programme.application"


def remind_of_draft(application: Application, track: Track) -> None:
    """Three days before the window closes; again when its end is moved."""
    if track.closes_at is None or track.closes_at <= clock.now():
        return
    due = max(track.closes_at - AHEAD, clock.now() + timedelta(hours=1))
    if due < track.closes_at:
        outbox.moment(
            f"programme.draft:{application.id}",
            "programme.remind_draft",
            due,
            application_id=application.id,
        )


def move_deadlines(track: Track) -> None:
    drafts = select(Application).where(
        Application.track_id == track.id, Application.state == ApplicationState.DRAFT
    )
    for application in db.session.scalars(drafts.order_by(Application.id)):
        remind_of_draft(application, track)


def remind_of_missing(application: Application) -> None:
    """Two days before its own last day, and on the morning after the team is told."""
    assert application.due_at is not None
    key, facts = f"programme.missing:{application.id}", {"application_id": application.id}
    soon = max(application.due_at - timedelta(days=2), clock.now() + timedelta(hours=1))
    outbox.moment(key, "programme.remind_missing", soon, **facts)
    outbox.moment(f"{key}:over", "programme.missing_over", application.due_at, **facts)


def forget(application: Application) -> None:
    key = f"programme.missing:{application.id}"
    outbox.cancel(f"programme.draft:{application.id}", key, f"{key}:over")


def tell_about(
    application: Application,
    people: Iterable[int | None],
    *,
    key: str,
    message: str,
    facts: dict[str, object] | None = None,
    but_not: int | None = None,
    waits: bool = False,
    kind: NoticeKind = NoticeKind.WORK,
) -> None:
    """`message` may name %(name)s, the applicant."""
    tell(
        [person for person in people if person is not None],
        key=f"programme:{application.id}:{key}",
        message=message,
        facts={"name": application.name, **(facts or {})},
        subject=application.name,
        endpoint=PAGE,
        object_id=application.id,
        municipality_id=None,
        kind=kind,
        but_not=but_not,
        waits=waits,
    )
