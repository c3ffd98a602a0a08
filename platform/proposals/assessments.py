"""Tables of the evaluation: what units are asked and say, decisions at the gates, objections."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from answers.models import Duty
from journeys.models import Status
from kernel.db import Base, Json, Kurus, enum_column, stamp
from kernel.i18n import N_
from places.models import Unit


class EvaluationDays(Base):
    """How long each gate may take in a municipality; without a row `DAYS` holds."""

    __tablename__ = "evaluation_days"
    __table_args__ = (
        CheckConstraint(
            "preliminary BETWEEN 1 AND 365 AND technical BETWEEN 1 AND 365", name="gates"
        ),
        CheckConstraint(
            "to_object BETWEEN 1 AND 365 AND to_answer BETWEEN 1 AND 365", name="objection"
        ),
    )

    municipality_id: Mapped[int] = mapped_column(
        ForeignKey("municipality.id"), primary_key=True, autoincrement=False
    )
    preliminary: Mapped[int] = mapped_column(default=15)
    technical: Mapped[int] = mapped_column(default=30)
    #: in which an author may object, and in which an objection is decided
    to_object: Mapped[int] = mapped_column(default=15)
    to_answer: Mapped[int] = mapped_column(default=30)


#: preliminary, technical, to object, to answer an objection
DAYS = (15, 30, 15, 30)


class Criterion(Base):
    """What evaluators of one activity give points for; nobody outside reads the points."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("activity_id", "name"),
        CheckConstraint("weight BETWEEN 1 AND 10", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    name: Mapped[str] = mapped_column(String(120))
    weight: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)


#: for an activity that names none; stored with the first assignment, as official text in Turkish
CRITERIA = (
    "Kamu yararı: kaç kişiye, ne kadar dokunuyor",
    "Uygulanabilirlik: teknik olarak yapılabilir mi",
    "Maliyet: yararına göre makul mü",
    "Erişilebilirlik ve eşitlik: kimseyi dışarıda bırakmıyor mu",
    "Stratejik plana uygunluk",
)
MOST_POINTS = 5


class Feasibility(enum.StrEnum):
    YES = "yes"
    WITH_CONDITIONS = "with_conditions"
    NO = "no"
    NOT_OURS = "not_ours"


FEASIBILITY_LABELS: dict[Feasibility, str] = {
    Feasibility.YES: N_("Yapılabilir"),
    Feasibility.WITH_CONDITIONS: N_("Koşullu olarak yapılabilir"),
    Feasibility.NO: N_("Yapılamaz"),
    Feasibility.NOT_OURS: N_("Belediyenin yetkisinde değil"),
}


class Assessment(Base):
    """A unit is asked for its opinion, once a proposal; the text of it never leaves the staff."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("proposal_id", "unit_id"),
        Index(
            "ix_assessment_municipality_id_done_at_due_on", "municipality_id", "done_at", "due_on"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date]
    question: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(default=stamp)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    feasibility: Mapped[Feasibility | None] = mapped_column(enum_column(Feasibility))
    opinion: Mapped[str] = mapped_column(Text, default="")
    cost_kurus: Mapped[int | None] = mapped_column(Kurus)
    legal_basis: Mapped[str] = mapped_column(String(400), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    done_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[done_by_id])


class Score(Base):
    """One person's points for one criterion; a second time replaces the first."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("assessment_id", "criterion_id", "person_id"),
        CheckConstraint(f"points BETWEEN 0 AND {MOST_POINTS}", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    points: Mapped[int]
    given_at: Mapped[datetime] = mapped_column(default=stamp)


class EvaluationNote(Base):
    """Between those who evaluate; never deleted, never shown outside."""

    __tablename__ = "evaluation_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=stamp)
    body: Mapped[str] = mapped_column(Text)

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Gate(enum.StrEnum):
    PRELIMINARY = "preliminary"  # ön değerlendirme
    TECHNICAL = "technical"  # teknik değerlendirme
    OBJECTION = "objection"


class GateDecision(Base):
    """What was decided at a gate: all of it public but who pressed the button."""

    __tablename__ = "gate_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    gate: Mapped[Gate] = mapped_column(enum_column(Gate))
    #: the status it led to; ASSESSING sends it through the second gate
    outcome: Mapped[Status] = mapped_column(enum_column(Status))
    office: Mapped[str] = mapped_column(String(160))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    decided_at: Mapped[datetime] = mapped_column(default=stamp)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: of a step towards the vote; a refusal's reason is its answer
    reason: Mapped[str] = mapped_column(Text, default="")
    #: what the first gate has looked at: keys of `evaluating.CHECKS`
    checks: Mapped[list[str] | None] = mapped_column(Json)
    feasibility: Mapped[str] = mapped_column(String(400), default="")
    cost_kurus: Mapped[int | None] = mapped_column(Kurus)
    legal_basis: Mapped[str] = mapped_column(String(400), default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    #: forwarded: to whom, by which letter
    body: Mapped[str] = mapped_column(String(160), default="")
    letter_number: Mapped[str] = mapped_column(String(60), default="")
    #: postponed
    until_on: Mapped[date | None]
    #: refused as the same as this one
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    #: handed over: the help desk's number
    desk_number: Mapped[str] = mapped_column(String(60), default="")


class Objection(Base):
    """Once a proposal, by its author; decided by somebody else than the first decision."""

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: the status it speaks against
    against: Mapped[Status] = mapped_column(enum_column(Status))
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=stamp)
    #: its own clock; the reply is this duty's answer
    duty_id: Mapped[int] = mapped_column(ForeignKey("answer_duty.id"), unique=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: True: the objection was right, the decision changed
    changed: Mapped[bool | None]

    duty: Mapped[Duty] = relationship(lazy="raise_on_sql")


class PreparedDecision(Base):
    """A decision that waits for its moment; the row goes with its publication."""

    __tablename__ = "prepared_decision"
    __table_args__ = (UniqueConstraint("proposal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    prepared_at: Mapped[datetime] = mapped_column(default=stamp)
    publish_at: Mapped[datetime]
    #: the fields of `services.ruling.Ruling`
    ruling: Mapped[dict[str, Any]] = mapped_column(Json)


class BulkAction(Base):
    """What was asked for many at once, and what came of each: done, or not and why."""

    __tablename__ = "bulk_action"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=stamp)
    #: "assign" or "decide", and in words what: a msgid with facts
    verb: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(Text)
    what_facts: Mapped[dict[str, Any]] = mapped_column(Json)
    #: [{"proposal": id, "why": msgid or "", "facts": {…}}], in the order of the list
    results: Mapped[list[dict[str, Any]]] = mapped_column(Json)
