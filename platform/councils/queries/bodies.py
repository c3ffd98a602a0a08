"""The kent konseyi: its bodies, who sits in them, their meetings and votes."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from consultations.models import Activity, AskedBy, Consultation
from councils.models import Attendance, Body, Gathering, Member, Vote
from councils.words import BodyKind, Category, Office, Seat
from kernel import clock
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from meetings.models import Meeting, Minutes
from notifications.rules import sentence
from places.models import Organisation, OrganisationKind, OrganisationState
from voting.models import Election, ElectionState, RollKind, Secrecy


def find_council(municipality_id: int) -> Organisation | None:
    """The kent konseyi among the organisations; the first where there are several."""
    return db.session.scalar(
        select(Organisation)
        .where(
            Organisation.municipality_id == municipality_id,
            Organisation.kind == OrganisationKind.CITY_COUNCIL,
            Organisation.state == OrganisationState.VERIFIED,
        )
        .order_by(Organisation.id)
        .limit(1)
    )


def get_body(body_id: int, for_: Visitor = NOBODY) -> Body:
    return db.session.scalars(
        select(Body).where(Body.id == body_id).options(joinedload(Body.organisation))
    ).one()


def get_member(member_id: int, for_: Visitor = NOBODY) -> Member:
    return db.session.scalars(
        select(Member).where(Member.id == member_id).options(joinedload(Member.body))
    ).one()


def get_gathering(gathering_id: int, for_: Visitor = NOBODY) -> Gathering:
    return db.session.scalars(
        select(Gathering)
        .where(Gathering.id == gathering_id)
        .options(
            joinedload(Gathering.body).joinedload(Body.organisation),
            joinedload(Gathering.meeting),
        )
    ).one()


def sits_on(day: date) -> ColumnElement[bool]:
    """Whether a member has the seat on that day."""
    return and_(
        Member.from_on <= day,
        or_(Member.until_on.is_(None), Member.until_on >= day),
        or_(Member.left_on.is_(None), Member.left_on > day),
    )


class BodyRow(NamedTuple):
    id: int
    kind: Any
    name: str
    about: str
    quorum: Any
    quorum_value: int
    ended_on: date | None
    members: int


def list_bodies(organisation_id: int) -> list[BodyRow]:
    """With how many full members sit today; in the order of the law, then by name."""
    full = (
        select(func.count())
        .where(Member.body_id == Body.id, Member.seat == Seat.FULL, sits_on(clock.today()))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Body.id,
            Body.kind,
            Body.name,
            Body.about,
            Body.quorum,
            Body.quorum_value,
            Body.ended_on,
            full,
        )
        .where(Body.organisation_id == organisation_id)
        .order_by(Body.sort_key, Body.id)
    )
    order = list(BodyKind)
    return sorted((BodyRow(*row) for row in rows), key=lambda row: order.index(row.kind))


# --- members ------------------------------------------------------------------------------------


def list_members(body_id: int, *, on: date | None = None) -> list[Member]:
    """With names: for whoever may read them. `on`: only who sits that day."""
    wanted = select(Member).where(Member.body_id == body_id)
    if on is not None:
        wanted = wanted.where(sits_on(on))
    return list(
        db.session.scalars(
            wanted.order_by(Member.left_on.is_not(None), Member.seat, Member.category, Member.id)
        )
    )


def list_addresses(body_id: int) -> list[str]:
    """Of who holds a full seat today; "" for whom no account is known. For the roll of a vote."""
    rows = db.session.scalars(
        select(func.coalesce(Person.email, ""))
        .select_from(Member)
        .outerjoin(Person, Person.id == Member.person_id)
        .where(Member.body_id == body_id, Member.seat == Seat.FULL, sits_on(clock.today()))
        .order_by(Member.id)
    )
    return list(rows)


class Holder(NamedTuple):
    """In public: an office and who holds it."""

    body_id: int
    office: Office
    name: str
    until_on: date | None


def list_office_holders(organisation_id: int) -> list[Holder]:
    rows = db.session.execute(
        select(Member.body_id, Member.office, Member.name, Member.until_on)
        .join(Body, Body.id == Member.body_id)
        .where(
            Body.organisation_id == organisation_id,
            Member.office.is_not(None),
            Member.name != "",
            sits_on(clock.today()),
        )
        .order_by(Member.body_id, Member.id)
    )
    order = list(Office)
    held = [Holder(row.body_id, row.office, row.name, row.until_on) for row in rows if row.office]
    return sorted(held, key=lambda row: order.index(row.office))


def count_categories(body_id: int) -> list[tuple[Category, int, int]]:
    """How many full members and substitutes of each category sit today; no names."""
    rows = db.session.execute(
        select(Member.category, Member.seat, func.count())
        .where(Member.body_id == body_id, sits_on(clock.today()))
        .group_by(Member.category, Member.seat)
    )
    counts = {(category, seat): number for category, seat, number in rows}
    return [
        (one, counts.get((one, Seat.FULL), 0), counts.get((one, Seat.SUBSTITUTE), 0))
        for one in Category
        if (one, Seat.FULL) in counts or (one, Seat.SUBSTITUTE) in counts
    ]


# --- meetings -----------------------------------------------------------------------------------


class GatheringRow(NamedTuple):
    id: int
    body: str
    title: str
    starts_at: Any
    place: str
    cancelled_reason: str
    published_at: Any
    present_count: int | None
    written: bool


def list_gatherings(
    organisation_id: int, *, body_id: int | None = None, drafts: bool = False
) -> list[GatheringRow]:
    """The latest first."""
    written = select(Minutes.id).where(Minutes.meeting_id == Meeting.id).exists()
    wanted = (
        select(
            Gathering.id,
            Body.name,
            Meeting.title,
            Meeting.starts_at,
            Meeting.place,
            Meeting.cancelled_reason,
            Meeting.published_at,
            Gathering.present_count,
            written,
        )
        .join(Body, Body.id == Gathering.body_id)
        .join(Meeting, Meeting.id == Gathering.meeting_id)
        .where(Body.organisation_id == organisation_id)
        .order_by(Meeting.starts_at.desc(), Gathering.id.desc())
        .limit(60)
    )
    if body_id is not None:
        wanted = wanted.where(Gathering.body_id == body_id)
    if not drafts:
        wanted = wanted.where(Meeting.published_at.is_not(None))
    return [GatheringRow(*row) for row in db.session.execute(wanted)]


def list_present(gathering_id: int) -> set[int]:
    """Ids of the members who were there."""
    return set(
        db.session.scalars(
            select(Attendance.member_id).where(Attendance.gathering_id == gathering_id)
        )
    )


def list_present_names(gathering_id: int) -> list[Member]:
    """For the signed sheet: full members first."""
    return list(
        db.session.scalars(
            select(Member)
            .join(Attendance, Attendance.member_id == Member.id)
            .where(Attendance.gathering_id == gathering_id)
            .order_by(Member.seat, Member.category, Member.id)
        )
    )


class VoteRow(NamedTuple):
    id: int
    question: str
    votes_for: int | None
    votes_against: int | None
    votes_abstain: int | None
    election_id: int | None
    election: str | None
    named: bool
    counted: bool
    #: the outcome of a counted vote of the house, as its card says it
    done_note: str | None
    done_facts: dict[str, Any] | None
    result: dict[str, Any] | None

    @property
    def passed(self) -> bool | None:
        """Of an open vote: more for than against. A secret one has an outcome."""
        if self.votes_for is None or self.votes_against is None:
            return None
        return self.votes_for > self.votes_against

    @property
    def outcome(self) -> str:
        return sentence(self.done_note or "", self.done_facts) if self.counted else ""

    @property
    def voters(self) -> int | None:
        """None where so few voted that no figure is published."""
        return (self.result or {}).get("voters")


def list_votes(gathering_id: int) -> list[VoteRow]:
    rows = db.session.execute(
        select(
            Vote.id,
            Vote.question,
            Vote.votes_for,
            Vote.votes_against,
            Vote.votes_abstain,
            Vote.election_id,
            Election.question,
            func.coalesce(Election.secrecy == Secrecy.NAMED, False),
            func.coalesce(Election.state == ElectionState.COUNTED, False),
            Activity.done_note,
            Activity.done_facts,
            Election.result,
        )
        .outerjoin(Election, Election.id == Vote.election_id)
        .outerjoin(Activity, Activity.id == Election.activity_id)
        .where(Vote.gathering_id == gathering_id)
        .order_by(Vote.id)
    )
    return [VoteRow._make(row) for row in rows]


def list_elections(municipality_id: int) -> list[tuple[int, str]]:
    """Published votes that the kent konseyi asked, secret or named."""
    published = Election.state.in_([ElectionState.FROZEN, ElectionState.COUNTED])
    return _asked(municipality_id, published)


def list_drafts(municipality_id: int) -> list[tuple[int, str]]:
    """Votes that the kent konseyi draws up, and whose voters stand on a list."""
    drafted = Election.state == ElectionState.DRAFT
    return _asked(municipality_id, drafted, Election.roll == RollKind.UPLOADED)


def _asked(municipality_id: int, *wanted: ColumnElement[bool]) -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Election.id, Election.question)
        .join(Consultation, Consultation.id == Election.consultation_id)
        .where(
            Election.municipality_id == municipality_id,
            Consultation.asked_by == AskedBy.CITY_COUNCIL,
            *wanted,
        )
        .order_by(Election.id.desc())
        .limit(50)
    )
    return [(row.id, row.question) for row in rows]
