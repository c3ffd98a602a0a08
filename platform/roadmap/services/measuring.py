"""Indicators of an action and what was measured; in thousandths of the unit."""

from dataclasses import dataclass
from datetime import date

from kernel import audit
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from roadmap.models import Action, Indicator, Measurement


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


def measure(indicator: Indicator, *, by: Visitor, on: date, value: int, note: str = "") -> None:
    row = Measurement(indicator_id=indicator.id, on=on, value=value, note=note, by_id=by.id)
    with refusing(MeasuredThen):
        db.session.add(row)
    after = {"on": on.isoformat(), "value": value}
    audit.record("roadmap.measure", indicator, by=by.id, after=after)
