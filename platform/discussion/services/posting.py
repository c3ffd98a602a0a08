"""Posting, editing and deleting comments; what waits for a moderator."""

from sqlalchemy import delete as sql_delete

from discussion import queries, rules
from discussion.models import Comment, CommentState, CommentVersion, Stance, Thread
from discussion.services.errors import NotYourVoice, ParentGone
from discussion.services.telling import PAGE, tell_about
from discussion.services.threads import count, follow
from kernel import audit, clock
from kernel.db import db, lock
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import CaseState, Cause, Hold
from notifications.models import NoticeKind
from notifications.services import tell

DESK = "discussion.moderate"


def post(
    thread: Thread,
    *,
    by: Visitor,
    body: str,
    html: str,
    stance: Stance | None = None,
    parent: Comment | None = None,
    organisation_id: int | None = None,
    office: str = "",
    suspicion: Hold | None = None,
) -> Comment:
    """The same words by the same person within ten minutes are the comment that is there.

    `suspicion`: what the form noticed. Then, or where the municipality reads new accounts first,
    the comment waits for a moderator and nobody is told of it yet.
    """
    assert by.id is not None
    # The owner holds a lock of its own name; two forms of one person must meet here.
    lock("thread", thread.id)
    _check_parent(thread, parent)
    _check_voice(thread, by, organisation_id, office)
    parent_id = parent.id if parent else None
    if repeated := queries.find_repeat(thread.id, by.id, parent_id, body):
        return repeated
    hold = moderation_queries.find_hold(thread.municipality_id, by, suspicion)
    comment = Comment(
        municipality_id=thread.municipality_id,
        thread_id=thread.id,
        parent_id=parent_id,
        author_id=by.id,
        organisation_id=organisation_id,
        office=office,
        stance=None if parent else stance or Stance.INFORMATION,
        body=body,
        html=html,
        state=CommentState.HELD if hold else CommentState.VISIBLE,
        posted_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    follow(thread, person_id=by.id)
    audit.record("discussion.post", comment, by=by.id, after={"thread_id": thread.id})
    if hold:
        _hold_back(comment, thread, hold)
    else:
        count(comment, visible=1, places=1)
        tell_of(thread, comment, parent)
    return comment


def _hold_back(comment: Comment, thread: Thread, hold: Hold) -> None:
    comment.case = moderation.open_case(
        municipality_id=comment.municipality_id,
        subject=thread.subject,
        endpoint=DESK,
        object_id=comment.id,
        author_id=comment.author_id,
        cause=Cause.HOLD,
        hold=hold,
    )


def _check_parent(thread: Thread, parent: Comment | None) -> None:
    if parent is None:
        return
    wrong = parent.thread_id != thread.id or parent.parent_id is not None
    if wrong or parent.state is not CommentState.VISIBLE:
        raise ParentGone()


def _check_voice(thread: Thread, by: Visitor, organisation_id: int | None, office: str) -> None:
    if organisation_id is not None:
        place, _name = by.organisations.get(organisation_id, (None, ""))
        if place != thread.municipality_id:
            raise NotYourVoice()
    if office and office not in queries.list_offices(by, thread.municipality_id):
        raise NotYourVoice()


# --- telling ------------------------------------------------------------------------------------


def tell_of(thread: Thread, comment: Comment, parent: Comment | None) -> None:
    """No names in notices: they would outlive a deleted account."""
    followers = queries.list_followers(thread.id)
    answered = [person for person in followers if parent and person == parent.author_id]
    # One key: whom one message reached the later ones leave alone.
    for people, message, kind in (
        (answered, N_("Yorumunuza yanıt yazıldı."), NoticeKind.ANSWERS),
        (_mentioned(thread, comment), N_("Bir yorumda adınız geçti."), NoticeKind.ANSWERS),
        (
            followers,
            N_("Takip ettiğiniz tartışmaya yeni bir yorum yazıldı."),
            NoticeKind.FOLLOWED,
        ),
    ):
        tell(
            people,
            key=f"comment:{comment.id}",
            message=message,
            facts={},
            subject=thread.subject,
            endpoint=PAGE,
            object_id=comment.id,
            municipality_id=thread.municipality_id,
            but_not=comment.author_id,
            kind=kind,
        )


def _mentioned(thread: Thread, comment: Comment) -> set[int]:
    """Participants of this thread whom the text names with an @."""
    if "@" not in comment.body:
        return set()
    return rules.mentioned(comment.body, queries.list_participants(thread.id))


# --- editing, deleting --------------------------------------------------------------------------


def edit(comment: Comment, *, by: Visitor, body: str, html: str) -> None:
    """An edit answers a moderator's wish for one."""
    if body == comment.body:
        return
    db.session.add(
        CommentVersion(
            comment_id=comment.id, body=comment.body, html=comment.html, replaced_at=clock.now()
        )
    )
    comment.body, comment.html, comment.edited_at = body, html, clock.now()
    audit.record("discussion.edit", comment, by=by.id)
    if comment.case is not None and comment.case.state is CaseState.EDIT:
        moderation.decide(comment.case, by=None, state=CaseState.DISMISSED)
    if new := _mentioned(comment.thread, comment):
        tell_about(
            comment,
            new,
            key=f"comment:{comment.id}",
            message=N_("Bir yorumda adınız geçti."),
            but_not=comment.author_id,
        )


def delete(comment: Comment, *, by: Visitor) -> None:
    """The words go, the earlier ones too; the place stays while it has replies."""
    was_public = comment.state is CommentState.VISIBLE
    comment.state = CommentState.DELETED
    comment.body = comment.html = ""
    comment.sources = []
    db.session.execute(sql_delete(CommentVersion).where(CommentVersion.comment_id == comment.id))
    db.session.flush()
    if was_public:
        count(comment, visible=-1, places=-1)
    if comment.case is not None and comment.case.state in (CaseState.OPEN, CaseState.EDIT):
        moderation.decide(comment.case, by=None, state=CaseState.DISMISSED)
    audit.record("discussion.delete", comment, by=by.id)
