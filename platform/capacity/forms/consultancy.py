"""A line of the consultancy log with up to three tasks."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from kernel import clock
from kernel.forms import (
    BaseForm,
    Day,
    LongText,
    Number,
    TextLine,
    between,
    length,
    optional,
    required,
)
from kernel.i18n import N_, _, lazy
from programme.models import Participation

#: more are written with the next talk
TASKS = 3


def not_ahead(_form: Any, field: Any) -> None:
    if field.data and field.data > clock.today():
        raise ValidationError(_(N_("Bu gün henüz gelmedi.")))


class LogForm(BaseForm):
    held_on = Day(lazy("Hangi gün?"), [required(), not_ahead])
    minutes = Number(lazy("Kaç dakika?"), [required(), between(5, 1440)])
    topic = TextLine(lazy("Konu"), [required(), length(3, 200)])
    summary = LongText(lazy("Ne konuşuldu?"), [optional, length(0, 4000)])
    private_note = LongText(lazy("Özel not"), [optional, length(0, 4000)])

    def tasks(self) -> list[tuple[str, date]]:
        return [
            (self[f"task_{number}"].data, self[f"due_{number}"].data)
            for number in range(1, TASKS + 1)
            if self[f"task_{number}"].data
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        for number in range(1, TASKS + 1):
            due = self[f"due_{number}"]
            if self[f"task_{number}"].data and not due.data and not due.errors:
                due.errors = [_(N_("Görevin son gününü yazın."))]
                good = False
        return good


def log(_participation: Participation) -> LogForm:
    fields: dict[str, Any] = {}
    for number in range(1, TASKS + 1):
        fields[f"task_{number}"] = TextLine(
            _("%(number)s. görev", number=number), [optional, length(3, 300)]
        )
        fields[f"due_{number}"] = Day(_("%(number)s. görevin son günü", number=number), [optional])
    made = type("LogWithTasksForm", (LogForm,), fields)()
    assert isinstance(made, LogForm)
    return made
