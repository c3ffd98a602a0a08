"""A dimension of the instrument as a form; the last page with the priorities."""

from typing import Any

from capacity import queries
from capacity.instruments import Dimension, Instrument, Item, ItemKind
from capacity.models import SelfAssessment
from capacity.services.assessments import Filling
from kernel.forms import BaseForm, LongText, Radio, Several, Upload, length, optional, options
from kernel.i18n import N_, _, lazy

#: the choice of an item that does not apply
AWAY = "x"
YES_NO = (N_("Hayır"), N_("Evet"))


class DimensionForm(BaseForm):
    """Fields `A1`, `A1_evidence`, `A1_file` for each item. Nothing is asked for yet."""

    of: Dimension

    def filled(self) -> dict[str, Filling]:
        return {item.code: self._filling(item.code) for item in self.of.items}

    def _filling(self, code: str) -> Filling:
        chosen = self[code].data
        return Filling(
            value=None if chosen in (None, AWAY) else int(chosen),
            applies=chosen != AWAY,
            evidence=self[f"{code}_evidence"].data or "",
            file=self[f"{code}_file"].accepted,
        )


def steps(instrument: Instrument, item: Item) -> list[tuple[str, str]]:
    words = [_(one) for one in YES_NO]
    if item.kind is ItemKind.SCALE:
        words = [str(one) for one in instrument.scale]
    return [*((str(place), word) for place, word in enumerate(words)), (AWAY, _("Bize uymaz"))]


def dimension(self_assessment: SelfAssessment, code: str) -> DimensionForm:
    """Filled with what the team has answered so far."""
    filled = queries.result(self_assessment)
    of = next(one for one in filled.instrument.dimensions if one.code == code)
    fields: dict[str, Any] = {"of": of}
    data: dict[str, Any] = {}
    for item in of.items:
        fields |= _fields(filled.instrument, item)
        row = filled.answers.get(item.code)
        if row is not None:
            data[item.code] = AWAY if not row.applies else _text(row.value)
            data[f"{item.code}_evidence"] = row.evidence
    made = type("FilledDimensionForm", (DimensionForm,), fields)(data=data)
    assert isinstance(made, DimensionForm)
    return made


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


def _fields(instrument: Instrument, item: Item) -> dict[str, Any]:
    return {
        item.code: Radio(
            f"{item.code}. {item.text}", [optional], choices=options(steps(instrument, item))
        ),
        f"{item.code}_evidence": LongText(
            _("Dayanak (%(item)s)", item=item.code), [optional, length(0, 2000)]
        ),
        f"{item.code}_file": Upload(_("Dosya (%(item)s)", item=item.code), [optional]),
    }


class HandInForm(BaseForm):
    priorities = Several(lazy("Bu dönem önce hangileri üzerinde çalışacaksınız?"), [optional])


def hand_in(self_assessment: SelfAssessment) -> HandInForm:
    """What is already good in every respect needs no priority."""
    filled = queries.result(self_assessment)
    form = HandInForm(data={"priorities": self_assessment.priorities})
    weak = list(filled.result.weak)
    rest = [
        item
        for item in filled.instrument.items
        if item not in weak and item not in filled.result.strong
    ]
    form.priorities.choices = options(
        (item.code, f"{item.code}. {item.text}") for item in (*weak, *rest)
    )
    return form
