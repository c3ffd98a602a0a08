"""The days that hang on the council's calendar: of opinions and of their answers."""

from datetime import date

from answers import queries as answers_queries
from answers import services as answers
from councils import queries, rules
from councils.models import Opinion
from councils.rules import Planned
from councils.services.reminding import plan_opinions
from kernel.db import db


def answer_due(opinion: Opinion, days: list[Planned]) -> date:
    """The municipality's own time to answer, from the session that is due now on.

    Without a calendar it begins on the day the opinion was handed over.
    """
    assert opinion.handed_on is not None
    sitting = rules.due_sitting(days, opinion.handed_on)
    start = opinion.handed_on if sitting is None else sitting.on
    return answers_queries.due_day(opinion.municipality_id, start).day


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
    owed = queries.list_owed(municipality_id)
    plan_opinions(owed, days)
    for opinion in owed:
        due = answer_due(opinion, days)
        if opinion.duty is not None and opinion.duty.due_on != due:
            answers.reschedule(opinion.duty, due_on=due)
