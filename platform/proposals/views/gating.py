"""The public part of the evaluation: which gate, since when, who has it, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g
from markupsafe import Markup, escape

from answers import rules as answers
from journeys.models import STATUS_LABELS, Status
from journeys.queries import StepRow
from kernel import clock, formats
from kernel.i18n import _
from kernel.rules import ROLE, Denied
from proposals import evaluating
from proposals.assessments import Gate
from proposals.evaluating import Due
from proposals.models import ProposalState
from proposals.queries import Shown, gates, outcomes
from proposals.queries.outcomes import Decided, Gates, Objected, WithUnit

STATES = {Due.WAITING: "now", Due.LATE: "late", Due.DONE: "done"}
LINE = Markup('<li>{}<br><span class="note">{}</span></li>')
UNDECIDED = (Status.PUBLISHED, Status.ASSESSING)


@dataclass(frozen=True)
class Panel:
    """For the templates `_gates.html` (the way) and `_decided.html` (what was decided)."""

    stops: list[dict[str, Any]]
    #: the decision in force, with its public facts
    decided: Decided | None
    objection: Objected | None
    may_object: Denied | None
    #: the last day to object, for the author while it may be done
    object_until: date | None
    lines: list[StepRow]
    #: the staff's page, for those who may open it
    opens: bool


def around(proposal: Shown, steps: Sequence[StepRow], *, own: bool) -> dict[str, Any]:
    """What the page of a proposal says about its gates; nothing for one that was taken back."""
    if proposal.state is not ProposalState.PUBLISHED:
        return {"gates": None}
    found = outcomes.find_gates(proposal.id)
    out = any(step.status is Status.ASSESSING for step in steps)
    units = outcomes.list_units_asked(proposal.id) if out else []
    decided = _in_force(found, proposal.status)
    may_object, until = _objection(proposal, own=own)
    panel = Panel(
        _stops(proposal, found, units, steps),
        decided,
        found.objection,
        may_object,
        until,
        list(steps),
        evaluating.opens(g.visitor, proposal, {one.unit_id for one in units}),
    )
    return {"gates": panel}


def _in_force(found: Gates, status: Status | None) -> Decided | None:
    """The last one, as long as the status is what it said."""
    ends = [one for one in found.decisions if one.outcome is not Status.ASSESSING]
    return ends[-1] if ends and ends[-1].outcome is status else None


def _objection(proposal: Shown, *, own: bool) -> tuple[Denied | None, date | None]:
    """Asked only for whoever may speak for it: the rule needs the whole case."""
    if not own or proposal.status not in evaluating.OBJECTIONABLE:
        return ROLE, None
    case = gates.get_case(proposal.id)
    denied = evaluating.object_to(g.visitor, case)
    if denied is not None or case.decided_on is None:
        return denied, None
    return None, evaluating.last_day_to_object(case.decided_on, case.days)


# --- the stops ----------------------------------------------------------------------------------


def _stops(
    proposal: Shown, found: Gates, units: list[WithUnit], steps: Sequence[StepRow]
) -> list[dict[str, Any]]:
    stops = [_preliminary(proposal, found, steps)]
    if units or proposal.status is Status.ASSESSING:
        stops.append(_technical(proposal, units))
    stops.append(_decision(proposal, found, steps))
    if found.objection is not None:
        stops.append(_second_look(found.objection))
    return stops


def _stop(state: str, label: str, note: str = "", body: Any = "", href: str = "") -> dict[str, Any]:
    return {"state": state, "label": label, "note": note, "body": body, "href": href}


def _first_move(steps: Sequence[StepRow]) -> StepRow | None:
    return next((one for one in steps if one.moved and one.status is not Status.PUBLISHED), None)


def _preliminary(proposal: Shown, found: Gates, steps: Sequence[StepRow]) -> dict[str, Any]:
    label = _("Ön değerlendirme")
    if proposal.status is Status.PUBLISHED:
        assert proposal.published_at is not None
        closes = proposal.activity.closes_at
        day = evaluating.preliminary_due(
            clock.local(proposal.published_at).date(),
            None if closes is None else clock.last_day(closes),
            found.days,
        )
        state = STATES[evaluating.due(False, day, clock.today())]
        return _stop(state, label, _until(day))
    decided = next((one for one in found.decisions if one.gate is Gate.PRELIMINARY), None)
    if decided is not None:
        note = formats.short_day(decided.decided_at)
        return _stop("done", label, note, _checked(decided))
    move = _first_move(steps)
    return _stop("done", label, formats.short_day(move.at) if move else "")


def _until(day: date) -> str:
    return _("Son gün: %(date)s", date=formats.short_day(day))


def _checked(decided: Decided) -> Markup:
    """The office, and what it has looked at."""
    words = [_(evaluating.CHECKS[key]) for key in decided.checks or () if key in evaluating.CHECKS]
    parts = [Markup("<p>{}</p>").format(decided.office)]
    if words:
        items = Markup("").join(Markup("<li>{}</li>").format(word) for word in words)
        parts.append(Markup('<ul class="note">{}</ul>').format(items))
    return Markup("").join(parts)


def _technical(proposal: Shown, units: list[WithUnit]) -> dict[str, Any]:
    """Who has it: the units and their days, never the persons or what they think."""
    today, open_ = clock.today(), [one for one in units if one.done_at is None]
    over = proposal.status is not Status.ASSESSING
    state, note = "done", ""
    if not over:
        late = any(evaluating.due(False, one.due_on, today) is Due.LATE for one in open_)
        state = "late" if late else "now"
        note = _until(max(one.due_on for one in open_)) if open_ else _("Görüşler tamam.")
    items = Markup("").join(LINE.format(one.unit, _said(one, over)) for one in units)
    body = Markup('<ul class="plain">{}</ul>').format(items) if units else ""
    return _stop(state, _("Teknik değerlendirme"), note, body)


def _said(one: WithUnit, over: bool) -> str:
    if one.done_at is not None:
        return _("Görüş verdi: %(date)s", date=formats.short_day(one.done_at))
    if over:
        return _("Görüş vermeden karar verildi.")
    if evaluating.due(False, one.due_on, clock.today()) is Due.LATE:
        return _("Gecikti. Son gün: %(date)s", date=formats.short_day(one.due_on))
    return _("Görüş bekleniyor. Son gün: %(date)s", date=formats.short_day(one.due_on))


def _decision(proposal: Shown, found: Gates, steps: Sequence[StepRow]) -> dict[str, Any]:
    label = _("Karar")
    if proposal.status in UNDECIDED:
        duty = proposal.duty
        note = "" if duty is None else _("En geç: %(date)s", date=formats.short_day(duty.due_on))
        return _stop("next", label, note)
    first = [
        one
        for one in found.decisions
        if one.gate is not Gate.OBJECTION and one.outcome is not Status.ASSESSING
    ]
    if first:
        one = first[-1]
        body = Markup("<p><b>{}</b></p><p>{}</p>").format(_(STATUS_LABELS[one.outcome]), one.office)
        return _stop("done", label, formats.short_day(one.decided_at), body, "#karar")
    ends = [one for one in steps if one.moved and one.status not in (*UNDECIDED, Status.WITHDRAWN)]
    if not ends:
        return _stop("done", label)
    body = Markup("<p><b>{}</b></p><p>{}</p>").format(
        _(STATUS_LABELS[ends[0].status]), escape(ends[0].office)
    )
    return _stop("done", label, formats.short_day(ends[0].at), body)


def _second_look(objection: Objected) -> dict[str, Any]:
    if objection.decided_at is not None:
        word = _("Karar değişti.") if objection.changed else _("Karar değişmedi.")
        body = Markup("<p><b>{}</b></p>").format(word)
        day = formats.short_day(objection.decided_at)
        return _stop("done", _("Karara itiraz"), day, body, "#itiraz")
    late = answers.state(objection.duty, clock.today()) is answers.DutyState.OVERDUE
    state = "late" if late else "now"
    return _stop(state, _("Karara itiraz"), _until(objection.duty.first_due_on), "", "#itiraz")
