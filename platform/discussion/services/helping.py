"""What readers do with a comment: useful or not, a source; pins and summaries of facilitators."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from discussion import queries, rules
from discussion.models import Comment, Rating, SourceAsk, Summary, Thread
from discussion.services.errors import AlreadyAsked
from discussion.services.telling import tell_about
from kernel import audit, clock
from kernel.db import db, lock
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.models import NoticeKind
from notifications.services import tell


def rate(comment: Comment, *, by: Visitor, useful: bool) -> None:
    """The last answer counts; the database holds one a person."""
    lock("rating", comment.id)
    statement = insert_into(Rating).values(
        comment_id=comment.id, person_id=by.id, useful=useful, at=clock.now()
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["comment_id", "person_id"],
            set_={"useful": useful, "at": clock.now()},
        )
    )
    _count_ratings(comment)


def unrate(comment: Comment, *, by: Visitor) -> None:
    lock("rating", comment.id)
    db.session.execute(
        delete(Rating).where(Rating.comment_id == comment.id, Rating.person_id == by.id)
    )
    _count_ratings(comment)


def _count_ratings(comment: Comment) -> None:
    """Counted anew under the comment's lock, so that no two answers lose one."""
    found = db.session.execute(
        select(Rating.useful, func.count())
        .where(Rating.comment_id == comment.id)
        .group_by(Rating.useful)
    )
    numbers = {useful: number for useful, number in found}
    yes, no = numbers.get(True, 0), numbers.get(False, 0)
    pinned = comment.pinned_at is not None
    # Written whatever this session has read before: another answer may have come between.
    _write(comment, yes_count=yes, no_count=no, score=rules.score(yes, no, pinned=pinned))


def _write(comment: Comment, **values: Any) -> None:
    db.session.execute(update(Comment).where(Comment.id == comment.id).values(**values))


def _rank(comment: Comment) -> None:
    comment.score = rules.score(
        comment.yes_count, comment.no_count, pinned=comment.pinned_at is not None
    )
    db.session.flush()


# --- sources ------------------------------------------------------------------------------------


def ask_source(comment: Comment, *, by: Visitor) -> None:
    """Counted once a person; the author is told once, whoever asks after."""
    lock("rating", comment.id)
    once = ["comment_id", "person_id"]
    statement = insert_into(SourceAsk).values(
        comment_id=comment.id, person_id=by.id, at=clock.now()
    )
    added = statement.on_conflict_do_nothing(index_elements=once).returning(SourceAsk.person_id)
    if db.session.execute(added).first() is None:
        raise AlreadyAsked()
    asked = select(func.count()).select_from(SourceAsk).where(SourceAsk.comment_id == comment.id)
    _write(comment, source_asks=db.session.scalar(asked) or 0)
    if comment.author.deleted_at is not None:
        return
    tell_about(
        comment,
        [comment.author_id],
        key=f"source:{comment.id}",
        message=N_("Yorumunuz için kaynak istendi. Yorumun sayfasından ekleyebilirsiniz."),
    )


def add_source(comment: Comment, *, by: Visitor, url: str, title: str) -> None:
    if any(source["url"] == url for source in comment.sources):
        return
    comment.sources = [*comment.sources, {"url": url, "title": title}]
    audit.record("discussion.add_source", comment, by=by.id)


def remove_source(comment: Comment, *, by: Visitor, url: str, reason: str) -> None:
    """`reason`: a moderator's; the author reads it, the record keeps what was there."""
    if all(source["url"] != url for source in comment.sources):
        return
    comment.sources = [source for source in comment.sources if source["url"] != url]
    audit.record(
        "discussion.remove_source",
        comment,
        by=by.id,
        before={"url": url},
        after={"reason": reason},
    )
    if comment.author.deleted_at is not None:
        return
    tell_about(
        comment,
        [comment.author_id],
        key=f"source-gone:{comment.id}:{clock.now().isoformat()}",
        message=N_("Yorumunuzdaki bir kaynak kaldırıldı."),
        facts={"reason": reason},
        but_not=by.id,
    )


# --- facilitators -------------------------------------------------------------------------------


def pin(comment: Comment, *, by: Visitor) -> None:
    comment.pinned_at = clock.now()
    _rank(comment)
    audit.record("discussion.pin", comment, by=by.id)


def unpin(comment: Comment, *, by: Visitor) -> None:
    comment.pinned_at = None
    _rank(comment)
    audit.record("discussion.unpin", comment, by=by.id)


def summarise(
    thread: Thread,
    *,
    by: Visitor,
    body: str,
    html: str,
    comment_ids: Sequence[int],
    office: str,
) -> Summary:
    """A new version on top of the thread; each cited author is told once, whatever follows."""
    lock("summary", thread.id)
    versions = queries.list_summaries(thread.id)
    row = Summary(
        municipality_id=thread.municipality_id,
        thread_id=thread.id,
        version=versions[0].version + 1 if versions else 1,
        body=body,
        html=html,
        comment_ids=list(comment_ids),
        office=office,
        by_id=by.id,
        published_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("discussion.summarise", row, by=by.id, after={"comments": list(comment_ids)})
    tell(
        queries.list_authors(comment_ids),
        key=f"summary:{thread.id}",
        message=N_("Tartışmanın özeti yayımlandı; sizin yorumunuza da dayanıyor."),
        facts={},
        subject=thread.subject,
        endpoint=thread.endpoint,
        object_id=thread.object_id,
        municipality_id=thread.municipality_id,
        but_not=by.id,
        kind=NoticeKind.ANSWERS,
    )
    return row
