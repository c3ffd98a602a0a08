"""Indicators of an action and what was measured; in thousandths of the unit."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from journeys import services as journeys
from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from roadmap.models import Action, ActionState, Indicator, IndicatorChange, Measurement
from roadmap.services.making import find_journey


class MeasuredThen(DomainError):
    constraint = "uq_action_measurement_indicator_id_on"
    message = N_("Bu gün için bir ölçüm var.")
    field = "on"


@dataclass(frozen=True)
class Goalpost:
    """What is measured, from where to where."""

    name: str
    unit: str
    baseline: int | None
    target: int
    source: str = ""


def add_indicator(action: Action, *, by: Visitor, goalpost: Goalpost) -> Indicator:
    row = Indicator(municipality_id=action.municipality_id, action_id=action.id, **vars(goalpost))
    db.session.add(row)
    db.session.flush()
    audit.record("roadmap.add_indicator", row, by=by.id, after={"name": goalpost.name})
    return row


def edit_indicator(
    indicator: Indicator, *, by: Visitor, goalpost: Goalpost, reason: str = ""
) -> None:
    """Of a draft it reads otherwise; of a promise what stood there stays, with the reason."""
    after = vars(goalpost)
    before = {name: getattr(indicator, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(indicator, name, value)
    db.session.flush()
    audit.record("roadmap.edit_indicator", indicator, by=by.id, before=before, after=after)
    if indicator.action.state is not ActionState.DRAFT:
        _keep(indicator, before, reason, N_("Eylemin göstergesi değişti: %(name)s."), by=by)


def withdraw_indicator(indicator: Indicator, *, by: Visitor, reason: str = "") -> None:
    """Of a draft it goes; of a promise it stays readable with its figures and the reason."""
    before = {"name": indicator.name, "target": indicator.target}
    after = {"reason": reason}
    audit.record("roadmap.withdraw_indicator", indicator, by=by.id, before=before, after=after)
    if indicator.action.state is ActionState.DRAFT:
        db.session.execute(delete(Indicator).where(Indicator.id == indicator.id))
        return
    indicator.withdrawn_at = clock.now()
    _keep(indicator, {}, reason, N_("Eylemin göstergesi geri çekildi: %(name)s."), by=by)


def _keep(
    indicator: Indicator, before: dict[str, object], reason: str, message: str, *, by: Visitor
) -> None:
    row = IndicatorChange(indicator_id=indicator.id, by_id=by.id, reason=reason, before=before)
    db.session.add(row)
    db.session.flush()
    journey = find_journey(indicator.action.journey_id)
    if journey is not None:
        journeys.tell_followers(
            journey,
            key=f"indicator-change:{row.id}",
            message=message,
            facts={"name": indicator.name, "reason": reason},
            by=by.id,
        )


def measure(indicator: Indicator, *, by: Visitor, on: date, value: int, note: str = "") -> None:
    row = Measurement(indicator_id=indicator.id, on=on, value=value, note=note, by_id=by.id)
    with refusing(MeasuredThen):
        db.session.add(row)
    after = {"on": on.isoformat(), "value": value}
    audit.record("roadmap.measure", indicator, by=by.id, after=after)
