"""The municipality's own settings: time to answer, days off, the shortest reason, one hand."""

from answers import queries
from answers.models import Counting, DayOff
from kernel import audit
from kernel.db import db
from kernel.rules import Visitor


def change_settings(
    municipality_id: int,
    *,
    by: Visitor,
    days: int,
    counting: Counting,
    day_off: DayOff,
    least_reason: int,
    alone: bool,
) -> None:
    """For what is owed from now on; a day that was promised stays."""
    row = queries.get_settings(municipality_id)
    new: dict[str, int | str] = {
        "days": days,
        "counting": counting,
        "day_off": day_off,
        "least_reason": least_reason,
        "alone": alone,
    }
    before = {name: getattr(row, name) for name in new}
    for name, value in new.items():
        setattr(row, name, value)
    db.session.add(row)
    audit.record(
        "answers.change_settings",
        by=by.id,
        municipality_id=municipality_id,
        before=before,
        after=dict(new),
    )
