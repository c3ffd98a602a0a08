"""The calendar of the municipal council."""

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import select

from councils import queries, rules
from councils.models import Item, Sitting, SittingChange
from councils.services.deadlines import calendar_changed
from councils.words import session_name
from journeys import services as journeys
from journeys.models import Journey
from kernel import audit, clock
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.rules import day
from places.queries import own_days

MOVED = N_("Meclis birleşimi ertelendi. Yeni gün: %(day)s.")
CALLED_OFF = N_("Meclis birleşimi iptal edildi.")


class SameMoment(DomainError):
    constraint = "uq_council_sitting_municipality_id_starts_at"
    message = N_("Bu gün ve saatte bir birleşim zaten var.")
    field = "starts_at"


def add_sitting(
    *,
    municipality_id: int,
    by: Visitor,
    title: str,
    starts_at: datetime,
    place: str = "",
    extraordinary: bool = False,
) -> Sitting:
    sitting = Sitting(
        municipality_id=municipality_id,
        title=title,
        first_on=clock.local(starts_at).date(),
        starts_at=starts_at,
        place=place,
        extraordinary=extraordinary,
        changed_at=clock.now(),
    )
    with refusing(SameMoment):
        db.session.add(sitting)
    audit.record("councils.add_sitting", sitting, by=by.id, after={"at": starts_at.isoformat()})
    calendar_changed(municipality_id)
    return sitting


def plan_year(
    *,
    municipality_id: int,
    by: Visitor,
    year: int,
    recess: int | None,
    at: time,
    place: str,
) -> int:
    """The ordinary sessions of a year, where the month has none yet; how many were added."""
    there = {(one.on.year, one.on.month) for one in queries.calendar(municipality_id)}
    added = 0
    for on in rules.planned_days(year, recess=recess, own=own_days(municipality_id)):
        starts_at = clock.at_local(on, at)
        if (on.year, on.month) not in there and starts_at > clock.now():
            add_sitting(
                municipality_id=municipality_id,
                by=by,
                title=session_name(on),
                starts_at=starts_at,
                place=place,
            )
            added += 1
    return added


def postpone(sitting: Sitting, *, by: Visitor, starts_at: datetime, reason: str) -> None:
    """To another day or hour, with a reason that everybody reads."""
    before = sitting.starts_at
    with refusing(SameMoment):
        sitting.starts_at = starts_at
    _change(sitting, by, before, starts_at, reason)
    facts = {"day": day(clock.local(starts_at).date()), "reason": reason}
    _tell(sitting, by, MOVED, facts)


def cancel(sitting: Sitting, *, by: Visitor, reason: str) -> None:
    """What was on its agenda and is not decided comes onto the next one's."""
    sitting.cancelled_at = clock.now()
    _change(sitting, by, sitting.starts_at, None, reason)
    _tell(sitting, by, CALLED_OFF, {"reason": reason})
    days = queries.calendar(sitting.municipality_id)
    later = rules.due_sitting(days, clock.local(sitting.starts_at).date())
    if later is None:
        return
    lock("sitting", later.id)
    number = queries.next_number(later.id)
    for item in _undecided(sitting):
        item.sitting_id, item.number = later.id, number
        number += 1
    db.session.flush()


def _undecided(sitting: Sitting) -> list[Item]:
    left = select(Item).where(Item.sitting_id == sitting.id, Item.decided_on.is_(None))
    return list(db.session.scalars(left.order_by(Item.number)))


def _change(
    sitting: Sitting, by: Visitor, before: datetime, after: datetime | None, reason: str
) -> None:
    sitting.sequence += 1
    sitting.changed_at = clock.now()
    db.session.add(
        SittingChange(
            sitting_id=sitting.id, by_id=by.id, from_at=before, to_at=after, reason=reason
        )
    )
    db.session.flush()
    audit.record(
        "councils.cancel" if after is None else "councils.postpone",
        sitting,
        by=by.id,
        before={"at": before.isoformat()},
        after={"at": after.isoformat() if after else None, "reason": reason},
    )
    calendar_changed(sitting.municipality_id)


def _tell(sitting: Sitting, by: Visitor, message: str, facts: Mapping[str, object]) -> None:
    """Whoever follows an item of its agenda, once."""
    of_items = select(Item.journey_id).where(Item.sitting_id == sitting.id)
    found = db.session.scalars(select(Journey).where(Journey.id.in_(of_items)).order_by(Journey.id))
    for journey in found:
        journeys.tell_followers(
            journey,
            key=f"sitting-changed:{sitting.id}:{sitting.sequence}",
            message=message,
            facts=dict(facts),
            by=by.id,
        )
