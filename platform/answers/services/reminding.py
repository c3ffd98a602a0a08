"""Reminders of a due day: a week and a day before, the morning after, then every week.

Each is a moment in the outbox. A new day rewrites them. A worker that comes late tells once, of the
state of that moment: notices of one day have one key.
"""

from collections.abc import Sequence
from datetime import date, time

from answers import queries, rules
from answers.models import Duty
from answers.rules import DutyState
from answers.services.telling import tell_staff
from kernel import clock, outbox
from kernel.i18n import N_
from notifications import rules as notices

REMINDED_AT = time(9, 0)
SOON, TOMORROW = "answers.due_soon", "answers.due_tomorrow"
OVERDUE, STILL = "answers.overdue", "answers.still_overdue"


def _moment(duty: Duty, task: str, mark: str, day: date) -> outbox.Moment:
    return outbox.Moment(
        f"{task}:{duty.id}{mark}",
        task,
        clock.at_local(day, REMINDED_AT),
        {"duty_id": duty.id},
        duty.municipality_id,
    )


def _moments(duty: Duty) -> list[outbox.Moment]:
    """Before the date now in force, and the morning after either date."""
    new = "" if duty.due_on == duty.first_due_on else f":{duty.due_on.isoformat()}"
    week, day = rules.BEFORE
    found = [
        _moment(duty, SOON, new, duty.due_on - week),
        _moment(duty, TOMORROW, new, duty.due_on - day),
        _moment(duty, OVERDUE, "", duty.first_due_on + rules.AFTER),
    ]
    if new:
        found.append(_moment(duty, OVERDUE, new, duty.due_on + rules.AFTER))
    return found


def _weekly(duty: Duty) -> outbox.Moment:
    number, day = rules.weekly_reminder(duty.first_due_on, clock.today())
    return _moment(duty, STILL, f":{number}", day)


def remind(duties: Sequence[Duty]) -> None:
    owed = [one for one in duties if one.answered_on is None and one.released_at is None]
    now = clock.now()
    coming = [moment for one in owed for moment in _moments(one) if moment.due_at > now]
    late = [_weekly(one) for one in owed if rules.state(one, clock.today()) is DutyState.OVERDUE]
    outbox.schedule([*coming, *late])


def forget_reminders(duties: Sequence[Duty]) -> None:
    """A weekly one that a late worker has not reached finds nothing owed and says nothing."""
    outbox.cancel(*(one.key for duty in duties for one in (*_moments(duty), _weekly(duty))))


def tell_reminded(duty: Duty) -> None:
    """Says what holds now, to the unit and those who sign; when late, to the administrator, too.

    The next weekly reminder follows, however late this one is: one catch-up, not a flood.
    """
    today = clock.today()
    state = rules.state(duty, today)
    if state not in (DutyState.WAITING, DutyState.OVERDUE):
        return
    key = f"answer-reminder:{duty.id}:{today.isoformat()}"
    people = queries.list_reminded(duty)
    facts: dict[str, object] = {"date": notices.day(duty.first_due_on)}
    if state is DutyState.WAITING:
        tell_staff(duty, people, key=key, message=_before(duty, today), facts=facts, but_not=None)
        return
    late = N_("Yanıt günü geçti: %(date)s. Sayfada gecikti yazıyor.")
    tell_staff(duty, people, key=key, message=late, facts=facts, but_not=None)
    tell_staff(
        duty,
        [one for one in queries.list_administrators(duty.municipality_id) if one not in people],
        key=key,
        message=N_("Bir birimin yanıtı gecikti. Söz verilen gün: %(date)s."),
        facts=facts,
        but_not=None,
    )
    outbox.schedule([_weekly(duty)])


def _before(duty: Duty, today: date) -> str:
    days = (duty.first_due_on - today).days
    if days > 1:
        return N_("Yanıt günü yaklaşıyor: %(date)s. Henüz yayımlanmış bir yanıt yok.")
    if days == 1:
        return N_("Yanıt günü yarın: %(date)s. Henüz yayımlanmış bir yanıt yok.")
    return N_("Yanıt günü bugün: %(date)s. Henüz yayımlanmış bir yanıt yok.")
