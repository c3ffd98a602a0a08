"""The blueprint all views of answers share, the words of its templates, the filter by unit."""

from flask import Blueprint, g, request

from answers import rules
from answers.models import (
    ANSWERED_LABELS,
    DECISION_KIND,
    DECISION_LABELS,
    DUTY_KIND_LABELS,
    Answer,
    AnswerState,
    Decision,
    Duty,
    DutyKind,
)
from answers.rules import DutyState
from kernel import clock, keyset
from kernel.i18n import N_, _
from kernel.keyset import Key
from places.queries import list_units

bp = Blueprint("answers", __name__, template_folder="../templates")

#: address words of the filter
STATES = {
    "bekleniyor": DutyState.WAITING,
    "gecikti": DutyState.OVERDUE,
    "gununde": DutyState.ANSWERED,
    "gec": DutyState.ANSWERED_LATE,
}
BY_DUE_DAY = (
    Key(Duty.first_due_on, False, keyset.day),
    Key(Duty.id, False, keyset.whole),
)
LATEST = (
    Key(Answer.published_at, True, keyset.moment),
    Key(Duty.id, True, keyset.whole),
)
#: how far a text is: the kind of the macro `status()`, and the word
STEPS: dict[AnswerState, tuple[str, str]] = {
    AnswerState.DRAFT: ("draft", N_("Taslak")),
    AnswerState.CHECKING: ("wait", N_("Kontrolde")),
    AnswerState.CHECKED: ("wait", N_("Onay bekliyor")),
    AnswerState.APPROVED: ("good", N_("Onaylandı")),
}


@bp.app_template_global()
def decision_label(decision: Decision) -> str:
    return _(DECISION_LABELS[decision])


@bp.app_template_global()
def decision_kind(decision: Decision) -> str:
    return DECISION_KIND[decision]


@bp.app_template_global()
def duty_kind_label(kind: DutyKind) -> str:
    return _(DUTY_KIND_LABELS[kind])


@bp.app_template_global()
def answered_label(kind: DutyKind) -> str:
    return _(ANSWERED_LABELS[kind])


@bp.app_template_global()
def draft_step(state: AnswerState) -> tuple[str, str]:
    """The kind and the word of a text that is not public yet."""
    kind, label = STEPS[state]
    return kind, _(label)


@bp.app_template_global()
def duty_state(duty: rules.Owed) -> DutyState:
    """The one state of page, filter, desk and mail."""
    return rules.state(duty, clock.today())


@bp.app_template_global()
def duty_days(duty: rules.Owed) -> int | None:
    return rules.days(duty, clock.today())


def unit_filter() -> tuple[list[tuple[str, str]], str]:
    """The choices of the filter, and the chosen one as the address has it."""
    units = [(str(unit.id), unit.name) for unit in list_units(g.municipality.id)]
    wanted = request.args.get("birim", "")
    known = {key for key, _name in units}
    return [("", _("Bütün birimler")), *units], wanted if wanted in known else ""
