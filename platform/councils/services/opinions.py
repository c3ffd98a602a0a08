"""The way of an opinion: adopted, handed over, taken up, told, announced."""

from datetime import date

from answers import services as answers
from answers.models import Decision, DutyKind
from councils import queries, rules
from councils.models import Body, Item, Opinion, Sitting
from councils.services.agenda import HEADING, OFFICE, add_item, in_short
from councils.services.deadlines import answer_due
from councils.services.reminding import plan_opinions
from councils.words import Outcome
from journeys import services as journeys
from journeys.models import Journey, Kind, Status
from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor

PAGE = "councils.opinion"
ANNOUNCED = N_("Karar kamuoyuna duyuruldu.")
TOLD = N_("Karar kent konseyine bildirildi. Yazının sayısı: %(number)s.")
#: what the answer to the kent konseyi says
DECISIONS: dict[Outcome, Decision] = {
    Outcome.ACCEPTED: Decision.ACCEPTED,
    Outcome.PARTLY: Decision.PARTLY,
    Outcome.REFUSED: Decision.REFUSED,
    Outcome.INFORMATION: Decision.NOTED,
}


def adopt(
    body: Body,
    *,
    by: Visitor,
    title: str,
    text: str,
    text_html: str,
    adopted_on: date,
    votes: tuple[int, int, int],
    gathering_id: int | None = None,
) -> Opinion:
    """`votes`: for, against, abstained. Public from here on; whoever wrote it down follows it."""
    opinion = Opinion(
        municipality_id=body.municipality_id,
        body_id=body.id,
        gathering_id=gathering_id,
        title=title,
        text=text,
        text_html=text_html,
        adopted_on=adopted_on,
        votes_for=votes[0],
        votes_against=votes[1],
        votes_abstain=votes[2],
    )
    db.session.add(opinion)
    db.session.flush()
    journey = journeys.start(
        Kind.COUNCIL_OPINION,
        Status.ADOPTED,
        municipality_id=opinion.municipality_id,
        subject=title,
        endpoint=PAGE,
        object_id=opinion.id,
        by=by.id,
        office=body.name,
    )
    opinion.journey_id = journey.id
    db.session.flush()
    audit.record("councils.adopt", opinion, by=by.id, after={"title": title})
    return opinion


def hand_over(opinion: Opinion, *, by: Visitor, on: date, number: str) -> None:
    """From here on the clock runs: to the first session in the calendar, and to the answer."""
    opinion.handed_on, opinion.handed_number = on, number
    days = queries.calendar(opinion.municipality_id)
    sitting = rules.due_sitting(days, on)
    opinion.first_due_on = None if sitting is None else sitting.on
    opinion.duty = answers.owe(
        DutyKind.COUNCIL_OPINION,
        municipality_id=opinion.municipality_id,
        subject=opinion.title,
        endpoint=PAGE,
        object_id=opinion.id,
        unit_id=None,
        due_on=answer_due(opinion, days),
        journey_id=opinion.journey_id,
    )
    db.session.flush()
    plan_opinions([opinion], days)
    audit.record("councils.hand_over", opinion, by=by.id, after={"number": number})
    journeys.move(
        _journey(opinion), Status.SUBMITTED, by=by.id, office=opinion.body.organisation.name
    )


def take_up(opinion: Opinion, sitting: Sitting, *, by: Visitor, summary: str) -> Item:
    """Onto the agenda: an item like any other, on which residents may be heard too."""
    title = HEADING % opinion.title
    item = add_item(sitting, by=by, title=title[:200], summary=summary, unit_id=None)
    opinion.item = item
    db.session.flush()
    audit.record("councils.take_up", opinion, by=by.id, after={"item": item.id})
    journeys.move(
        _journey(opinion),
        Status.ON_AGENDA,
        by=by.id,
        office=OFFICE,
        subject=item.title,
        endpoint="councils.item",
        object_id=item.id,
    )
    return item


def tell(opinion: Opinion, *, by: Visitor, number: str) -> None:
    """The decision goes to the kent konseyi by letter: that is the answer that was owed.

    The one answer; where one stands already, telling is all.
    """
    item, duty = opinion.item, opinion.duty
    assert item is not None
    assert item.outcome is not None
    assert duty is not None
    opinion.told_on, opinion.told_number = clock.today(), number
    db.session.flush()
    audit.record("councils.tell", opinion, by=by.id, after={"number": number})
    if duty.answered_on is not None:
        journey, facts = _journey(opinion), {"number": number}
        journeys.add_line(journey, by=by.id, office=OFFICE, line=TOLD, facts=facts)
        return
    answers.answer_at_once(
        duty,
        by=by,
        decision=DECISIONS[item.outcome],
        summary=in_short(item),
        reason=item.decision,
        reason_html=item.decision_html,
        office=OFFICE,
        unit_id=None,
        document_number=number,
        remedies="",
    )


def announce(opinion: Opinion, *, by: Visitor, link: str) -> None:
    """To everybody, by suitable means; the page itself is one of them."""
    opinion.announced_on, opinion.announced_link = clock.today(), link
    db.session.flush()
    audit.record("councils.announce", opinion, by=by.id, after={"link": link})
    journeys.add_line(_journey(opinion), by=by.id, office=OFFICE, line=ANNOUNCED, facts={})


def _journey(opinion: Opinion) -> Journey:
    return db.session.get_one(Journey, opinion.journey_id)
