"""The municipality's settings for answers, and the due days that follow from them."""

from datetime import date

from answers import rules
from answers.models import AnswerSettings, Counting, DayOff
from answers.rules import Due
from kernel import clock, workdays
from kernel.db import db
from places.queries import own_days


def get_settings(municipality_id: int) -> AnswerSettings:
    """The row, or one with the defaults that is not stored."""
    found = db.session.get(AnswerSettings, municipality_id)
    if found is not None:
        return found
    return AnswerSettings(
        municipality_id=municipality_id,
        days=30,
        counting=Counting.CALENDAR,
        day_off=DayOff.NEXT,
        least_reason=80,
        alone=False,
    )


def due_day(municipality_id: int, start: date | None = None, days: int | None = None) -> Due:
    """When what begins on `start` (today) is due: in `days`, or in the municipality's own time."""
    settings = get_settings(municipality_id)
    return rules.due_day(
        start or clock.today(),
        settings.days if days is None else days,
        settings,
        own_days(municipality_id),
    )


def next_open_day(municipality_id: int, day: date) -> date | None:
    """When offices are closed that day the next one on which they open, else None.

    None too where the feasts of that year are not known.
    """
    try:
        found = workdays.next_working_day(day, own_days(municipality_id))
    except workdays.YearUnknown:
        return None
    return None if found == day else found
