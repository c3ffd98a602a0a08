"""A text, its versions, its paragraphs (what stays) and their wordings (what changes)."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from consultations.models import Activity
from discussion.models import Thread
from kernel.db import Base, enum_column, stamp
from kernel.i18n import N_


class TextState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class SuggestionState(enum.StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    PARTLY = "partly"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SUGGESTION_LABELS = {
    SuggestionState.OPEN: N_("Yanıt bekliyor"),
    SuggestionState.TAKEN: N_("Metne alındı"),
    SuggestionState.PARTLY: N_("Kısmen alındı"),
    SuggestionState.DECLINED: N_("Alınmadı"),
    SuggestionState.WITHDRAWN: N_("Geri çekildi"),
}


class Document(Base):
    """The text of one activity; its title is the activity's."""

    __tablename__ = "text_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), unique=True)
    state: Mapped[TextState] = mapped_column(enum_column(TextState), default=TextState.DRAFT)
    #: the version that is read now; 0 before the first
    current: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=stamp)

    activity: Mapped[Activity] = relationship(lazy="raise_on_sql")


class Version(Base):
    """As it was pasted. One may wait, unpublished, for its paragraphs to be matched."""

    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("text_document.id"))
    number: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    #: what changed and why, in the officer's words
    note: Mapped[str] = mapped_column(Text, default="")
    #: NULL: waits
    published_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Paragraph(Base):
    """What stays the same through versions: suggestions and the discussion hang on it."""

    __tablename__ = "text_paragraph"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("text_document.id"), index=True)
    #: opened when the first version that has it is published
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("thread.id"), unique=True)
    #: "siz söylediniz, biz yaptık": what the municipality made of what was said here
    we_did: Mapped[str] = mapped_column(Text, default="")
    we_did_at: Mapped[datetime | None]

    text: Mapped[Document] = relationship(lazy="raise_on_sql")
    thread: Mapped[Thread | None] = relationship(lazy="raise_on_sql")


class Wording(Base):
    """A paragraph in one version."""

    __tablename__ = "text_wording"
    __table_args__ = (UniqueConstraint("version_id", "paragraph_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("text_version.id"))
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("text_paragraph.id"), index=True)
    position: Mapped[int]
    #: counted through a version; headings have none
    number: Mapped[int | None]
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)


class Suggestion(Base):
    """Another wording of a paragraph, with its reason; answered once, in public."""

    __tablename__ = "text_suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
    paragraph_id: Mapped[int] = mapped_column(ForeignKey("text_paragraph.id"), index=True)
    #: the wording that it changes
    wording_id: Mapped[int] = mapped_column(ForeignKey("text_wording.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[SuggestionState] = mapped_column(
        enum_column(SuggestionState), default=SuggestionState.OPEN
    )
    #: "": the paragraph shall go
    words: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(default=stamp)
    answer: Mapped[str] = mapped_column(Text, default="")
    office: Mapped[str] = mapped_column(String(160), default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    paragraph: Mapped[Paragraph] = relationship(lazy="raise_on_sql")
    wording: Mapped[Wording] = relationship(lazy="raise_on_sql")
    author: Mapped[Person] = relationship(foreign_keys=[author_id], lazy="raise_on_sql")
