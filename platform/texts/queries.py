"""Reads of texts; every loader option lives here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Person
from consultations.models import Activity, Consultation
from discussion.models import Thread
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from texts.models import (
    Document,
    Paragraph,
    Suggestion,
    SuggestionState,
    Version,
    Wording,
)


def get_text(text_id: int, for_: Visitor = NOBODY) -> Document:
    head = joinedload(Document.activity).joinedload(Activity.consultation)
    return db.session.scalars(
        select(Document)
        .where(Document.id == text_id)
        .options(head, head.joinedload(Consultation.unit))
    ).one()


def find_text(activity_id: int) -> Document | None:
    return db.session.scalars(select(Document).where(Document.activity_id == activity_id)).first()


# --- versions -----------------------------------------------------------------------------------


def list_versions(text_id: int) -> list[Version]:
    """The published ones, the latest first."""
    return list(
        db.session.scalars(
            select(Version)
            .where(Version.text_id == text_id, Version.published_at.is_not(None))
            .order_by(Version.number.desc())
        )
    )


def find_waiting(text_id: int) -> Version | None:
    return db.session.scalars(
        select(Version).where(Version.text_id == text_id, Version.published_at.is_(None))
    ).first()


@dataclass(frozen=True)
class Pending:
    """A text and its version that waits to be matched, if there is one."""

    text: Document
    version: Version | None

    @property
    def municipality_id(self) -> int:
        return self.text.municipality_id

    @property
    def waits(self) -> bool:
        return self.version is not None


def get_pending(text_id: int, for_: Visitor = NOBODY) -> Pending:
    return Pending(get_text(text_id), find_waiting(text_id))


@dataclass(frozen=True)
class Line:
    """One paragraph of a version, as its page shows it."""

    paragraph_id: int
    wording_id: int
    number: int | None
    source: str
    html: str
    comments: int = 0
    suggestions: int = 0
    we_did: str = ""
    #: before its first version is published a line has no page of its own
    discussed: bool = False

    @property
    def is_heading(self) -> bool:
        return self.number is None

    @property
    def name(self) -> str:
        return f"§ {self.number}" if self.number else self.source.lstrip("# ")


def list_lines(text_id: int, number: int) -> list[Line]:
    """A version in order, with how much was said about each paragraph: two queries."""
    rows = db.session.execute(
        select(
            Paragraph.id,
            Wording.id,
            Wording.number,
            Wording.source,
            Wording.html,
            func.coalesce(Thread.comment_count, 0),
            Paragraph.we_did,
            Paragraph.thread_id,
        )
        .join(Version, Version.id == Wording.version_id)
        .join(Paragraph, Paragraph.id == Wording.paragraph_id)
        .outerjoin(Thread, Thread.id == Paragraph.thread_id)
        .where(Version.text_id == text_id, Version.number == number)
        .order_by(Wording.position)
    ).all()
    counts = _count_suggestions(text_id)
    return [
        Line(
            paragraph,
            wording,
            number,
            source,
            html,
            comments,
            counts.get(paragraph, 0),
            done,
            thread is not None,
        )
        for paragraph, wording, number, source, html, comments, done, thread in rows
    ]


def _count_suggestions(text_id: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Suggestion.paragraph_id, func.count())
        .join(Paragraph, Paragraph.id == Suggestion.paragraph_id)
        .where(Paragraph.text_id == text_id, Suggestion.state != SuggestionState.WITHDRAWN)
        .group_by(Suggestion.paragraph_id)
    )
    return {paragraph_id: count for paragraph_id, count in rows}


# --- one paragraph ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A paragraph with its text and its latest wording."""

    row: Paragraph
    text: Document
    wording: Wording
    #: of the version the wording is from
    version: int

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def municipality_id(self) -> int:
        return self.row.municipality_id

    @property
    def thread(self) -> Thread | None:
        return self.row.thread

    @property
    def is_heading(self) -> bool:
        return self.wording.number is None

    @property
    def name(self) -> str:
        """As people call it."""
        number = self.wording.number
        return f"§ {number}" if number else self.wording.source.lstrip("# ")

    @property
    def is_current(self) -> bool:
        return self.version == self.text.current


def get_paragraph(paragraph_id: int, for_: Visitor = NOBODY) -> Place:
    row = db.session.scalars(
        select(Paragraph).where(Paragraph.id == paragraph_id).options(joinedload(Paragraph.thread))
    ).one()
    wording, number = db.session.execute(
        select(Wording, Version.number)
        .join(Version, Version.id == Wording.version_id)
        .where(Wording.paragraph_id == paragraph_id)
        .order_by(Version.number.desc())
        .limit(1)
    ).one()
    return Place(row, get_text(row.text_id), wording, number)


@dataclass(frozen=True)
class Told:
    """A suggestion beside the wording it changes."""

    id: int
    paragraph_id: int
    number: int | None
    state: SuggestionState
    before: str
    words: str
    reason: str
    made_at: datetime
    answer: str
    office: str
    answered_at: datetime | None
    author_id: int
    author: str
    #: the version it was made on
    version: int


def list_suggestions(*, paragraph_id: int | None = None, text_id: int | None = None) -> list[Told]:
    """Of a paragraph or of a whole text: those that wait first, then in order of the text."""
    statement = (
        select(
            Suggestion.id,
            Suggestion.paragraph_id,
            Wording.number,
            Suggestion.state,
            Wording.source,
            Suggestion.words,
            Suggestion.reason,
            Suggestion.made_at,
            Suggestion.answer,
            Suggestion.office,
            Suggestion.answered_at,
            Suggestion.author_id,
            Person.name,
            Version.number,
        )
        .join(Wording, Wording.id == Suggestion.wording_id)
        .join(Version, Version.id == Wording.version_id)
        .join(Paragraph, Paragraph.id == Suggestion.paragraph_id)
        .join(Person, Person.id == Suggestion.author_id)
        .where(Suggestion.state != SuggestionState.WITHDRAWN)
        .order_by(Suggestion.answered_at.is_not(None), Wording.position, Suggestion.id)
        .limit(500)
    )
    if paragraph_id is not None:
        statement = statement.where(Suggestion.paragraph_id == paragraph_id)
    if text_id is not None:
        statement = statement.where(Paragraph.text_id == text_id)
    return [Told(*tuple(row)) for row in db.session.execute(statement)]


@dataclass(frozen=True)
class Asked:
    """A suggestion and whose text it is about."""

    row: Suggestion
    place: Place

    @property
    def municipality_id(self) -> int:
        return self.row.municipality_id

    @property
    def state(self) -> SuggestionState:
        return self.row.state

    @property
    def author_id(self) -> int:
        return self.row.author_id

    @property
    def text(self) -> Document:
        return self.place.text


def get_suggestion(suggestion_id: int, for_: Visitor = NOBODY) -> Asked:
    row = db.session.scalars(
        select(Suggestion)
        .where(Suggestion.id == suggestion_id)
        .options(joinedload(Suggestion.wording))
    ).one()
    return Asked(row, get_paragraph(row.paragraph_id))


def list_authors(text_id: int) -> Sequence[int]:
    """Whoever suggested something that was not withdrawn."""
    return db.session.scalars(
        select(Suggestion.author_id)
        .join(Paragraph, Paragraph.id == Suggestion.paragraph_id)
        .where(Paragraph.text_id == text_id, Suggestion.state != SuggestionState.WITHDRAWN)
        .distinct()
    ).all()


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    rows = db.session.scalars(
        select(Suggestion).where(Suggestion.author_id == person_id).order_by(Suggestion.id)
    )
    return {
        "text_suggestions": [
            {
                "paragraph": row.paragraph_id,
                "made_at": row.made_at.isoformat(),
                "state": row.state.value,
                "words": row.words,
                "reason": row.reason,
                "answer": row.answer,
            }
            for row in rows
        ]
    }
