"""What the worker does when a window opens or closes: followers are told, once."""

from sqlalchemy.exc import NoResultFound

from consultations import queries, rules
from consultations.models import Activity, ConsultationState
from journeys import services as journeys
from kernel import clock
from kernel.i18n import N_
from notifications.rules import day

OPENED = N_("Katılım başladı: “%(activity)s”. Son gün: %(last)s.")
OPENED_FOR_LONG = N_("Katılım başladı: “%(activity)s”.")
CLOSED = N_("Katılım süresi doldu: “%(activity)s”. Yanıt günü: %(due)s.")


def opening(activity_id: int) -> None:
    """An opening that was moved meanwhile has its own moment; this one says nothing."""
    activity = _running(activity_id)
    if activity is None or rules.window(activity) is not rules.Window.OPEN:
        return
    if activity.closes_at is None:
        _tell(activity, "opened", OPENED_FOR_LONG, {})
    else:
        _tell(activity, "opened", OPENED, {"last": day(clock.last_day(activity.closes_at))})


def closing(activity_id: int) -> None:
    activity = _running(activity_id)
    if activity is None or rules.window(activity) is not rules.Window.CLOSED:
        return
    duty = activity.consultation.duty
    if duty is not None:
        _tell(activity, "closed", CLOSED, {"due": day(duty.due_on)})


def _running(activity_id: int) -> Activity | None:
    try:
        activity = queries.get_activity(activity_id)
    except NoResultFound:
        return None
    running = activity.consultation.state is ConsultationState.PUBLISHED
    return activity if running else None


def _tell(activity: Activity, what: str, message: str, facts: dict[str, object]) -> None:
    journey = activity.consultation.journey
    if journey is None:
        return
    journeys.tell_followers(
        journey,
        key=f"activity-{what}:{activity.id}",
        message=message,
        facts={"activity": activity.title, **facts},
        by=None,
    )
