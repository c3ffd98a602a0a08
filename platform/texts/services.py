"""Writes of texts: preparing, versions, suggestions and their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select

from consultations import services as consultations
from consultations.models import Activity, Consultation
from discussion import services as discussion
from discussion.models import Thread
from kernel import audit, clock
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.models import NoticeKind
from notifications.services import tell
from texts import queries
from texts.cutting import Block
from texts.models import (
    Document,
    Paragraph,
    Suggestion,
    SuggestionState,
    TextState,
    Version,
    Wording,
)
from texts.queries import Asked, Place

PAGE = "texts.paragraph"


class Twice(DomainError):
    constraint = "uq_text_document_activity_id"
    message = N_("Bu adımın metni zaten var.")


class SamePlaceTwice(DomainError):
    message = N_(
        "Eski bir paragraf iki yeni paragrafla eşleştirildi. Her biri bir kez seçilebilir."
    )


class Unchanged(DomainError):
    message = N_("Metin, yürürlükteki sürümle aynı.")
    field = "source"


class SaidAlready(DomainError):
    message = N_("Bu öneriyi az önce gönderdiniz.")


@dataclass(frozen=True)
class Rendered:
    """A block with its HTML, which is made before any lock is taken."""

    block: Block
    html: str


def draw_up(
    activity: Activity, *, by: Visitor, source: str, blocks: Sequence[Rendered]
) -> Document:
    text = Document(
        municipality_id=activity.municipality_id, activity_id=activity.id, state=TextState.DRAFT
    )
    with refusing(Twice):
        db.session.add(text)
    _write_first(text, by, source, blocks)
    audit.record("texts.draw_up", text, by=by.id)
    return text


def edit(text: Document, *, by: Visitor, source: str, blocks: Sequence[Rendered]) -> None:
    """Before the first publication nothing hangs on the paragraphs: they are made anew."""
    _drop(text)
    _write_first(text, by, source, blocks)
    audit.record("texts.edit", text, by=by.id)


def _write_first(text: Document, by: Visitor, source: str, blocks: Sequence[Rendered]) -> None:
    version = Version(text_id=text.id, number=1, source=source, made_by_id=by.id)
    db.session.add(version)
    db.session.flush()
    _write(text, version, blocks, {})


def _write(
    text: Document, version: Version, blocks: Sequence[Rendered], same: Mapping[int, int]
) -> None:
    """`same`: place of the block -> the paragraph it is."""
    for position, one in enumerate(blocks):
        paragraph_id = same.get(position)
        if paragraph_id is None:
            paragraph = Paragraph(municipality_id=text.municipality_id, text_id=text.id)
            db.session.add(paragraph)
            db.session.flush()
            paragraph_id = paragraph.id
        db.session.add(
            Wording(
                version_id=version.id,
                paragraph_id=paragraph_id,
                position=position,
                number=one.block.number,
                source=one.block.source,
                html=one.html,
            )
        )
    db.session.flush()


def _drop(text: Document) -> None:
    threads = db.session.scalars(
        select(Paragraph.thread_id).where(Paragraph.text_id == text.id)
    ).all()
    versions = select(Version.id).where(Version.text_id == text.id).scalar_subquery()
    db.session.execute(delete(Wording).where(Wording.version_id.in_(versions)))
    for kind in (Paragraph, Version):
        db.session.execute(delete(kind).where(kind.text_id == text.id))
    db.session.execute(delete(Thread).where(Thread.id.in_(threads)))
    db.session.expire_all()


def publish(text: Document, *, by: Visitor) -> None:
    version = db.session.scalars(select(Version).where(Version.text_id == text.id)).one()
    version.published_at = clock.now()
    text.state, text.current = TextState.PUBLISHED, version.number
    _open_threads(text, version)
    consultations.attach(text.activity, endpoint="texts.show", object_id=text.id)
    audit.record("texts.publish", text, by=by.id)


def _open_threads(text: Document, version: Version) -> None:
    """Every paragraph and every heading has a discussion of its own."""
    rows = db.session.execute(
        select(Paragraph, Wording.number, Wording.source)
        .join(Wording, Wording.paragraph_id == Paragraph.id)
        .where(
            Wording.version_id == version.id,
            Paragraph.thread_id.is_(None),
        )
        .order_by(Wording.position)
    ).all()
    for paragraph, number, source in rows:
        name = f"§ {number}" if number else source.lstrip("# ")
        thread = discussion.open_thread(
            municipality_id=text.municipality_id,
            subject=f"{text.activity.title} · {name}"[:300],
            endpoint=PAGE,
            object_id=paragraph.id,
        )
        paragraph.thread_id = thread.id
    db.session.flush()


# --- a new version ------------------------------------------------------------------------------


def propose_version(text: Document, *, by: Visitor, source: str) -> Version:
    """Waits until an officer has said which paragraph is which; one waits at a time."""
    lock("text", text.id)
    if source == queries.list_versions(text.id)[0].source:
        raise Unchanged()
    version = queries.find_waiting(text.id)
    if version is None:
        version = Version(text_id=text.id, number=text.current + 1, source=source)
        db.session.add(version)
    version.source, version.made_by_id = source, by.id
    db.session.flush()
    audit.record("texts.propose_version", text, by=by.id, after={"number": version.number})
    return version


def publish_version(
    text: Document,
    version: Version,
    *,
    by: Visitor,
    blocks: Sequence[Rendered],
    same: Mapping[int, int],
    note: str,
) -> None:
    """`same`: place of a new block -> the paragraph it is; the old versions stay readable."""
    current = {line.paragraph_id for line in queries.list_lines(text.id, text.current)}
    if len(set(same.values())) != len(same) or not set(same.values()) <= current:
        raise SamePlaceTwice()
    _write(text, version, blocks, same)
    version.note, version.published_at = note, clock.now()
    text.current = version.number
    db.session.flush()
    _open_threads(text, version)
    audit.record("texts.publish_version", text, by=by.id, after={"number": version.number})
    tell(
        queries.list_authors(text.id),
        key=f"text:{text.id}:{version.number}",
        message=N_("Değişiklik önerdiğiniz metnin yeni sürümü yayımlandı: sürüm %(number)s."),
        facts={"number": version.number},
        subject=text.activity.title,
        endpoint="texts.show",
        object_id=text.id,
        municipality_id=text.municipality_id,
        but_not=by.id,
        kind=NoticeKind.MINE,
    )


def drop_version(text: Document, version: Version, *, by: Visitor) -> None:
    """The one that waits; nobody has seen it."""
    db.session.execute(delete(Version).where(Version.id == version.id))
    audit.record("texts.drop_version", text, by=by.id, before={"number": version.number})


# --- suggestions --------------------------------------------------------------------------------


def suggest(place: Place, *, by: Visitor, words: str, reason: str) -> Suggestion:
    assert by.id is not None
    lock("paragraph", place.id)
    if _repeats(place, by, words):
        raise SaidAlready()
    suggestion = Suggestion(
        municipality_id=place.municipality_id,
        paragraph_id=place.id,
        wording_id=place.wording.id,
        author_id=by.id,
        words=words,
        reason=reason,
        made_at=clock.now(),
    )
    db.session.add(suggestion)
    db.session.flush()
    consultations.contributed(place.text.activity)
    audit.record("texts.suggest", suggestion, by=by.id)
    return suggestion


def _repeats(place: Place, by: Visitor, words: str) -> bool:
    return (
        db.session.scalar(
            select(Suggestion.id).where(
                Suggestion.paragraph_id == place.id,
                Suggestion.author_id == by.id,
                Suggestion.words == words,
                Suggestion.state == SuggestionState.OPEN,
            )
        )
        is not None
    )


def withdraw(asked: Asked, *, by: Visitor) -> None:
    asked.row.state = SuggestionState.WITHDRAWN
    db.session.flush()
    consultations.contributed(asked.text.activity, -1)
    audit.record("texts.withdraw", asked.row, by=by.id)


ANSWERS = {
    SuggestionState.TAKEN: N_("Metne önerdiğiniz değişiklik alındı."),
    SuggestionState.PARTLY: N_("Metne önerdiğiniz değişiklik kısmen alındı."),
    SuggestionState.DECLINED: N_("Metne önerdiğiniz değişiklik alınmadı."),
}


def answer(asked: Asked, *, by: Visitor, state: SuggestionState, answer: str, office: str) -> None:
    """In public, with a reason; the author is told."""
    row = asked.row
    row.state, row.answer, row.office = state, answer, office
    row.answered_at, row.answered_by_id = clock.now(), by.id
    db.session.flush()
    audit.record("texts.answer", row, by=by.id, after={"state": state.value})
    tell(
        [row.author_id],
        key=f"suggestion:{row.id}",
        message=ANSWERS[state],
        facts={"reason": answer},
        subject=asked.text.activity.title,
        endpoint=PAGE,
        object_id=row.paragraph_id,
        municipality_id=row.municipality_id,
        but_not=by.id,
        kind=NoticeKind.ANSWERS,
    )


def say_done(place: Place, *, by: Visitor, we_did: str) -> None:
    """What the municipality made of what was said about this paragraph."""
    place.row.we_did = we_did
    place.row.we_did_at = clock.now() if we_did else None
    db.session.flush()
    audit.record("texts.say_done", place.row, by=by.id)


# --- with a draft consultation --------------------------------------------------


def discard(consultation: Consultation, *, by: Visitor) -> None:
    """The texts of a draft consultation; nobody could read them yet."""
    _discard(Activity.consultation_id == consultation.id, by=by)


def discard_of(activity: Activity, *, by: Visitor) -> None:
    _discard(Activity.id == activity.id, by=by)


def _discard(which: ColumnElement[bool], *, by: Visitor) -> None:
    found = db.session.scalars(
        select(Document).join(Activity, Activity.id == Document.activity_id).where(which)
    ).all()
    for text in found:
        audit.record("texts.discard", text, by=by.id)
        number = text.id
        _drop(text)
        db.session.execute(delete(Document).where(Document.id == number))
