"""The public list and page of answers, and the officer's desk where they are written."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, render_template, request

from answers import forms, queries, rules, services
from answers.models import (
    ANSWERED_LABELS,
    DECISION_KIND,
    DECISION_LABELS,
    DUTY_KIND_LABELS,
    Answer,
    Decision,
    Duty,
    DutyKind,
)
from answers.queries import DeskRow, DutyRow
from answers.rules import DutyFile, DutyState
from kernel import clock, keyset
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _
from kernel.keyset import Key, Page
from kernel.rules import anyone
from places.queries import list_units

bp = Blueprint("answers", __name__, template_folder="templates")

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
def duty_state(duty: rules.Owed) -> DutyState:
    """The one state of page, filter, desk and mail."""
    return rules.state(duty, clock.today())


@bp.app_template_global()
def duty_days(duty: rules.Owed) -> int | None:
    return rules.days(duty, clock.today())


# --- public -------------------------------------------------------------------------------------


def _unit_filter() -> tuple[list[tuple[str, str]], str]:
    """The choices of the filter, and the chosen one as the address has it."""
    units = [(str(unit.id), unit.name) for unit in list_units(g.municipality.id)]
    wanted = request.args.get("birim", "")
    known = {key for key, _name in units}
    return [("", _("Bütün birimler")), *units], wanted if wanted in known else ""


@bp.get("/<slug>/yanitlar")
@allow(anyone, cached=True)
def list_all() -> Reply:
    word = request.args.get("durum", "")
    units, unit = _unit_filter()
    statement = queries.rows(g.municipality.id)
    if unit:
        statement = statement.where(Duty.unit_id == int(unit))
    state = STATES.get(word)
    if state is None:
        statement, keys = statement.where(Answer.id.is_not(None)), LATEST
    else:
        statement = statement.where(queries.in_state(state, clock.today()))
        answered = state in (DutyState.ANSWERED, DutyState.ANSWERED_LATE)
        keys = LATEST if answered else BY_DUE_DAY
        statement = statement.where(Answer.id.is_not(None)) if answered else statement
    found = keyset.page(statement, keys)
    return render_template(
        "answers/list_all.html",
        rows=[DutyRow(*row) for row in found.rows],
        page=Page((), found.previous_href, found.next_href),
        record=queries.promise_record(g.municipality.id),
        units=units,
        unit=unit,
        state=word if state else "",
        today=clock.today(),
    )


@bp.get("/<slug>/yanitlar/<int:answer_id>")
@allow(rules.show, answer=queries.get_answer, cached=True)
def show(answer: Answer) -> Reply:
    versions = queries.list_versions(answer.duty_id)
    return render_template(
        "answers/show.html", answer=answer, versions=versions, latest=versions[0]
    )


# --- the desk -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """What the officer filters by, as the address has it."""

    state: str
    whose: str
    unit: str

    def narrow(self, statement: Any) -> tuple[Any, tuple[Key, ...]]:
        today = clock.today()
        if self.unit:
            statement = statement.where(Duty.unit_id == int(self.unit))
        if self.whose == "benim":
            statement = statement.where(Duty.assigned_to_id == g.visitor.id)
        elif self.whose == "birimim":
            statement = statement.where(Duty.unit_id.in_(g.visitor.units))
        elif self.whose == "atanmamis":
            statement = statement.where(Duty.assigned_to_id.is_(None))
        if self.state == "yanitlandi":
            return statement.where(Answer.id.is_not(None)), LATEST
        if self.state in STATES:
            return statement.where(queries.in_state(STATES[self.state], today)), BY_DUE_DAY
        owed = Duty.answered_on.is_(None), Duty.released_at.is_(None)
        return statement.where(*owed), BY_DUE_DAY


DESK_STATES = [
    ("", N_("Yanıt bekleyenler")),
    ("gecikti", N_("Gecikenler")),
    ("yanitlandi", N_("Yanıtlananlar")),
]
DESK_WHOSE = [
    ("", N_("Herkes")),
    ("birimim", N_("Birimim")),
    ("benim", N_("Bana atanan")),
    ("atanmamis", N_("Atanmamış")),
]


@bp.get("/<slug>/masa/yanitlar")
@allow(rules.desk)
def desk() -> Reply:
    units, unit = _unit_filter()
    chosen = Chosen(request.args.get("durum", ""), request.args.get("kime", ""), unit)
    statement, keys = chosen.narrow(queries.desk_rows(g.municipality.id))
    found = keyset.page(statement, keys)
    overdue, soon, to_sign = queries.count_desk(g.municipality.id)
    return render_template(
        "answers/desk.html",
        rows=[DeskRow(*row) for row in found.rows],
        page=Page((), found.previous_href, found.next_href),
        overdue=overdue,
        soon=soon,
        to_sign=to_sign,
        units=units,
        chosen=chosen,
        states=[(key, _(label)) for key, label in DESK_STATES],
        whose=[(key, _(label)) for key, label in DESK_WHOSE],
    )


@bp.get("/<slug>/masa/yanit/<int:duty_id>")
@allow(rules.see_duty, duty=queries.get_duty)
def duty(duty: DutyFile) -> Reply:
    return render_template(
        "answers/duty.html",
        file=duty,
        duty=duty.duty,
        people=queries.name_people(duty),
        versions=queries.list_versions(duty.id),
        draft_denied=rules.draft(g.visitor, duty),
        assign_denied=rules.assign(g.visitor, duty),
        approve_denied=rules.approve(g.visitor, duty),
        publish_denied=rules.publish(g.visitor, duty),
    )


def draft_page(duty: DutyFile, form: forms.AnswerForm) -> Reply:
    return render_template("answers/draft.html", file=duty, duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/taslak", methods=["GET", "POST"])
@allow(rules.draft, duty=queries.get_duty, form=forms.draft, page=draft_page, limit="post")
def draft(duty: DutyFile, form: forms.AnswerForm) -> Reply:
    services.save_draft(
        duty.duty,
        by=g.visitor,
        decision=Decision(form.decision.data),
        summary=form.summary.data,
        reason=form.reason.data,
        reason_html=form.reason.html,
        office=form.office.data,
        unit_id=form.unit,
        document_number=form.document_number.data or "",
        remedies=form.remedies.data,
        change_reason=form.change_reason.data if "change_reason" in form else "",
    )
    flash(_("Taslak kaydedildi. Yayımlanınca aşağıdaki gibi görünecek."), "good")
    return see_other(".duty", duty_id=duty.id)


def assign_page(duty: DutyFile, form: forms.AssignForm) -> Reply:
    return render_template("answers/assign.html", duty=duty.duty, form=form)


@bp.route("/<slug>/masa/yanit/<int:duty_id>/gorev", methods=["GET", "POST"])
@allow(rules.assign, duty=queries.get_duty, form=forms.assign, page=assign_page)
def assign(duty: DutyFile, form: forms.AssignForm) -> Reply:
    unit, person = form.unit_id.data, form.person_id.data
    services.assign(
        duty.duty,
        by=g.visitor,
        unit_id=int(unit) if unit else None,
        person_id=int(person) if person else None,
    )
    return see_other(".duty", duty_id=duty.id)


@bp.post("/<slug>/masa/yanit/<int:duty_id>/onayla")
@allow(rules.approve, duty=queries.get_duty)
def approve(duty: DutyFile) -> Reply:
    services.approve(duty.draft, by=g.visitor)
    flash(_("Taslağı onayladınız. Artık yayımlanabilir."), "good")
    return see_other(".duty", duty_id=duty.id)


@bp.post("/<slug>/masa/yanit/<int:duty_id>/yayimla")
@allow(rules.publish, duty=queries.get_duty)
def publish(duty: DutyFile) -> Reply:
    services.publish(duty.draft, by=g.visitor)
    flash(_("Yanıt yayımlandı. Takip edenlere haber veriliyor."), "good")
    return see_other(".duty", duty_id=duty.id)
