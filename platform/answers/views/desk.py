"""The desk: what is owed, and one duty with all that is known about it."""

from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request

from answers import queries, rules
from answers.models import Answer, Duty
from answers.queries import DeskRow
from answers.rules import DutyFile
from answers.views.blueprint import BY_DUE_DAY, LATEST, STATES, bp, unit_filter
from answers.wording import advise
from kernel import clock, keyset
from kernel.http import Reply, allow
from kernel.i18n import N_, _
from kernel.keyset import Key, Page


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
    units, unit = unit_filter()
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
    """Whoever is not named sees who owes it and until when, and what is public."""
    working = duty.working if rules.see_draft(g.visitor, duty) is None else None
    return render_template(
        "answers/duty.html",
        file=duty,
        duty=duty.duty,
        working=working,
        people=queries.name_people(duty),
        versions=queries.list_versions(duty.id),
        notes=queries.list_notes(working.id) if working else (),
        also=queries.list_also(working.id) if working else (),
        advice=advise(working.summary, working.reason) if working else None,
        draft_hidden=duty.working is not None and working is None,
        denied={
            verb: getattr(rules, verb)(g.visitor, duty)
            for verb in (
                "draft",
                "assign",
                "share",
                "submit",
                "check",
                "send_back",
                "approve",
                "publish",
            )
        },
    )
