"""The kent konseyi, its opinions, and the agenda and decisions of the municipal council."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import PRIVATE
from answers.models import Duty
from councils.words import BodyKind, Category, Office, Outcome, Quorum, Seat
from discussion.models import Thread
from journeys.models import Journey
from kernel.db import Base, enum_column, stamp
from kernel.files import StoredFile
from meetings.models import Meeting
from places.models import Organisation, Unit
from voting.models import Election

# --- the kent konseyi ---------------------------------------------------------------------------


class Body(Base):
    """An organ of a kent konseyi, with its own rule of when it may meet."""

    __tablename__ = "council_body"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("quorum_value >= 0", name="quorum_value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[BodyKind] = mapped_column(enum_column(BodyKind))
    name: Mapped[str] = mapped_column(String(160))
    sort_key: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
    quorum: Mapped[Quorum] = mapped_column(enum_column(Quorum), default=Quorum.MAJORITY)
    #: percent of the full members (share) or heads (number)
    quorum_value: Mapped[int] = mapped_column(default=0)
    ended_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Member(Base):
    """A seat in a body. The name is public only of who holds an office."""

    __tablename__ = "council_member"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("council_body.id"), index=True)
    category: Mapped[Category] = mapped_column(enum_column(Category))
    #: "" after the account behind it was deleted
    name: Mapped[str] = mapped_column(String(160), info=PRIVATE)
    #: the organisation, chamber or neighbourhood this person speaks for
    represents: Mapped[str] = mapped_column(String(200), default="", info=PRIVATE)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    seat: Mapped[Seat] = mapped_column(enum_column(Seat), default=Seat.FULL)
    office: Mapped[Office | None] = mapped_column(enum_column(Office))
    from_on: Mapped[date]
    #: last day of the term; NULL: as long as the office lasts
    until_on: Mapped[date | None]
    #: left before the end of the term
    left_on: Mapped[date | None]

    body: Mapped[Body] = relationship(lazy="raise_on_sql")


class Gathering(Base):
    """A meeting of a body; day, place, agenda and minutes are those of the meeting it is."""

    __tablename__ = "council_gathering"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("council_body.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    #: the rule as it was when the meeting was called
    quorum: Mapped[Quorum] = mapped_column(enum_column(Quorum))
    quorum_value: Mapped[int]
    #: full members on the day and how many seats were taken; written with the attendance
    member_count: Mapped[int | None]
    present_count: Mapped[int | None]

    body: Mapped[Body] = relationship(lazy="raise_on_sql")
    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")


class Attendance(Base):
    """Hazirun: who of the members was there. Seen by staff and by the member."""

    __tablename__ = "council_attendance"

    gathering_id: Mapped[int] = mapped_column(ForeignKey("council_gathering.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("council_member.id"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(default=stamp)


class Vote(Base):
    """What a body voted on: open, with counts; secret, as a vote of the house."""

    __tablename__ = "council_vote"
    __table_args__ = (
        CheckConstraint("(election_id IS NULL) = (votes_for IS NOT NULL)", name="open_or_secret"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    gathering_id: Mapped[int] = mapped_column(ForeignKey("council_gathering.id"), index=True)
    question: Mapped[str] = mapped_column(String(300))
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    election_id: Mapped[int | None] = mapped_column(ForeignKey("election.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=stamp)

    gathering: Mapped[Gathering] = relationship(lazy="raise_on_sql")
    election: Mapped[Election | None] = relationship(lazy="raise_on_sql")


# --- the municipal council ----------------------------------------------------------------------


class Sitting(Base):
    """A session of the municipal council (birleşim). Whether it was held is computed."""

    __tablename__ = "council_sitting"
    __table_args__ = (
        UniqueConstraint("municipality_id", "starts_at"),
        Index("ix_council_sitting_municipality_id_first_on", "municipality_id", "first_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    title: Mapped[str] = mapped_column(String(160))
    #: the day that was announced first; a postponement does not change it
    first_on: Mapped[date]
    starts_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(200), default="")
    #: called for named subjects only: no opinion is due there
    extraordinary: Mapped[bool] = mapped_column(default=False, server_default=false())
    cancelled_at: Mapped[datetime | None]
    #: how often it changed: calendars ask
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(default=stamp)


class SittingChange(Base):
    """A postponement or cancellation, with the reason everybody reads."""

    __tablename__ = "council_sitting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(ForeignKey("council_sitting.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    from_at: Mapped[datetime]
    #: NULL: cancelled
    to_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)


class Item(Base):
    """An item of a session's agenda and, once there is one, the decision about it."""

    __tablename__ = "council_item"
    __table_args__ = (
        UniqueConstraint("sitting_id", "number"),
        CheckConstraint(
            "outcome IS NULL OR (decided_on IS NOT NULL AND decision_number <> '')",
            name="decided_whole",
        ),
        CheckConstraint("closes_at IS NULL OR opens_at IS NOT NULL", name="window"),
        CheckConstraint("returned_on IS NULL OR final_on IS NULL", name="returned_or_final"),
        Index("ix_council_item_municipality_id_decided_on", "municipality_id", "decided_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    #: on whose agenda it stands; after a committee that of the session that decides
    sitting_id: Mapped[int] = mapped_column(ForeignKey("council_sitting.id"))
    #: the session that took it up, once it stands on the agenda of a later one
    first_sitting_id: Mapped[int | None] = mapped_column(ForeignKey("council_sitting.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    #: what it means for residents, in plain words
    summary: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"))
    #: of the answer to what was said
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("answer_duty.id"))
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    committee: Mapped[str] = mapped_column(String(160), default="")
    referred_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    decision_number: Mapped[str] = mapped_column(String(60), default="")
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))
    #: the decision in plain words, and why
    decision: Mapped[str] = mapped_column(Text, default="")
    decision_html: Mapped[str] = mapped_column(Text, default="")
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    votes_abstain: Mapped[int | None]
    # --- after the decision (`rules.after`)
    #: the mayor gave it back to the council, which discusses it again as an item of its own
    returned_on: Mapped[date | None]
    returned_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    #: the item whose decision the mayor gave back
    again_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("council_item.id"), unique=True, index=True
    )
    #: NULL: when the mayor's days are over
    final_on: Mapped[date | None]
    #: to the governor or district governor
    sent_on: Mapped[date | None]
    sent_number: Mapped[str] = mapped_column(String(60), default="", server_default="")
    #: its summary was announced to the public
    summary_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(default=stamp)

    sitting: Mapped[Sitting] = relationship(lazy="raise_on_sql", foreign_keys=[sitting_id])
    first_sitting: Mapped[Sitting | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[first_sitting_id]
    )
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    duty: Mapped[Duty | None] = relationship(lazy="raise_on_sql")


class Document(Base):
    """A paper of an agenda item: the motion, the committee's report, the decision."""

    __tablename__ = "council_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("council_item.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime] = mapped_column(default=stamp)

    item: Mapped[Item] = relationship(lazy="raise_on_sql")
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")

    @property
    def municipality_id(self) -> int:
        """Of its item, which its loader brings along."""
        return self.item.municipality_id


# --- opinions -----------------------------------------------------------------------------------


class Opinion(Base):
    """Görüş of a kent konseyi, on its way through the municipal council.

    Agenda, committee and decision are those of `item`, never copied. Which step it is at and which
    is late is computed (`rules.track`).
    """

    __tablename__ = "council_opinion"
    __table_args__ = (
        CheckConstraint("handed_on IS NULL OR handed_number <> ''", name="handed_with_number"),
        CheckConstraint("told_on IS NULL OR told_number <> ''", name="told_with_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("council_body.id"), index=True)
    #: the meeting that adopted it, where that is in the house
    gathering_id: Mapped[int | None] = mapped_column(ForeignKey("council_gathering.id"))
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    adopted_on: Mapped[date]
    votes_for: Mapped[int]
    votes_against: Mapped[int]
    votes_abstain: Mapped[int]
    handed_on: Mapped[date | None]
    handed_number: Mapped[str] = mapped_column(String(60), default="")
    #: day of the first session after it was handed over, as announced then; lateness counts from it
    first_due_on: Mapped[date | None]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("council_item.id"), unique=True)
    told_on: Mapped[date | None]
    told_number: Mapped[str] = mapped_column(String(60), default="")
    announced_on: Mapped[date | None]
    announced_link: Mapped[str] = mapped_column(String(300), default="")
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("answer_duty.id"))
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"))

    body: Mapped[Body] = relationship(lazy="raise_on_sql")
    item: Mapped[Item | None] = relationship(lazy="raise_on_sql")
    journey: Mapped[Journey | None] = relationship(lazy="raise_on_sql")
    duty: Mapped[Duty | None] = relationship(lazy="raise_on_sql")
