"""The days that hang on the council's calendar: of opinions and of their answers."""

from datetime import date, timedelta

from answers import services as answers
from councils import queries, rules
from councils.models import Opinion
from councils.rules import Planned
from kernel.db import db

#: from the session on; the municipality tells the kent konseyi what became of its opinion
ANSWER_WITHIN = timedelta(days=30)


def answer_due(opinion: Opinion, days: list[Planned]) -> date:
    """By the session that is due now; without a calendar from the day it was handed over."""
    assert opinion.handed_on is not None
    sitting = rules.due_sitting(days, opinion.handed_on)
    return (opinion.handed_on if sitting is None else sitting.on) + ANSWER_WITHIN


def calendar_changed(municipality_id: int) -> None:
    """Opinions without a first day get one; the answers that wait have a new last day.

    Lateness still counts from the first ones.
    """
    days = queries.calendar(municipality_id)
    for opinion in queries.list_undue(municipality_id):
        assert opinion.handed_on is not None
        sitting = rules.due_sitting(days, opinion.handed_on)
        opinion.first_due_on = None if sitting is None else sitting.on
    db.session.flush()
    for opinion in queries.list_owed(municipality_id):
        due = answer_due(opinion, days)
        if opinion.duty is not None and opinion.duty.due_on != due:
            answers.reschedule(opinion.duty, due_on=due)
