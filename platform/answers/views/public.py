"""The public list of answers, the page of one, and what a new version changed."""

from typing import Any

from flask import g, render_template, request

from answers import queries, rules
from answers.models import Answer, Duty
from answers.queries import DutyRow
from answers.rules import DutyState
from answers.views.blueprint import BY_DUE_DAY, LATEST, STATES, bp, unit_filter
from kernel import clock, diffs, keyset
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _
from kernel.keyset import Page
from kernel.rules import anyone


@bp.get("/<slug>/yanitlar")
@allow(anyone, cached=True)
def list_all() -> Reply:
    word = request.args.get("durum", "")
    units, unit = unit_filter()
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
    if answer.lead_id is not None:
        return see_other(".show", answer_id=answer.lead_id)  # one text, one page
    versions = queries.list_versions(answer.duty_id)
    together = queries.list_answered_together(answer)
    return render_template(
        "answers/show.html",
        answer=answer,
        versions=versions,
        latest=versions[0],
        together=together if len(together) > 1 else (),
        before=_before(answer, versions),
    )


def _before(answer: Answer, versions: list[Answer]) -> Answer | None:
    """The version that this one replaced."""
    older = [one for one in versions if one.version < answer.version]
    return older[0] if older else None


@bp.get("/<slug>/yanitlar/<int:answer_id>/degisiklikler")
@allow(rules.show, answer=queries.get_answer, cached=True)
def changes(answer: Answer) -> Reply:
    """What the version changed, word by word."""
    before = _before(answer, queries.list_versions(answer.duty_id))
    return render_template(
        "answers/changes.html", answer=answer, before=before, parts=_parts(before, answer)
    )


#: what of an answer is compared, and what the page calls it
COMPARED = (
    ("summary", N_("Bir cümlede yanıt")),
    ("office", N_("İmzalayan makam")),
    ("document_number", N_("Evrak sayısı")),
    ("legal_basis", N_("Hukuki dayanak")),
    ("remedies", N_("İtiraz yolları")),
)


def _parts(before: Answer | None, answer: Answer) -> dict[str, Any]:
    if before is None:
        return {}
    pairs = [(label, getattr(before, name), getattr(answer, name)) for name, label in COMPARED]
    return {
        "decision": before.decision is not answer.decision,
        "lines": [(_(label), diffs.words(old, new)) for label, old, new in pairs if old != new],
        "reason": diffs.runs(before.reason, answer.reason)
        if before.reason != answer.reason
        else [],
    }
