"""What was said at a meeting, entered into a discussion by staff: its voice is the meeting's."""

from dataclasses import dataclass

from discussion import queries
from discussion.models import Comment, Stance, Thread
from discussion.services.telling import PAGE
from discussion.services.threads import count
from kernel import audit, clock
from kernel.db import db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.models import NoticeKind
from notifications.services import tell


@dataclass(frozen=True)
class Origin:
    """Label and address of the meeting."""

    subject: str
    endpoint: str
    object_id: int


def take_down(
    thread: Thread, *, by: Visitor, origin: Origin, stance: Stance, body: str, html: str
) -> Comment | None:
    """None: the same words were just entered. Followers are told once a meeting."""
    assert by.id is not None
    lock("thread", thread.id)
    if queries.find_repeat(thread.id, by.id, None, body):
        return None
    comment = Comment(
        municipality_id=thread.municipality_id,
        thread_id=thread.id,
        author_id=by.id,
        stance=stance,
        body=body,
        html=html,
        origin_subject=origin.subject,
        origin_endpoint=origin.endpoint,
        origin_id=origin.object_id,
        posted_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    count(comment, visible=1, places=1)
    after = {"thread_id": thread.id, "meeting": origin.object_id}
    audit.record("discussion.take_down", comment, by=by.id, after=after)
    tell(
        queries.list_followers(thread.id),
        key=f"taken-down:{thread.id}:{origin.object_id}",
        message=N_("Takip ettiğiniz tartışmaya bir buluşmada söylenenler girildi: %(meeting)s."),
        facts={"meeting": origin.subject},
        subject=thread.subject,
        endpoint=PAGE,
        object_id=comment.id,
        municipality_id=thread.municipality_id,
        but_not=by.id,
        kind=NoticeKind.FOLLOWED,
    )
    return comment
