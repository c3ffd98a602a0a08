"""A unit's opinion, the staff's notes, a conflict of interest, an objection."""

from datetime import timedelta
from typing import Any

from flask import g
from wtforms.validators import ValidationError

from journeys.models import Status
from kernel import clock
from kernel.forms import (
    BaseForm,
    Choice,
    Day,
    Lira,
    LongText,
    Radio,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import N_, _, lazy
from proposals import queries
from proposals.assessments import FEASIBILITY_LABELS, MOST_POINTS, Feasibility
from proposals.evaluating import Asked, Case
from proposals.evaluation_forms.deciding import a_day_to_come, label_of, units_of
from proposals.queries import gates
from proposals.services.assigning import Errand, Opinion, named_in
from proposals.services.ruling import Ruling


class AskForm(BaseForm):
    asked_unit = Choice(lazy("Görüş istenecek birim"), [required(N_("Birimi seçin."))])
    person = Choice(lazy("Görevli"), [optional])
    due_on = Day(lazy("Görüş için son gün"), [a_day_to_come])
    question = LongText(lazy("Birime not"), [optional, length(0, 2000)])
    unit = Choice(lazy("İsteyen birim"), [required(N_("Birimi seçin."))])

    @property
    def errand(self) -> Errand:
        return Errand(
            int(self.asked_unit.data),
            self.due_on.data,
            int(self.person.data) if self.person.data else None,
            self.question.data or "",
        )

    @property
    def ruling(self) -> Ruling:
        return Ruling(Status.ASSESSING, label_of(self.unit), unit_id=int(self.unit.data))


def assign(case: Case) -> AskForm:
    form = AskForm(
        data={
            "due_on": clock.today() + timedelta(days=case.days.technical),
            "unit": str(case.proposal.activity.consultation.unit_id or ""),
        }
    )
    asked = {one.unit_id for one in case.assessments}
    units = queries.list_units(case.municipality_id)
    form.asked_unit.choices = options(
        [("", lazy("Seçin")), *(one for one in units if one[0] not in asked)]
    )
    form.unit.choices = units_of(case.municipality_id)
    form.person.choices = _people(case.municipality_id)
    return form


def _people(municipality_id: int, unit_id: int | None = None) -> Any:
    people = gates.list_unit_people(municipality_id, unit_id)
    return options([("", lazy("Birimde kim bakarsa")), *people])


class ReassignForm(BaseForm):
    person = Choice(lazy("Görevli"), [optional])
    due_on = Day(lazy("Görüş için son gün"), [a_day_to_come])

    @property
    def person_id(self) -> int | None:
        return int(self.person.data) if self.person.data else None


def reassign(assessment: Asked) -> ReassignForm:
    row = assessment.assessment
    form = ReassignForm(data={"person": str(row.person_id or ""), "due_on": row.due_on})
    form.person.choices = _people(assessment.municipality_id, row.unit_id)
    return form


class OpinionForm(BaseForm):
    feasibility = Radio(
        lazy("Yapılabilir mi?"),
        [required(N_("Birini seçin."))],
        choices=options((one.value, lazy(word)) for one, word in FEASIBILITY_LABELS.items()),
    )
    opinion = LongText(lazy("Görüşünüz"), [required(), length(10, 5000)])
    cost = Lira(lazy("Tahmini maliyet (₺)"), [optional])
    legal_basis = TextLine(lazy("Yasal dayanak"), [optional, length(0, 400)])
    conditions = LongText(lazy("Koşullar"), [optional, length(0, 2000)])

    @property
    def value(self) -> Opinion:
        return Opinion(
            Feasibility(self.feasibility.data),
            self.opinion.data,
            self.cost.data,
            self.legal_basis.data or "",
            self.conditions.data or "",
        )

    @property
    def points(self) -> dict[int, int]:
        """Of the criteria that were given any."""
        return {
            int(name.removeprefix(POINTS)): int(field.data)
            for name, field in self._fields.items()
            if name.startswith(POINTS) and field.data not in (None, "")
        }


POINTS = "puan_"


def assess(assessment: Asked) -> OpinionForm:
    """One question a criterion of the activity, under the opinion."""
    row = assessment.assessment
    criteria = gates.list_criteria(assessment.case.proposal.activity_id)
    given = gates.list_points(row.id, g.visitor.id)
    scale = options([("", lazy("Puan yok")), *((n, str(n)) for n in range(MOST_POINTS + 1))])
    fields = {
        f"{POINTS}{one.id}": Choice(one.name, [optional], choices=scale)
        for one in criteria
        if one.id is not None
    }
    values: dict[str, Any] = {
        "feasibility": row.feasibility.value if row.feasibility else None,
        "opinion": row.opinion,
        "cost": row.cost_kurus,
        "legal_basis": row.legal_basis,
        "conditions": row.conditions,
        **{f"{POINTS}{number}": str(points) for number, points in given.items()},
    }
    return type("WithPoints", (OpinionForm,), fields)(data=values)  # type: ignore[no-any-return]


# --- notes and conflicts ------------------------------------------------------------------------


class NoteForm(BaseForm):
    body = LongText(lazy("Not"), [required(), length(2, 4000)])
    colleagues: tuple[tuple[int, str], ...] = ()
    named: tuple[int, ...] = ()

    def validate_body(self, field: Any) -> None:
        named, unknown = named_in(field.data or "", self.colleagues)
        self.named = tuple(named)
        if unknown:
            raise ValidationError(
                _(
                    N_("Bu adda bir görevli bu notu göremiyor: %(names)s. Görebilenler: %(who)s."),
                    names=", ".join(unknown),
                    who=", ".join(name for _id, name in self.colleagues),
                )
            )


def note(case: Case) -> NoteForm:
    form = NoteForm()
    form.colleagues = tuple(gates.list_colleagues(case))
    return form


class ConflictForm(BaseForm):
    reason = LongText(lazy("Çıkar ilişkiniz nedir?"), [required(), length(5, 1000)])


def declare_conflict(case: Case) -> ConflictForm:
    return ConflictForm()


# --- objections ---------------------------------------------------------------------------------


class ObjectionForm(BaseForm):
    WARN_PRIVATE = True

    reason = LongText(lazy("Karara neden itiraz ediyorsunuz?"), [required(), length(20, 3000)])


def object_to(case: Case) -> ObjectionForm:
    return ObjectionForm()
