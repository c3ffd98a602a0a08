"""Answers: what the municipality owes (a duty with a clock) and what it has said, signed."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from journeys.models import STATUS_KIND, STATUS_LABELS, Status
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_
from places.models import Unit


class DutyKind(enum.StrEnum):
    CONSULTATION = "consultation"
    PROPOSAL = "proposal"
    #: to an author's objection; decided by the owner of the proposal, not on the desk of answers
    OBJECTION = "objection"
    VOTE = "vote"  # its result was published
    FINDING = "finding"  # of an opinion map, marked by the officer
    COUNCIL_OPINION = "council_opinion"  # of the kent konseyi
    #: what residents said on an item of the municipal council's agenda
    AGENDA_ITEM = "agenda_item"


class Duty(Base):
    """Who owes an answer, and until when. Lateness counts from `first_due_on`, for ever.

    The public state (waiting, late, answered, answered late) is computed by `rules.state`, never
    stored; `answered_on` and `released_at` are facts.
    """

    __tablename__ = "answer_duty"
    __table_args__ = (
        Index("ix_answer_duty_municipality_id_answered_on", "municipality_id", "answered_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    kind: Mapped[DutyKind] = mapped_column(enum_column(DutyKind))
    subject: Mapped[str] = mapped_column(String(300))
    endpoint: Mapped[str] = mapped_column(String(80))
    object_id: Mapped[int]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    #: the journey that an answer moves; its followers are told
    journey_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"))
    #: the duty of the consultation whose promise covers it: a new day there is a new day here
    under_id: Mapped[int | None] = mapped_column(ForeignKey("answer_duty.id"), index=True)
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    answered_on: Mapped[date | None]
    #: nothing is owed any more: the author withdrew, or it was taken out
    released_at: Mapped[datetime | None]

    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")


class Conflict(Base):
    """Somebody who may not judge this: they said so themselves. The reason is for staff only."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (UniqueConstraint("duty_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    duty_id: Mapped[int] = mapped_column(ForeignKey("answer_duty.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="", info={"private": True})
    declared_at: Mapped[datetime] = mapped_column(default=stamp)


class Decision(enum.StrEnum):
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REFUSED = "refused"
    FORWARDED = "forwarded"
    POSTPONED = "postponed"
    HANDED_OVER = "handed_over"  # a request or complaint, now with the help desk
    ON_BALLOT = "on_ballot"  # only to an objection: it is voted on after all
    NOTED = "noted"  # only to a kent konseyi: the council took note and decided nothing


class AnswerState(enum.StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"  # handed over by its drafter; somebody else reads it
    CHECKED = "checked"  # waits for the signature
    APPROVED = "approved"
    PUBLISHED = "published"
    REPLACED = "replaced"  # a later version was published; stays readable


#: not public yet
WORKING = (AnswerState.DRAFT, AnswerState.CHECKING, AnswerState.CHECKED, AnswerState.APPROVED)


class Answer(Base):
    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("duty_id", "version"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    duty_id: Mapped[int] = mapped_column(ForeignKey("answer_duty.id"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[AnswerState] = mapped_column(enum_column(AnswerState), default=AnswerState.DRAFT)
    decision: Mapped[Decision] = mapped_column(enum_column(Decision))
    #: one sentence a resident understands
    summary: Mapped[str] = mapped_column(String(400))
    reason: Mapped[str] = mapped_column(Text)
    reason_html: Mapped[str] = mapped_column(Text)
    #: the office that signs: "Belediye Başkanlığı"
    office: Mapped[str] = mapped_column(String(160))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    document_number: Mapped[str] = mapped_column(String(60), default="")
    #: the rule the decision rests on: "5393 sayılı Kanun m. 14"
    legal_basis: Mapped[str] = mapped_column(String(400), default="")
    #: where one can object (Anayasa m.40)
    remedies: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(default=stamp)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    #: why a published answer was replaced
    change_reason: Mapped[str] = mapped_column(Text, default="")
    #: published with that one and in its words; that one's page is the page of both
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("answer.id"), index=True)

    duty: Mapped[Duty] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit | None] = relationship(lazy="raise_on_sql")


class AlsoAnswered(Base):
    """One text for several: this version answers that duty, too, once it is published."""

    __tablename__ = "also_answered"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("answer_duty.id"), primary_key=True, index=True)


class SentBack(Base):
    """A draft given back to its drafter, and why; read by those who may read the draft."""

    __tablename__ = "answer_sent_back"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=stamp)
    note: Mapped[str] = mapped_column(Text)


class Counting(enum.StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


class DayOff(enum.StrEnum):
    """What becomes of a due day on which offices are closed."""

    NEXT = "next"
    PREVIOUS = "previous"
    KEEP = "keep"


class AnswerSettings(Base):
    """Without a row the defaults hold."""

    __tablename__ = "answer_settings"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 365", name="days"),
        CheckConstraint("least_reason BETWEEN 40 AND 2000", name="least_reason"),
    )

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, autoincrement=False
    )
    #: within how many days an answer is due where no promise names the day
    days: Mapped[int] = mapped_column(default=30)
    counting: Mapped[Counting] = mapped_column(enum_column(Counting), default=Counting.CALENDAR)
    day_off: Mapped[DayOff] = mapped_column(enum_column(DayOff), default=DayOff.NEXT)
    #: the shortest reason, in signs
    least_reason: Mapped[int] = mapped_column(default=80)
    #: a small town: who drafted may also check and sign
    alone: Mapped[bool] = mapped_column(default=False)


COUNTING_LABELS: dict[Counting, str] = {
    Counting.CALENDAR: N_("Takvim günü"),
    Counting.WORKING: N_("İş günü"),
}
DAY_OFF_LABELS: dict[DayOff, str] = {
    DayOff.NEXT: N_("Sonraki iş gününe kayar"),
    DayOff.PREVIOUS: N_("Önceki iş gününe çekilir"),
    DayOff.KEEP: N_("Değişmez"),
}
DUTY_KIND_LABELS: dict[DutyKind, str] = {
    DutyKind.CONSULTATION: N_("Danışma"),
    DutyKind.PROPOSAL: N_("Öneri"),
    DutyKind.OBJECTION: N_("İtiraz"),
    DutyKind.VOTE: N_("Oylama"),
    DutyKind.FINDING: N_("Görüş haritası bulgusu"),
    DutyKind.COUNCIL_OPINION: N_("Kent konseyi görüşü"),
    DutyKind.AGENDA_ITEM: N_("Meclis gündem maddesi"),
}
#: the link from an answer to what it answers
ANSWERED_LABELS: dict[DutyKind, str] = {
    DutyKind.CONSULTATION: N_("Yanıtlanan danışmayı okuyun"),
    DutyKind.PROPOSAL: N_("Yanıtlanan öneriyi okuyun"),
    DutyKind.OBJECTION: N_("İtiraz edilen öneriyi okuyun"),
    DutyKind.VOTE: N_("Yanıtlanan oylamayı açın"),
    DutyKind.FINDING: N_("Yanıtlanan bulguyu okuyun"),
    DutyKind.COUNCIL_OPINION: N_("Yanıtlanan görüşü okuyun"),
    DutyKind.AGENDA_ITEM: N_("Yanıtlanan gündem maddesini okuyun"),
}
#: the public word, the same as the journey's
DECISION_LABELS: dict[Decision, str] = {
    Decision.ACCEPTED: STATUS_LABELS[Status.ACCEPTED],
    Decision.PARTLY: STATUS_LABELS[Status.PARTLY],
    Decision.REFUSED: STATUS_LABELS[Status.REFUSED],
    Decision.FORWARDED: STATUS_LABELS[Status.FORWARDED],
    Decision.POSTPONED: STATUS_LABELS[Status.POSTPONED],
    Decision.HANDED_OVER: STATUS_LABELS[Status.HANDED_OVER],
    Decision.ON_BALLOT: STATUS_LABELS[Status.ON_BALLOT],
    Decision.NOTED: STATUS_LABELS[Status.NOTED],
}
#: the kind of the macro `status()`
DECISION_KIND: dict[Decision, str] = {
    decision: STATUS_KIND[Status(decision.value)] for decision in Decision
}
