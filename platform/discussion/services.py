"""Opening threads, posting, editing, deleting, reporting and hiding comments."""

from sqlalchemy import delete as sql_delete
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Person
from discussion import queries
from discussion.models import (
    Comment,
    CommentState,
    CommentVersion,
    Stance,
    Thread,
    ThreadFollower,
)
from kernel import audit, clock, outbox
from kernel.db import DomainError, db, lock
from kernel.i18n import N_, _, in_language
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import GROUND_LABELS, Case, CaseState, Ground
from notifications import links
from notifications.services import tell
from places.queries import get_municipality

PAGE = "discussion.show"
DESK = "discussion.moderate"


class ParentGone(DomainError):
    message = N_("Yanıtladığınız yorum artık yok. Yazdığınızı yeni bir yorum olarak gönderin.")


class NotYourVoice(DomainError):
    message = N_("Bu kuruluş ya da birim adına yazma yetkiniz yok.")
    field = "speaker"


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
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    db.session.execute(
        dialect.insert(ThreadFollower)
        .values(thread_id=thread.id, person_id=person_id, since=clock.now())
        .on_conflict_do_nothing(index_elements=["thread_id", "person_id"])
    )


def unfollow(thread: Thread, *, person_id: int) -> None:
    db.session.execute(
        sql_delete(ThreadFollower).where(
            ThreadFollower.thread_id == thread.id, ThreadFollower.person_id == person_id
        )
    )


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
) -> Comment:
    """The same words by the same person within ten minutes are the comment that is there."""
    assert by.id is not None
    # The owner holds a lock of its own name; two forms of one person must meet here.
    lock("thread", thread.id)
    _check_parent(thread, parent)
    _check_voice(thread, by, organisation_id, office)
    parent_id = parent.id if parent else None
    if repeated := queries.find_repeat(thread.id, by.id, parent_id, body):
        return repeated
    comment = Comment(
        municipality_id=thread.municipality_id,
        thread_id=thread.id,
        parent_id=parent_id,
        author_id=by.id,
        organisation_id=organisation_id,
        office=office,
        stance=None if parent else stance,
        body=body,
        html=html,
        state=CommentState.VISIBLE,
        posted_at=clock.now(),
    )
    db.session.add(comment)
    db.session.flush()
    _count(comment, visible=1, places=1)
    follow(thread, person_id=by.id)
    audit.record("discussion.post", comment, by=by.id, after={"thread_id": thread.id})
    _tell_followers(thread, comment, parent)
    return comment


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


def _count(comment: Comment, *, visible: int, places: int = 0) -> None:
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


def _tell_followers(thread: Thread, comment: Comment, parent: Comment | None) -> None:
    """No names in notices: they would outlive a deleted account."""
    followers = queries.list_followers(thread.id)
    answered = [person for person in followers if parent and person == parent.author_id]
    for people, message in (
        (answered, N_("Yorumunuza yanıt yazıldı.")),
        (followers, N_("Takip ettiğiniz tartışmaya yeni bir yorum yazıldı.")),
    ):
        # One key: whom the first message reached the second leaves alone.
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
        )


def edit(comment: Comment, *, by: Visitor, body: str, html: str) -> None:
    if body == comment.body:
        return
    db.session.add(
        CommentVersion(
            comment_id=comment.id, body=comment.body, html=comment.html, replaced_at=clock.now()
        )
    )
    comment.body, comment.html, comment.edited_at = body, html, clock.now()
    audit.record("discussion.edit", comment, by=by.id)


def delete(comment: Comment, *, by: Visitor) -> None:
    """The words go, the earlier ones too; the place stays while it has replies."""
    comment.state = CommentState.DELETED
    comment.body = comment.html = ""
    db.session.execute(sql_delete(CommentVersion).where(CommentVersion.comment_id == comment.id))
    db.session.flush()
    _count(comment, visible=-1, places=-1)
    if comment.case is not None and comment.case.state is CaseState.OPEN:
        moderation.decide(comment.case, by=None, state=CaseState.DISMISSED)
    audit.record("discussion.delete", comment, by=by.id)


# --- moderation ---------------------------------------------------------------------------------


def _open_case(comment: Comment) -> Case:
    """The one that waits for a decision; after a decision the next report opens another."""
    if comment.case is not None and comment.case.state is CaseState.OPEN:
        return comment.case
    comment.case = moderation.open_case(
        municipality_id=comment.municipality_id,
        subject=comment.thread.subject,
        endpoint=DESK,
        object_id=comment.id,
    )
    return comment.case


def report(comment: Comment, *, by: Visitor, ground: Ground, note: str = "") -> None:
    moderation.report(_open_case(comment), by=by, ground=ground, note=note)


def hide(comment: Comment, *, by: Visitor, ground: Ground, reason: str) -> None:
    """The words stay in the database; pages show the reason in their place."""
    case = _open_case(comment)
    moderation.decide(case, by=by.id, state=CaseState.HIDDEN, ground=ground, reason=reason)
    comment.state, comment.hidden_reason = CommentState.HIDDEN, reason
    db.session.flush()
    _count(comment, visible=-1)
    audit.record("discussion.hide", comment, by=by.id, after={"ground": ground.value})
    _tell_author_of_hiding(comment, case)
    _tell_reporters(
        comment, case, by=by, message=N_("Bildirdiğiniz yorum gizlendi. Teşekkür ederiz.")
    )


def keep(comment: Comment, *, by: Visitor) -> None:
    assert comment.case is not None
    moderation.decide(comment.case, by=by.id, state=CaseState.DISMISSED)
    audit.record("discussion.keep", comment, by=by.id)
    _tell_reporters(
        comment,
        comment.case,
        by=by,
        message=N_("Bildirdiğiniz yorum incelendi. Topluluk kurallarına aykırı bulunmadı."),
    )


def unhide(comment: Comment, *, by: Visitor, reason: str) -> None:
    assert comment.case is not None
    moderation.decide(comment.case, by=by.id, state=CaseState.DISMISSED, reason=reason)
    comment.state, comment.hidden_reason = CommentState.VISIBLE, ""
    db.session.flush()
    _count(comment, visible=1)
    audit.record("discussion.unhide", comment, by=by.id)
    _tell_author(
        comment,
        key=f"case:{comment.case.id}:shown",
        message=N_("Yorumunuz yeniden gösteriliyor."),
        facts={"reason": reason},
    )


def _tell_author_of_hiding(comment: Comment, case: Case) -> None:
    town = get_municipality(comment.municipality_id)
    facts = {"reason": case.reason, "contact": town.help_desk or town.official_name}
    _tell_author(
        comment,
        key=f"case:{case.id}:hidden",
        message=N_(
            "Yorumunuz topluluk kurallarına uymadığı için gizlendi. 7 gün içinde itiraz "
            "edebilirsiniz. Başvuru yeri: %(contact)s."
        ),
        facts=facts,
    )
    if comment.author.email is not None:
        _mail_author(comment, case, comment.author, town.slug, facts)


def _mail_author(
    comment: Comment, case: Case, author: Person, slug: str, facts: dict[str, str]
) -> None:
    """At once and not with the digest: the days to object run."""
    with in_language(author.language):
        subject = _("Yorumunuz gizlendi")
        text = _(
            "Merhaba,\n\n"
            "“%(subject)s” tartışmasındaki yorumunuz topluluk kurallarına uymadığı için "
            "gizlendi.\n\n"
            "Kural: %(ground)s\n"
            "Gerekçe: %(reason)s\n\n"
            "7 gün içinde itiraz edebilirsiniz. Başvuru yeri: %(contact)s. "
            "Başvururken yorumun numarasını yazın: %(number)s.\n\n"
            "Yorumunuz ve gerekçe:\n%(link)s",
            subject=comment.thread.subject,
            ground=_(GROUND_LABELS[case.ground or Ground.OTHER]),
            number=comment.id,
            link=links.absolute(PAGE, comment.id, slug),
            **facts,
        )
    outbox.mail(
        f"case:{case.id}:hidden",
        author.email or "",
        subject,
        text,
        person_id=author.id,
        municipality_id=comment.municipality_id,
    )


def _tell_author(comment: Comment, *, key: str, message: str, facts: dict[str, str]) -> None:
    if comment.author.deleted_at is not None:
        return
    tell(
        [comment.author_id],
        key=key,
        message=message,
        facts=facts,
        subject=comment.thread.subject,
        endpoint=PAGE,
        object_id=comment.id,
        municipality_id=comment.municipality_id,
    )


def _tell_reporters(comment: Comment, case: Case, *, by: Visitor, message: str) -> None:
    tell(
        moderation_queries.list_reporters(case.id),
        key=f"case:{case.id}:decided",
        message=message,
        facts={},
        subject=comment.thread.subject,
        endpoint=PAGE,
        object_id=comment.id,
        municipality_id=comment.municipality_id,
        but_not=by.id,
    )


def forget(person_id: int) -> None:
    """Comments stay, by "silinmiş hesap"; nothing is told to an empty account."""
    db.session.execute(sql_delete(ThreadFollower).where(ThreadFollower.person_id == person_id))
