"""What the worker does when a window opens or closes: followers are told, once."""

from sqlalchemy.exc import NoResultFound

from consultations import queries, rules
from consultations.models import Activity, ActivityKind, ConsultationState
from journeys.queries import list_followers
from kernel import clock
from kernel.i18n import N_
from notifications import services as notifications
from notifications.models import NoticeKind
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
        facts: dict[str, object] = {"last": day(clock.last_day(activity.closes_at))}
        _tell(activity, "opened", OPENED, facts, waits=True)


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


def _tell(
    activity: Activity, what: str, message: str, facts: dict[str, object], waits: bool = False
) -> None:
    consultation = activity.consultation
    if consultation.journey is None:
        return
    vote = activity.kind is ActivityKind.VOTE
    notifications.tell(
        list_followers(consultation.journey.id),
        key=f"activity-{what}:{activity.id}",
        message=message,
        facts={"activity": activity.title, **facts},
        subject=consultation.journey.subject,
        endpoint=consultation.journey.endpoint,
        object_id=consultation.journey.object_id,
        municipality_id=activity.municipality_id,
        kind=NoticeKind.VOTES if vote else NoticeKind.FOLLOWED,
        # A vote that is open asks something of the reader; so does nothing else that opens.
        waits=waits and vote,
        ends_at=activity.closes_at if waits else None,
    )
