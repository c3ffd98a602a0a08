"""The same for many proposals at once."""

from datetime import timedelta
from typing import Any

from flask import request

from journeys.models import Status
from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    LongText,
    Several,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, lazy
from kernel.ids import as_id
from places.models import Municipality
from proposals.evaluation_forms.deciding import (
    ACCEPT,
    BALLOT,
    FORWARD,
    POSTPONE,
    REFUSE,
    DecisionForm,
    a_day_to_come,
    label_of,
    units_of,
    words_of,
)
from proposals.queries import gates
from proposals.services.assigning import Errand
from proposals.services.bulk import MOST
from proposals.services.ruling import Ruling


class ManyForm(BaseForm):
    proposals = Several(lazy("Öneriler"), [required(N_("En az bir öneri işaretleyin."))])

    @property
    def proposal_ids(self) -> list[int]:
        return [int(value) for value in self.proposals.data]


class DecideManyForm(DecisionForm, ManyForm):
    pass


class AssignManyForm(ManyForm):
    asked_unit = Choice(lazy("Görüş istenecek birim"), [required(N_("Birimi seçin."))])
    due_on = Day(lazy("Görüş için son gün"), [a_day_to_come])
    question = LongText(lazy("Birime not"), [optional, length(0, 2000)])
    unit = Choice(lazy("İsteyen birim"), [required(N_("Birimi seçin."))])

    @property
    def errand(self) -> Errand:
        return Errand(
            int(self.asked_unit.data), self.due_on.data, question=self.question.data or ""
        )

    @property
    def ruling(self) -> Ruling:
        return Ruling(Status.ASSESSING, label_of(self.unit), unit_id=int(self.unit.data))


def chosen_ids() -> list[int]:
    """What was ticked on the list: ?o=12&o=15, or the form's own boxes."""
    raw = request.form.getlist("proposals") or request.args.getlist("o")
    found = [number for value in raw if (number := as_id(value)) is not None]
    return list(dict.fromkeys(found))[:MOST]


def decide_many(municipality: Municipality) -> DecideManyForm:
    form = DecideManyForm(data={"proposals": [str(number) for number in chosen_ids()]})
    form.decision.choices = words_of((BALLOT, ACCEPT, REFUSE, FORWARD, POSTPONE))
    form.unit.choices = units_of(municipality.id)
    form.proposals.choices = _titles(municipality)
    # A number or another proposal belongs to one proposal alone.
    one = ("checks", "asked_unit", "due_on", "question", "desk_number", "same_as", "publish_at")
    for name in one:
        del form[name]
    return form


def _titles(municipality: Municipality) -> Any:
    return options(gates.list_titles(municipality.id, chosen_ids()))


def assign_many(municipality: Municipality) -> AssignManyForm:
    days_here = gates.find_days(municipality.id)
    form = AssignManyForm(
        data={
            "proposals": [str(number) for number in chosen_ids()],
            "due_on": clock.today() + timedelta(days=days_here.technical),
        }
    )
    form.unit.choices = form.asked_unit.choices = units_of(municipality.id)
    form.proposals.choices = _titles(municipality)
    return form
