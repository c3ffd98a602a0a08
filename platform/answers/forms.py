"""The shape of an answer, and of the question who writes it."""

from typing import Any

from answers import queries
from answers.models import (
    COUNTING_LABELS,
    DAY_OFF_LABELS,
    DECISION_LABELS,
    Answer,
    Counting,
    DayOff,
    Decision,
)
from answers.rules import DutyFile
from answers.services import REMEDIES
from kernel.forms import (
    BaseForm,
    BooleanField,
    Choice,
    LongText,
    MarkdownText,
    Number,
    Radio,
    Several,
    TextLine,
    between,
    length,
    optional,
    options,
    required,
)
from kernel.i18n import _, lazy
from places.models import Municipality
from places.queries import list_units

KEPT = (
    "decision",
    "summary",
    "reason",
    "office",
    "unit_id",
    "document_number",
    "legal_basis",
    "remedies",
    "change_reason",
)


class AnswerForm(BaseForm):
    WARN_PRIVATE = True

    decision = Radio(lazy("Karar"), [required()])
    summary = LongText(lazy("Bir cümlede yanıt"), [required(), length(10, 400)])
    reason = MarkdownText(lazy("Gerekçe"), [required(), length(40, 20_000)])
    office = TextLine(lazy("İmzalayan makam"), [required(), length(3, 160)])
    unit_id = Choice(lazy("Birim"), [optional])
    document_number = TextLine(lazy("Evrak sayısı"), [optional, length(0, 60)])
    legal_basis = TextLine(lazy("Hukuki dayanak"), [optional, length(0, 400)])
    remedies = LongText(lazy("İtiraz yolları"), [required(), length(20, 4_000)])
    change_reason = LongText(
        lazy("Yayımlanmış yanıt neden değişiyor?"), [required(), length(10, 1_000)]
    )

    #: the municipality's own shortest reason, in signs
    least_reason = 40

    @property
    def unit(self) -> int | None:
        return int(self.unit_id.data) if self.unit_id.data else None

    def validate_reason(self, field: Any) -> None:
        length(self.least_reason)(self, field)


class SendBackForm(BaseForm):
    note = LongText(lazy("Not"), [required(), length(10, 2_000)])


class ShareForm(BaseForm):
    duties = Several(lazy("Aynı yanıtın kapsadığı öneriler"))


class SettingsForm(BaseForm):
    days = Number(lazy("Yanıt süresi (gün)"), [required(), between(1, 365)])
    counting = Radio(lazy("Süre nasıl sayılsın?"), [required()])
    day_off = Radio(lazy("Son gün tatile denk gelirse"), [required()])
    least_reason = Number(lazy("En kısa gerekçe (karakter)"), [required(), between(40, 2_000)])
    alone = BooleanField(lazy("Yanıtı yazan kişi kendisi onaylayabilsin"))


class AssignForm(BaseForm):
    unit_id = Choice(lazy("Birim"), [optional])
    person_id = Choice(lazy("Görevli"), [optional])


def draft(file: DutyFile) -> AnswerForm:
    """Begins with the working version, or else with the public one."""
    form = AnswerForm(data=_start(file))
    form.least_reason = file.least_reason
    form.decision.choices = options(
        (decision.value, lazy(DECISION_LABELS[decision])) for decision in _decisions(file)
    )
    form.unit_id.choices = _units(file)
    if file.published is None:
        del form.change_reason
    return form


#: what only the gates of a proposal decide
AT_THE_GATES = (Decision.HANDED_OVER, Decision.ON_BALLOT, Decision.NOTED)


def _decisions(file: DutyFile) -> list[Decision]:
    shown = file.working or file.published
    kept = shown and shown.decision
    return [one for one in Decision if one not in AT_THE_GATES or one is kept]


def _start(file: DutyFile) -> dict[str, object]:
    shown = file.working or file.published
    if shown is None:
        unit = file.duty.unit
        return {
            "office": unit.name if unit else "",
            "unit_id": str(file.duty.unit_id or ""),
            "remedies": REMEDIES,
        }
    start = {name: getattr(shown, name) for name in KEPT}
    return {**start, "unit_id": str(shown.unit_id or ""), **_only_of(shown, file)}


def _only_of(shown: Answer, file: DutyFile) -> dict[str, object]:
    """A new version has its own number and its own reason for the change."""
    decision: dict[str, object] = {"decision": shown.decision.value}
    if shown is file.working:
        return decision
    return {**decision, "change_reason": "", "document_number": ""}


def send_back(_file: DutyFile) -> SendBackForm:
    return SendBackForm()


def share(file: DutyFile) -> ShareForm:
    also = queries.list_also(file.draft.id)
    form = ShareForm(data={"duties": [str(one.id) for one in also]})
    every = {one.id: one.subject for one in [*also, *queries.list_shareable(file.duty)]}
    form.duties.choices = options((number, subject) for number, subject in every.items())
    return form


def settings(municipality: Municipality) -> SettingsForm:
    form = SettingsForm(obj=queries.get_settings(municipality.id))
    form.counting.choices = options((one.value, _(COUNTING_LABELS[one])) for one in Counting)
    form.day_off.choices = options((one.value, _(DAY_OFF_LABELS[one])) for one in DayOff)
    return form


def assign(file: DutyFile) -> AssignForm:
    form = AssignForm(
        data={
            "unit_id": str(file.duty.unit_id or ""),
            "person_id": str(file.duty.assigned_to_id or ""),
        }
    )
    form.unit_id.choices = _units(file)
    form.person_id.choices = options(
        [("", _("Atanmamış")), *queries.list_writers(file.municipality_id)]
    )
    return form


def _units(file: DutyFile) -> list[object]:
    units = [(unit.id, unit.name) for unit in list_units(file.municipality_id)]
    return list(options([("", _("Birim seçilmedi")), *units]))
