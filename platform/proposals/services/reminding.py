"""What the worker says when a day of the evaluation comes near, has passed, or has come."""

from datetime import date, time, timedelta

from journeys.models import Status
from kernel import clock, outbox
from kernel.db import db
from kernel.i18n import N_
from notifications import services as notifications
from notifications.models import NoticeKind
from notifications.rules import day
from proposals.assessments import Assessment
from proposals.queries import first_gate
from proposals.queries.gates import get_case, list_runners
from proposals.services.assigning import list_asked, tell_staff


def assessment_soon(assessment_id: int) -> None:
    """Three days before: whoever was asked."""
    _remind(assessment_id, N_("Görüş günü yaklaşıyor: %(date)s."), with_officers=False)


def assessment_late(assessment_id: int) -> None:
    """The morning after: the officers, too; it stands on the page by then."""
    _remind(
        assessment_id,
        N_("Görüş günü geçti: %(date)s. Sayfada gecikti yazıyor."),
        with_officers=True,
    )


def _remind(assessment_id: int, message: str, *, with_officers: bool) -> None:
    row = db.session.get(Assessment, assessment_id)
    if row is None or row.done_at is not None:
        return
    case = get_case(row.proposal_id)
    if case.status is not Status.ASSESSING:
        return
    people = list_asked(row)
    if with_officers or not people:
        people += list_runners(case)
    tell_staff(
        case.proposal,
        people,
        key=f"assessment-reminder:{row.id}:{clock.today().isoformat()}",
        message=message,
        facts={"date": day(row.due_on)},
        by=None,
    )


# --- the first gate -----------------------------------------------------------------------------

#: as for a unit: three days before, and the morning after
SOON = timedelta(days=3)
#: a worker that stood still for longer says nothing of what was late then
LATE = timedelta(days=7)
MORNING = time(9, 0)


def plan_screening() -> None:
    """Every quarter of an hour: a moment for each activity and due day that has come near.

    Computed from the clock and not planned at publication: the end of collecting moves, and so do
    the municipality's days. A day whose moment was written is not written again.
    """
    now, today = clock.now(), clock.today()
    if now < clock.at_local(today, MORNING):
        return
    for task, first, last in (
        ("proposals.screening_soon", today, today + SOON),
        ("proposals.screening_late", today - LATE, today - timedelta(days=1)),
    ):
        facts = {
            f"{task}:{gate.activity_id}:{due.isoformat()}": {
                "activity_id": gate.activity_id,
                "due_on": due.isoformat(),
            }
            for gate in first_gate.list_waiting()
            for due in first_gate.due_days(gate, first, last)
        }
        outbox.moments(task, now, facts)


def screening_soon(activity_id: int, due_on: str) -> None:
    message = N_("Ön değerlendirme günü yaklaşıyor: %(date)s. Bekleyen öneri sayısı: %(number)s.")
    _remind_of_first_gate("soon", activity_id, due_on, message)


def screening_late(activity_id: int, due_on: str) -> None:
    message = N_(
        "Ön değerlendirme günü geçti: %(date)s. Bekleyen öneri sayısı: %(number)s. Sayfalarında "
        "gecikti yazıyor."
    )
    _remind_of_first_gate("late", activity_id, due_on, message)


def _remind_of_first_gate(word: str, activity_id: int, due_on: str, message: str) -> None:
    """One notice for all proposals of that day: five hundred have the same."""
    gates = first_gate.list_waiting(activity_id)
    due = date.fromisoformat(due_on)
    authors = first_gate.list_authors_due(gates[0], due) if gates else []
    if not authors:
        return
    (gate,) = gates
    # An officer is reminded of others' proposals, never of nothing but their own.
    own = set(authors) if len(set(authors)) == 1 else set()
    notifications.tell(
        first_gate.list_officers(gate, own),
        key=f"screening-{word}:{activity_id}:{due_on}",
        message=message,
        facts={"date": day(due), "number": len(authors)},
        subject=gate.title,
        endpoint="proposals.screening",
        object_id=None,
        municipality_id=gate.municipality_id,
        kind=NoticeKind.WORK,
        waits=True,
    )


def postponed(proposal_id: int) -> None:
    """The day that was named has come."""
    case = get_case(proposal_id)
    if case.status is not Status.POSTPONED:
        return
    tell_staff(
        case.proposal,
        list_runners(case),
        key=f"postponed:{proposal_id}:{clock.today().isoformat()}",
        message=N_("Ertelenen öneri için söylenen gün geldi. Yeniden karar verin."),
        facts={},
        by=None,
    )
