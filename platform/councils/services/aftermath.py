"""After a decision: given back by the mayor, or final, sent on and announced."""

from datetime import date
from typing import TypedDict, Unpack

from councils import queries
from councils.models import Item, Opinion, Sitting
from councils.services.agenda import OFFICE, PAGE, add_item
from councils.services.reminding import plan_decision
from journeys import queries as journeys_queries
from journeys import services as journeys
from journeys.models import Journey
from kernel import audit
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor

RETURNED = N_("Belediye başkanı kararı yeniden görüşülmek üzere meclise geri gönderdi.")
#: the public lines of the days, by their columns
LINES = {
    "final_on": N_("Karar kesinleşti."),
    "sent_on": N_("Karar mülki idare amirine gönderildi."),
    "summary_on": N_("Kararın özeti halka duyuruldu."),
}


class Days(TypedDict):
    final_on: date | None
    sent_on: date | None
    sent_number: str
    summary_on: date | None


def follow_up(item: Item, *, by: Visitor, **days: Unpack[Days]) -> None:
    """What became of the decision; each day that is new is a line of the item's trace."""
    before = {name: getattr(item, name) for name in LINES}
    for name, value in days.items():
        setattr(item, name, value)
    db.session.flush()
    after = {name: str(value or "") for name, value in days.items()}
    audit.record("councils.follow_up", item, by=by.id, after=after)
    plan_decision(item)
    if item.journey is None:
        return
    for name, line in LINES.items():
        if before[name] is None and getattr(item, name) is not None:
            journeys.add_line(item.journey, by=by.id, office=OFFICE, line=line, facts={})


def give_back(item: Item, sitting: Sitting, *, by: Visitor, on: date, reason: str) -> Item:
    """The same subject on the agenda of `sitting`; the old decision stays readable.

    An opinion of the kent konseyi that has not been told its result waits for the new one. Whoever
    follows the item follows the new one.
    """
    again = add_item(sitting, by=by, title=item.title, summary=item.summary, unit_id=item.unit_id)
    again.again_of_id = item.id
    item.returned_on, item.returned_reason = on, reason
    db.session.flush()
    audit.record("councils.give_back", item, by=by.id, after={"reason": reason, "item": again.id})
    opinion = queries.of_item(item.id)
    _tell(item, again, opinion, by)
    if opinion is not None and opinion.told_on is None:
        again.first_sitting_id = item.first_sitting_id or item.sitting_id
        opinion.item_id = again.id
        db.session.flush()
    return again


def _tell(item: Item, again: Item, opinion: Opinion | None, by: Visitor) -> None:
    told: list[Journey] = [
        one for one in (item.journey, None if opinion is None else opinion.journey) if one
    ]
    for journey in told:
        journeys.add_line(
            journey,
            by=by.id,
            office="Belediye Başkanlığı",
            line=RETURNED,
            facts={},
            subject=again.title,
            endpoint=PAGE,
            object_id=again.id,
        )
    if not told:
        return
    journeys.tell_followers(
        told[0],
        key=f"council-returned:{item.id}",
        message=RETURNED,
        facts={"reason": item.returned_reason},
        by=by.id,
        also=[one.id for one in told[1:]],
    )
    assert again.journey_id is not None
    for person_id in journeys_queries.list_followers(told[0].id):
        journeys.follow(again.journey_id, person_id=person_id)
