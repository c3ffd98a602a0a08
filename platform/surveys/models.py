"""Surveys: sections, questions, responses, one-time codes, tags of free text."""

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consultations.models import Activity
from kernel.db import Base, Json, enum_column, stamp
from kernel.i18n import N_


class SurveyState(enum.StrEnum):
    """Open or closed is the activity's window; a released survey has its figures for good."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RELEASED = "released"


class Access(enum.StrEnum):
    PERSON = "person"  # signed in, one response each, changeable until closing
    CODE = "code"  # whoever holds an unused code; the response knows nothing of it


ACCESS_LABELS = {
    Access.PERSON: N_("Hesabıyla giriş yapanlar; herkes bir kez, son güne kadar değiştirebilir"),
    Access.CODE: N_("Elinde tek kullanımlık kod olanlar; yanıtlar kimseye bağlanamaz"),
}


class QuestionKind(enum.StrEnum):
    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"
    MATRIX = "matrix"
    NUMBER = "number"
    SHORT = "short"
    LONG = "long"
    RANKING = "ranking"
    PLACE = "place"
    FILE = "file"


QUESTION_LABELS = {
    QuestionKind.SINGLE: N_("Tek seçim"),
    QuestionKind.SEVERAL: N_("Birden çok seçim"),
    QuestionKind.SCALE: N_("Ölçek"),
    QuestionKind.MATRIX: N_("Çizelge"),
    QuestionKind.NUMBER: N_("Sayı"),
    QuestionKind.SHORT: N_("Kısa metin"),
    QuestionKind.LONG: N_("Uzun metin"),
    QuestionKind.RANKING: N_("Sıralama"),
    QuestionKind.PLACE: N_("Mahalle"),
    QuestionKind.FILE: N_("Dosya"),
}


class Channel(enum.StrEnum):
    WEB = "web"
    PAPER = "paper"  # entered by staff


class Survey(Base):
    __tablename__ = "survey"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    state: Mapped[SurveyState] = mapped_column(enum_column(SurveyState), default=SurveyState.DRAFT)
    access: Mapped[Access] = mapped_column(enum_column(Access), default=Access.PERSON)
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_html: Mapped[str] = mapped_column(Text, default="")
    #: whether everybody reads the figures once they are released
    results_public: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=stamp)
    published_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    #: what `figures.of` found at the release; pages read nothing else
    figures: Mapped[dict[str, Any] | None] = mapped_column(Json)

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")
    sections: Mapped[list["Section"]] = relationship(
        order_by="Section.position, Section.id", lazy="raise_on_sql", back_populates="survey"
    )


class Section(Base):
    """One page of the form."""

    __tablename__ = "survey_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)

    survey: Mapped[Survey] = relationship(lazy="raise_on_sql", back_populates="sections")
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position, Question.id", lazy="raise_on_sql", back_populates="section"
    )


class Question(Base):
    __tablename__ = "survey_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("survey_section.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    title: Mapped[str] = mapped_column(String(300))
    hint: Mapped[str] = mapped_column(String(300), default="")
    required: Mapped[bool] = mapped_column(default=False)
    #: [key, label]: answers to choose or to rank; the columns of a matrix
    options: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    #: [key, label]: the rows of a matrix
    lines: Mapped[list[list[str]]] = mapped_column(Json, default=list)
    #: ends of a scale; bounds of a number
    low: Mapped[int | None]
    high: Mapped[int | None]
    low_label: Mapped[str] = mapped_column(String(80), default="")
    high_label: Mapped[str] = mapped_column(String(80), default="")
    #: how many may be chosen
    most: Mapped[int | None]
    #: asked only where this earlier question was answered with that option
    after_id: Mapped[int | None] = mapped_column(ForeignKey("survey_question.id"))
    after_key: Mapped[str] = mapped_column(String(20), default="")

    section: Mapped[Section] = relationship(lazy="raise_on_sql", back_populates="questions")


class Response(Base):
    """One sent form. At the release `person_id` is emptied: the answers belong to nobody then."""

    __tablename__ = "survey_response"
    __table_args__ = (UniqueConstraint("survey_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), index=True)
    #: NULL: by code, on paper, or released
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.WEB)
    #: the day only, so that no clock leads from a code to its response
    sent_on: Mapped[date]


class Answer(Base):
    """One answer, or one of several; `item` is the row, the chosen or the ranked option."""

    __tablename__ = "survey_answer"
    __table_args__ = (
        UniqueConstraint("response_id", "question_id", "item"),
        Index("ix_survey_answer_figures", "question_id", "item", "option", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("survey_response.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"))
    item: Mapped[str] = mapped_column(String(20), default="")
    option: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="")
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"), index=True)


class SurveyDraft(Base):
    """What a signed-in person has filled in so far; gone when it is sent."""

    __tablename__ = "survey_draft"
    __table_args__ = (UniqueConstraint("survey_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: `answering.Values`
    filled: Mapped[dict[str, Any]] = mapped_column(Json, info={"private": True})
    kept_at: Mapped[datetime] = mapped_column(default=stamp)


class Code(Base):
    """An unused one-time code. Using it deletes the row: nothing is left to compare with."""

    __tablename__ = "survey_code"
    __table_args__ = (UniqueConstraint("survey_id", "token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    #: SHA-256
    token_hash: Mapped[str] = mapped_column(String(64))


class Invited(Base):
    """An address that got a link, as a mark that says nothing without our key; until the release.

    It keeps one address from getting two links. Nothing leads from it to a code or a response.
    """

    __tablename__ = "survey_invited"
    __table_args__ = (UniqueConstraint("survey_id", "mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    mark: Mapped[str] = mapped_column(String(64))


class Tag(Base):
    """What an officer read in free text."""

    __tablename__ = "survey_tag"
    __table_args__ = (UniqueConstraint("question_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("survey_question.id"))
    name: Mapped[str] = mapped_column(String(60))
    folded: Mapped[str] = mapped_column(String(120))


class Tagged(Base):
    __tablename__ = "survey_tagged"

    answer_id: Mapped[int] = mapped_column(ForeignKey("survey_answer.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("survey_tag.id"), primary_key=True, index=True)
