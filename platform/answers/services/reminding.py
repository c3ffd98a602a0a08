"""Reminders of a due day: a week and a day before, the morning after, then every week.

Each is a moment in the outbox. A new day rewrites them. A worker that comes late tells once, of the
state of that moment: notices of one day have one key. Other due days are reminded of in the same
way (`Reminded`): those of councils.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

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


@dataclass(frozen=True)
class Reminded:
    """Something that is due; `tasks`: a week and a day before, the morning after, weekly."""

    id: int
    municipality_id: int
    due_on: date
    #: from which lateness counts
    first_due_on: date
    facts: Mapping[str, Any]
    tasks: tuple[str, str, str, str] = (SOON, TOMORROW, OVERDUE, STILL)

    def moment(self, task: str, mark: str, day: date) -> outbox.Moment:
        at = clock.at_local(day, REMINDED_AT)
        return outbox.Moment(f"{task}:{self.id}{mark}", task, at, self.facts, self.municipality_id)

    def moments(self) -> list[outbox.Moment]:
        """Before the date now in force, and the morning after either date."""
        soon, tomorrow, overdue, _still = self.tasks
        new = "" if self.due_on == self.first_due_on else f":{self.due_on.isoformat()}"
        week, day = rules.BEFORE
        found = [
            self.moment(soon, new, self.due_on - week),
            self.moment(tomorrow, new, self.due_on - day),
            self.moment(overdue, "", self.first_due_on + rules.AFTER),
        ]
        if new:
            found.append(self.moment(overdue, new, self.due_on + rules.AFTER))
        return found

    def weekly(self) -> outbox.Moment:
        """The next of those that follow as long as it is late."""
        number, day = rules.weekly_reminder(self.first_due_on, clock.today())
        return self.moment(self.tasks[-1], f":{number}", day)


def schedule_reminders(owed: Iterable[Reminded]) -> None:
    """Those to come; of what is late the next weekly one, too."""
    now, today = clock.now(), clock.today()
    waiting = list(owed)
    coming = [moment for one in waiting for moment in one.moments() if moment.due_at > now]
    late = [one.weekly() for one in waiting if one.first_due_on < today]
    outbox.schedule([*coming, *late])


def _reminded(duty: Duty) -> Reminded:
    facts = {"duty_id": duty.id}
    return Reminded(duty.id, duty.municipality_id, duty.due_on, duty.first_due_on, facts)


def remind(duties: Sequence[Duty]) -> None:
    owed = [one for one in duties if one.answered_on is None and one.released_at is None]
    schedule_reminders(_reminded(one) for one in owed)


def forget_reminders(duties: Sequence[Duty]) -> None:
    """A weekly one that a late worker has not reached finds nothing owed and says nothing."""
    owed = [_reminded(one) for one in duties]
    outbox.cancel(*(moment.key for one in owed for moment in (*one.moments(), one.weekly())))


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
    outbox.schedule([_reminded(duty).weekly()])


def _before(duty: Duty, today: date) -> str:
    days = (duty.first_due_on - today).days
    if days > 1:
        return N_("Yanıt günü yaklaşıyor: %(date)s. Henüz yayımlanmış bir yanıt yok.")
    if days == 1:
        return N_("Yanıt günü yarın: %(date)s. Henüz yayımlanmış bir yanıt yok.")
    return N_("Yanıt günü bugün: %(date)s. Henüz yayımlanmış bir yanıt yok.")
