"""Journeys, duties and answers for tests."""

import itertools
from datetime import date, timedelta
from typing import Any

from accounts.models import Person
from answers import services
from answers.models import Answer, Counting, DayOff, Decision, Duty, DutyKind
from journeys import services as journeys
from journeys.models import Journey, Kind, Status
from kernel import clock
from kernel.db import db
from places.models import Municipality
from tests.make.places import make_person, saving, visitor

_numbers = itertools.count(1)


def make_journey(
    municipality: Municipality,
    *,
    by: Person | None = None,
    kind: Kind = Kind.PROPOSAL,
    status: Status = Status.PUBLISHED,
    subject: str = "Salı pazarına gölgelik ve çeşme",
    endpoint: str = "answers.list_all",
    object_id: int | None = None,
) -> Journey:
    """Its endpoint is a page without an object, so that no owner is needed."""
    with saving():
        journey = journeys.start(
            kind,
            status,
            municipality_id=municipality.id,
            subject=subject,
            endpoint=endpoint,
            object_id=object_id or next(_numbers),
            by=by.id if by else None,
        )
    return journey


def make_duty(
    municipality: Municipality,
    *,
    due: int = 10,
    kind: DutyKind = DutyKind.PROPOSAL,
    journey: Journey | None = None,
    unit_id: int | None = None,
    **anything: Any,
) -> Duty:
    """Due in `due` days; a negative number is overdue."""
    values = {
        "subject": "Salı pazarına gölgelik ve çeşme",
        "endpoint": "answers.list_all",
        "object_id": next(_numbers),
        "due_on": clock.today() + timedelta(days=due),
    }
    with saving():
        duty = services.owe(
            kind,
            municipality_id=municipality.id,
            unit_id=unit_id,
            journey_id=journey.id if journey else None,
            **{**values, **anything},
        )
    return duty


def make_answer(duty: Duty, *, by: Person, published: bool = True, **anything: Any) -> Answer:
    values = {
        "decision": Decision.PARTLY,
        "summary": "Çeşmeyi yapacağız, nisanda açılacak. Gölgeliği bu yıl yapamıyoruz.",
        "reason": "Pazar yeri 2028'e kadar kiralık; sözleşme kalıcı yapıya izin vermiyor.",
        "reason_html": "<p>Pazar yeri 2028’e kadar kiralık; sözleşme kalıcı yapıya izin "
        "vermiyor.</p>",
        "office": "Belediye Başkanlığı",
        "unit_id": duty.unit_id,
        "document_number": "E-2026/1447",
        "remedies": services.REMEDIES,
    }
    with saving():
        duty = db.session.get_one(Duty, duty.id)
        answer = services.save_draft(duty, by=visitor(by), **{**values, **anything})
        if published:
            services.publish(answer, by=visitor(by))
    return answer


def work_alone(municipality: Municipality) -> None:
    """A small town: whoever drafts may sign, and nobody has to."""
    with saving():
        services.change_settings(
            municipality.id,
            by=visitor(make_person()),
            days=30,
            counting=Counting.CALENDAR,
            day_off=DayOff.NEXT,
            least_reason=40,
            alone=True,
        )


def answered_on(duty: Duty, day: date) -> None:
    """As if the answer had been published on `day`."""
    with saving():
        db.session.get_one(Duty, duty.id).answered_on = day
