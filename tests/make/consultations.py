"""Consultations for tests: published ones have promise, duty, journey and an open activity."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from answers.models import Duty, DutyKind
from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Change,
    Consultation,
    ConsultationState,
    Eligibility,
    Level,
    Promise,
    Template,
)
from discussion.models import Thread
from journeys.models import Journey, Kind, Status
from kernel import clock
from kernel.db import db
from kernel.text import fold
from places.models import Municipality
from tests.make.places import make_municipality, make_unit, saving

_numbers = itertools.count(1)
TITLE = "Değirmen Deresi’nin kıyısında önce neyi değiştirelim?"


def make_consultation(
    municipality: Municipality | None = None,
    *,
    published: bool = True,
    activities: Sequence[ActivityKind] = (ActivityKind.PROPOSALS,),
    answer_by: date | None = None,
    **anything: Any,
) -> Consultation:
    """`answer_by` is 54 days from now unless given; `activities` are open ones of these kinds."""
    town = municipality or make_municipality()
    unit_id = anything.pop("unit_id", None) or make_unit(town, f"Müdürlük {next(_numbers)}").id
    due = answer_by or clock.today() + timedelta(days=54)
    body = "Derenin mahallelerimizden geçen 2,8 kilometresi yenilenecek."
    values: dict[str, Any] = {
        "municipality_id": town.id,
        "template": Template.PARK,
        "asked_by": AskedBy.MUNICIPALITY,
        "title": TITLE,
        "summary": "Elde 20 milyon lira var; her isteğe yetmiyor.",
        "body": body,
        "body_html": f"<p>{body}</p>",
        "area": "Çınaraltı ve Kavaklı mahalleleri",
        "unit_id": unit_id,
        "preview_token": f"gizli-{next(_numbers)}",
    }
    values |= anything
    values["folded"] = fold(f"{values['title']} {values['summary']}")
    with saving() as session:
        row = Consultation(**values)
        session.add(row)
        session.flush()
        session.add(_promise(row, due))
        if published:
            _publish(row, due, anything)
    for kind in activities:
        make_activity(row, kind)
    return row


def _promise(row: Consultation, due: date) -> Promise:
    return Promise(
        consultation_id=row.id,
        can_change="20 milyon liranın hangi işlere gideceği\nYapıma hangi kesimden başlanacağı",
        cannot_change="Toplam bütçe: 20.000.000 ₺\nKıyıdaki 412 ağaç; hiçbiri kesilmez",
        level=Level.COLLABORATE,
        decided_by="Çınarlı Belediye Meclisi",
        answer_by=due,
        office="Belediye Başkanlığı",
        document_number="E-2026/1184",
    )


def _publish(row: Consultation, due: date, given: dict[str, Any]) -> None:
    """What `services.publish` leaves behind, without its notices and moments."""
    owner = {
        "municipality_id": row.municipality_id,
        "subject": row.title,
        "endpoint": "consultations.show",
        "object_id": row.id,
    }
    journey = Journey(kind=Kind.CONSULTATION, status=Status.OPEN, **owner)
    db.session.add(journey)
    db.session.flush()
    duty = Duty(
        kind=DutyKind.CONSULTATION,
        unit_id=row.unit_id,
        journey_id=journey.id,
        first_due_on=due,
        due_on=due,
        **owner,
    )
    db.session.add(duty)
    db.session.flush()
    row.journey_id, row.duty_id = journey.id, duty.id
    row.number = given.get("number") or f"D-2026-{next(_numbers):04d}"
    row.state = given.get("state", ConsultationState.PUBLISHED)
    row.published_at = given.get("published_at") or clock.now() - timedelta(days=20)


def make_activity(
    consultation: Consultation | None = None,
    kind: ActivityKind = ActivityKind.PROPOSALS,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    eligibility: Eligibility = Eligibility.EMAIL,
    **anything: Any,
) -> Activity:
    """Open since a day and for a fortnight unless told otherwise; a discussion has its thread."""
    owner = consultation or make_consultation(activities=())
    titles = {
        ActivityKind.PROPOSALS: "Kıyı için öneri yazın",
        ActivityKind.DISCUSSION: "Kıyıda araç, bisiklet, yaya",
        ActivityKind.VOTE: "20 milyon lirayı paylaştırın",
        ActivityKind.SURVEY: "Parkı nasıl kullanıyorsunuz?",
        ActivityKind.TEXT: "Park kullanım yönergesi taslağı",
        ActivityKind.OPINIONS: "Pazar yeri üzerine görüşler",
    }
    values: dict[str, Any] = {
        "municipality_id": owner.municipality_id,
        "consultation_id": owner.id,
        "kind": kind,
        "title": titles[kind],
        "text": "Derdi bir cümle, istediğinizi bir paragraf yazın.",
        "opens_at": opens_at or clock.now() - timedelta(days=1),
        "closes_at": closes_at or clock.now() + timedelta(days=14),
        "eligibility": eligibility,
        "minutes": 5,
        "position": next(_numbers),
    }
    values |= anything
    with saving() as session:
        row = Activity(**values)
        session.add(row)
        session.flush()
        if kind is ActivityKind.DISCUSSION and row.thread_id is None:
            thread = Thread(
                municipality_id=row.municipality_id,
                subject=owner.title,
                endpoint="consultations.discussion",
                object_id=row.id,
            )
            session.add(thread)
            session.flush()
            row.thread_id = thread.id
    return row


def list_changes(consultation_id: int) -> list[Change]:
    """The latest first."""
    mine = select(Change).where(Change.consultation_id == consultation_id)
    return list(db.session.scalars(mine.order_by(Change.id.desc())))
