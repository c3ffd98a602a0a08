"""What the worker does about deadlines of applications: it reminds. No page depends on it."""

from datetime import datetime

from kernel import clock
from kernel.db import db
from kernel.i18n import N_
from notifications.models import NoticeKind
from notifications.rules import day
from programme.models import Application, ApplicationState, Track
from programme.queries import list_team, list_writers
from programme.services import reminding

DRAFT = N_("Başvurunuz hâlâ taslak: %(name)s. Son başvuru günü: %(date)s.")
MISSING = N_("Eksik belge bekleniyor: %(name)s. Son gün: %(date)s.")
OVER = N_("Eksik belge süresi doldu: %(name)s. Karar sizde.")


def remind_draft(application_id: int) -> None:
    application = _in(application_id, ApplicationState.DRAFT)
    if application is None:
        return
    track = db.session.get_one(Track, application.track_id)
    if track.closes_at is not None and track.closes_at > clock.now():
        _tell(application, DRAFT, "draft", track.closes_at)


def remind_missing(application_id: int) -> None:
    application = _in(application_id, ApplicationState.MISSING)
    if application is not None and application.due_at and application.due_at > clock.now():
        _tell(application, MISSING, "missing", application.due_at)


def missing_over(application_id: int) -> None:
    """Nothing is refused by itself: the team decides."""
    application = _in(application_id, ApplicationState.MISSING)
    if application is not None and application.due_at and application.due_at <= clock.now():
        reminding.tell_about(
            application,
            list_team(),
            key=f"over:{application.due_at.isoformat()}",
            message=OVER,
            waits=True,
        )


def _in(application_id: int, state: ApplicationState) -> Application | None:
    application = db.session.get(Application, application_id)
    return application if application is not None and application.state is state else None


def _tell(application: Application, message: str, what: str, deadline: datetime) -> None:
    reminding.tell_about(
        application,
        [application.owner_id, *list_writers(application.id)],
        key=f"{what}:{deadline.isoformat()}",
        message=message,
        facts={"date": day(clock.last_day(deadline))},
        waits=True,
        kind=NoticeKind.MINE,
    )
