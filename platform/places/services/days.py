"""The administrator enters days on which the municipality's offices differ from the calendar."""

from datetime import date

from kernel import audit
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.workdays import DayKind, Feast
from places.models import FeastDay, Municipality, OwnDay


class DayEntered(DomainError):
    constraint = "uq_own_day_municipality_id_day"
    message = N_("Bu gün daha önce girildi. Değiştirmek için önce onu silin.")
    field = "day"


def add_own_day(
    municipality: Municipality, *, by: Visitor, day: date, kind: DayKind, name: str
) -> OwnDay:
    """Due days that are set from now on see it; a promise that was made stays as it was made."""
    row = OwnDay(municipality_id=municipality.id, day=day, kind=kind, name=name)
    with refusing(DayEntered):
        db.session.add(row)
    after = {"day": day.isoformat(), "kind": kind.value, "name": name}
    audit.record("places.add_own_day", row, by=by.id, after=after)
    return row


def remove_own_day(own_day: OwnDay, *, by: Visitor) -> None:
    before = {"day": own_day.day.isoformat(), "kind": own_day.kind.value, "name": own_day.name}
    audit.record("places.remove_own_day", own_day, by=by.id, before=before)
    db.session.delete(own_day)


class FeastEntered(DomainError):
    constraint = "uq_feast_day_municipality_id_first_on"
    message = N_("Bu bayram daha önce girildi.")
    field = "first_on"


def add_feast(municipality: Municipality, *, by: Visitor, feast: Feast, first_on: date) -> FeastDay:
    """With both feasts of a year its working days are counted; days that were promised stay."""
    row = FeastDay(municipality_id=municipality.id, feast=feast, first_on=first_on)
    with refusing(FeastEntered):
        db.session.add(row)
    after = {"feast": feast.value, "first_on": first_on.isoformat()}
    audit.record("places.add_feast", row, by=by.id, after=after)
    return row


def remove_feast(feast_day: FeastDay, *, by: Visitor) -> None:
    before = {"feast": feast_day.feast.value, "first_on": feast_day.first_on.isoformat()}
    audit.record("places.remove_feast", feast_day, by=by.id, before=before)
    db.session.delete(feast_day)
