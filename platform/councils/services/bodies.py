"""Bodies of the kent konseyi and who sits in them."""

from datetime import date, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import or_, select, update

from councils.models import Body, Member
from councils.words import BodyKind, Category, Office, Quorum, Seat
from kernel import audit, clock
from kernel.db import DomainError, db, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import sort_key
from places.models import Organisation


class NameTaken(DomainError):
    constraint = "uq_council_body_organisation_id_name"
    message = N_("Bu adda bir organ var.")
    field = "name"


class TermEndsTooEarly(DomainError):
    constraint = "ck_council_member_term"
    message = N_("Görev süresi başladığı günden önce bitemez.")
    field = "until_on"


class TermOverlaps(DomainError):
    message = N_("Yeni dönem, organın görevi bitmeden başlayamaz.")
    field = "from_on"


class BodyDetails(TypedDict):
    kind: BodyKind
    name: str
    about: str
    quorum: Quorum
    quorum_value: int


class MemberDetails(TypedDict):
    category: Category
    name: str
    represents: str
    seat: Seat
    office: Office | None
    from_on: date
    until_on: date | None
    person_id: int | None


def add_body(council: Organisation, *, by: Visitor, **details: Unpack[BodyDetails]) -> Body:
    body = Body(
        municipality_id=council.municipality_id,
        organisation_id=council.id,
        sort_key=sort_key(details["name"]),
        **details,
    )
    with refusing(NameTaken):
        db.session.add(body)
    audit.record("councils.add_body", body, by=by.id, after={"name": body.name})
    return body


def edit_body(body: Body, *, by: Visitor, **details: Unpack[BodyDetails]) -> None:
    """Meetings that were called keep the quorum they were called with."""
    with refusing(NameTaken):
        for name, value in details.items():
            setattr(body, name, value)
        body.sort_key = sort_key(body.name)
    audit.record("councils.edit_body", body, by=by.id, after={"name": body.name})


def end_body(body: Body, *, by: Visitor) -> None:
    """Its meetings and opinions stay."""
    body.ended_on = clock.today()
    audit.record("councils.end_body", body, by=by.id)


def begin_term(body: Body, *, by: Visitor, from_on: date) -> int:
    """A new term of the same body: who sat until now stays in its history, their term over.

    Returns how many seats ended. A body that had ended goes on. Raises TermOverlaps.
    """
    if body.ended_on is not None and from_on < body.ended_on:
        raise TermOverlaps()
    last = min(from_on - timedelta(days=1), body.ended_on or date.max)
    over = db.session.scalars(
        select(Member).where(
            Member.body_id == body.id,
            Member.from_on < from_on,
            or_(Member.until_on.is_(None), Member.until_on > last),
            Member.left_on.is_(None),
        )
    ).all()
    for member in over:
        member.until_on = max(member.from_on, last)
    body.ended_on = None
    db.session.flush()
    after = {"from": from_on.isoformat(), "seats": len(over)}
    audit.record("councils.begin_term", body, by=by.id, after=after)
    return len(over)


def add_member(body: Body, *, by: Visitor, **details: Unpack[MemberDetails]) -> Member:
    member = Member(municipality_id=body.municipality_id, body_id=body.id, **details)
    with refusing(TermEndsTooEarly):
        db.session.add(member)
    audit.record("councils.add_member", member, by=by.id)
    return member


def edit_member(member: Member, *, by: Visitor, **details: Unpack[MemberDetails]) -> None:
    with refusing(TermEndsTooEarly):
        for name, value in details.items():
            setattr(member, name, value)
    audit.record("councils.edit_member", member, by=by.id)


def end_member(member: Member, *, by: Visitor) -> None:
    """Left before the end of the term; the seat is free from today on."""
    member.left_on = clock.today()
    audit.record("councils.end_member", member, by=by.id)


def forget(person_id: int) -> None:
    """The seat stays as a number in the sums; name and what it stood for go, and it ends today."""
    mine = select(Member.id).where(Member.person_id == person_id)
    db.session.execute(
        update(Member)
        .where(Member.id.in_(mine), Member.left_on.is_(None))
        .values(left_on=clock.today())
    )
    db.session.execute(
        update(Member)
        .where(Member.person_id == person_id)
        .values(person_id=None, name="", represents="")
    )
