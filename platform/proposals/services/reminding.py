"""What the worker says when a day of the evaluation comes near, has passed, or has come."""

from journeys.models import Status
from kernel import clock
from kernel.db import db
from kernel.i18n import N_
from notifications.rules import day
from proposals.assessments import Assessment
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
