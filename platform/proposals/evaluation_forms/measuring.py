"""Days of the gates, criteria of an activity."""

from typing import Any

from wtforms.validators import ValidationError

from consultations.models import Activity
from kernel.forms import (
    BaseForm,
    LongText,
    Number,
    between,
    length,
    required,
)
from kernel.i18n import _, lazy
from places.models import Municipality
from proposals.queries import gates, weighing


class DaysForm(BaseForm):
    preliminary = Number(lazy("Ön değerlendirme (gün)"), [required(), between(1, 365)])
    technical = Number(lazy("Teknik değerlendirme (gün)"), [required(), between(1, 365)])
    to_object = Number(lazy("İtiraz süresi (gün)"), [required(), between(1, 365)])
    to_answer = Number(lazy("İtiraza yanıt süresi (gün)"), [required(), between(1, 365)])


def days(municipality: Municipality) -> DaysForm:
    return DaysForm(obj=gates.find_days(municipality.id))


class CriteriaForm(BaseForm):
    criteria = LongText(lazy("Ölçütler"), [required(), length(3, 2000)])
    wanted: tuple[tuple[str, int], ...] = ()

    def validate_criteria(self, field: Any) -> None:
        """One a line; "3 x" in front is its weight."""
        self.wanted = weighing.read(field.data or "")
        if problem := weighing.problem(self.wanted):
            raise ValidationError(_(problem))


def criteria(activity: Activity) -> CriteriaForm:
    return CriteriaForm(data={"criteria": weighing.write(gates.list_criteria(activity.id))})
