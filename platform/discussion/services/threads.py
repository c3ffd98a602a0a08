"""Opening, following and counting threads."""

from sqlalchemy import delete, update

from discussion.models import Comment, Stance, Thread, ThreadFollower
from kernel import clock
from kernel.db import db
from kernel.dialects import insert_into


def open_thread(*, municipality_id: int, subject: str, endpoint: str, object_id: int) -> Thread:
    thread = Thread(
        municipality_id=municipality_id,
        subject=subject[:300],
        endpoint=endpoint,
        object_id=object_id,
    )
    db.session.add(thread)
    db.session.flush()
    return thread


def follow(thread: Thread, *, person_id: int) -> None:
    db.session.execute(
        insert_into(ThreadFollower)
        .values(thread_id=thread.id, person_id=person_id, since=clock.now())
        .on_conflict_do_nothing(index_elements=["thread_id", "person_id"])
    )


def unfollow(thread: Thread, *, person_id: int) -> None:
    db.session.execute(
        delete(ThreadFollower).where(
            ThreadFollower.thread_id == thread.id, ThreadFollower.person_id == person_id
        )
    )


def count(comment: Comment, *, visible: int, places: int = 0) -> None:
    """Counters change in the database, so that no two writers lose one."""
    counts = {Thread.comment_count: Thread.comment_count + visible}
    if comment.parent_id is None:
        column = {
            Stance.FOR: Thread.for_count,
            Stance.AGAINST: Thread.against_count,
            Stance.INFORMATION: Thread.information_count,
        }[comment.stance or Stance.INFORMATION]
        counts[column] = column + visible
    db.session.execute(update(Thread).where(Thread.id == comment.thread_id).values(counts))
    if places and comment.parent_id is not None:
        db.session.execute(
            update(Comment)
            .where(Comment.id == comment.parent_id)
            .values(reply_count=Comment.reply_count + places)
        )


def forget(person_id: int) -> None:
    """Comments stay, by "silinmiş hesap"; nothing is told to an empty account."""
    db.session.execute(delete(ThreadFollower).where(ThreadFollower.person_id == person_id))
