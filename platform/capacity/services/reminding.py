"""Days of tasks and of grant reports: a week before and the day after, once each."""

from datetime import date, timedelta

from capacity.models import ConsultancyTask, Grant, GrantState
from capacity.queries import get_grant, get_task
from capacity.services.telling import tell_participant, tell_team
from kernel import clock, outbox
from kernel.i18n import N_
from notifications.rules import day

#: what is said before the last day, and after it
BEFORE, AFTER = "before", "after"
DAYS = {BEFORE: timedelta(days=-7), AFTER: timedelta(days=1)}
#: by when in the morning
AT = 9

TASK = {
    BEFORE: N_("Göreviniz için bir hafta kaldı: %(what)s. Son gün: %(date)s."),
    AFTER: N_("Görevinizin son günü geçti: %(what)s. Son gün: %(date)s."),
}
REPORT = {
    BEFORE: N_("Hibe raporunuz için bir hafta kaldı: %(what)s. Son gün: %(date)s."),
    AFTER: N_("Hibe raporunuzun son günü geçti: %(what)s. Son gün: %(date)s."),
}
TASK_LATE = N_("Görevin son günü geçti: %(what)s. Son gün: %(date)s.")
REPORT_LATE = N_("Hibenin raporu gelmedi: %(what)s. Son gün: %(date)s.")
#: nothing is asked for any more
REPORTED = (GrantState.REPORTED, GrantState.CLOSED, GrantState.CANCELLED)


def _plan(what: str, number: int, due_on: date) -> None:
    now = clock.now()
    for when, distance in DAYS.items():
        at = clock.at_local(due_on + distance) + timedelta(hours=AT)
        if at > now:
            outbox.moment(
                f"capacity.{what}:{number}:{when}",
                f"capacity.remind_{what}",
                at,
                number=number,
                when=when,
            )


def plan_task(task: ConsultancyTask) -> None:
    _plan("task", task.id, task.due_on)


def plan_grant(grant: Grant) -> None:
    _plan("grant", grant.id, grant.report_due_on)


def remind_task(number: int, when: str) -> None:
    """Of what is still open; that it is late its consultants and the team hear too."""
    task = get_task(number)
    if task.done_at is not None:
        return
    facts = {"what": task.title, "date": day(task.due_on)}
    key = f"capacity-task:{number}:{when}"
    tell_participant(task.participation, key=key, message=TASK[when], facts=facts, waits=True)
    if when == AFTER:
        tell_team(task.participation, key=f"{key}:team", message=TASK_LATE, facts=facts)


def remind_grant(number: int, when: str) -> None:
    grant = get_grant(number)
    if grant.state in REPORTED:
        return
    facts = {"what": grant.purpose, "date": day(grant.report_due_on)}
    key = f"capacity-grant-due:{number}:{when}"
    tell_participant(grant.participation, key=key, message=REPORT[when], facts=facts, waits=True)
    if when == AFTER:
        tell_team(grant.participation, key=f"{key}:team", message=REPORT_LATE, facts=facts)
