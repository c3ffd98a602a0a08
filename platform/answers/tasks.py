"""What the worker does about a due day: it reminds the desk. No page depends on it."""

from answers import queries, rules
from answers.models import Duty
from answers.rules import DutyState
from answers.services import tell_staff
from kernel import clock
from kernel.db import db
from kernel.i18n import N_
from notifications.rules import day


def due_soon(duty_id: int) -> None:
    """A week before."""
    _remind(duty_id, N_("Yanıt günü yaklaşıyor: %(date)s. Henüz yayımlanmış bir yanıt yok."))


def overdue(duty_id: int) -> None:
    """The morning after."""
    _remind(duty_id, N_("Yanıt günü geçti: %(date)s. Sayfada gecikti yazıyor."))


def _remind(duty_id: int, message: str) -> None:
    duty = db.session.get(Duty, duty_id)
    today = clock.today()
    if duty is None or rules.state(duty, today) not in (DutyState.WAITING, DutyState.OVERDUE):
        return
    tell_staff(
        duty,
        queries.list_reminded(duty),
        key=f"answer-reminder:{duty.id}:{today.isoformat()}",
        message=message,
        facts={"date": day(duty.due_on)},
        but_not=None,
    )
