"""One moment for decisions that wait."""

from datetime import timedelta
from typing import Any

from flask import g
from wtforms.validators import ValidationError

from consultations import rules as consultations
from kernel import clock
from kernel.forms import BaseForm, LocalMoment, Several, options, required
from kernel.i18n import N_, _, lazy
from places.models import Municipality
from proposals.evaluation_forms.deciding import LATEST
from proposals.queries import prepared

#: what a wall clock without seconds still calls now
NOW = timedelta(minutes=2)


def from_now_on(form: Any, field: Any) -> None:
    if not clock.now() - NOW < field.data < clock.now() + LATEST:
        raise ValidationError(_(N_("Şimdiden sonra, en geç bir yıl içinde bir an yazın.")))


class MoveForm(BaseForm):
    decisions = Several(lazy("Kararlar"), [required(N_("En az bir karar işaretleyin."))])
    publish_at = LocalMoment(lazy("Yayımlanacağı an"), [required(N_("Anı yazın.")), from_now_on])

    @property
    def ids(self) -> list[int]:
        return [int(value) for value in self.decisions.data]


def move(municipality: Municipality) -> MoveForm:
    askers = consultations.askers(g.visitor, municipality.id)
    rows = prepared.list_prepared(municipality.id, askers)
    form = MoveForm(data={"decisions": [str(row.id) for row in rows], "publish_at": clock.now()})
    form.decisions.choices = options((row.id, row.title) for row in rows)
    return form
