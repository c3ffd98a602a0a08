"""Reporting a comment, deciding about it, its appeal. What is hidden keeps its place."""

from discussion import rules
from discussion.models import Comment, CommentState
from discussion.services.errors import NoLongerPossible
from discussion.services.posting import DESK, tell_of
from discussion.services.telling import tell_about
from discussion.services.threads import count
from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from moderation import queries as moderation_queries
from moderation import services as moderation
from moderation.models import Case, CaseState, Cause, Decision, Ground
from moderation.services import Verdict


def _open_case(comment: Comment, cause: Cause = Cause.REPORT) -> Case:
    comment.case = moderation.waiting_case(
        comment.case,
        municipality_id=comment.municipality_id,
        subject=comment.thread.subject,
        endpoint=DESK,
        object_id=comment.id,
        author_id=comment.author_id,
        cause=cause,
    )
    return comment.case


def report(comment: Comment, *, by: Visitor, ground: Ground, note: str = "") -> None:
    moderation.report(_open_case(comment), by=by, ground=ground, note=note)


def decide(comment: Comment, *, by: Visitor, verdict: Verdict) -> None:
    """One of the decisions that are possible in its state, with its consequences."""
    if verdict.decision not in rules.decisions(comment):
        raise NoLongerPossible()
    case = comment.case
    if case is None or case.state not in (CaseState.OPEN, CaseState.EDIT):
        case = _open_case(comment, Cause.OWN)
    moderation.conclude(case, by=by, verdict=verdict)
    EFFECTS[verdict.decision](comment, verdict.reason)
    db.session.flush()
    audit.record(
        f"discussion.{verdict.decision.value}",
        comment,
        by=by.id,
        after={"ground": verdict.ground.value if verdict.ground else None},
    )
    if message := REPORTERS.get(verdict.decision):
        _tell_reporters(comment, case, by=by, message=message, reason=verdict.reason)


def _hide(comment: Comment, reason: str) -> None:
    """The words stay in the database; pages show the reason in their place."""
    comment.state, comment.hidden_reason = CommentState.HIDDEN, reason
    db.session.flush()
    count(comment, visible=-1)


def _decline(comment: Comment, reason: str) -> None:
    comment.state, comment.hidden_reason = CommentState.DECLINED, reason


def _publish(comment: Comment, _reason: str) -> None:
    """From now on it is there; those who follow the thread are told now."""
    comment.state, comment.hidden_reason = CommentState.VISIBLE, ""
    comment.posted_at = clock.now()
    db.session.flush()
    count(comment, visible=1, places=1)
    parent = db.session.get(Comment, comment.parent_id) if comment.parent_id else None
    tell_of(comment.thread, comment, parent)
    _tell_author(
        comment,
        key=f"comment:{comment.id}:published",
        message=N_("Yorumunuz incelendi ve yayımlandı."),
        facts={},
    )


def _stay(_comment: Comment, _reason: str) -> None:
    """The text stays as it is."""


EFFECTS = {
    Decision.HIDE: _hide,
    Decision.DECLINE: _decline,
    Decision.PUBLISH: _publish,
    Decision.KEEP: _stay,
    Decision.EDIT: _stay,
}
REPORTERS = {
    Decision.HIDE: N_("Bildirdiğiniz yorum gizlendi. Teşekkür ederiz."),
    Decision.EDIT: N_("Bildirdiğiniz yorumun yazarından düzeltme istendi. Teşekkür ederiz."),
    Decision.KEEP: N_("Bildirdiğiniz yorum incelendi. Topluluk kurallarına aykırı bulunmadı."),
}


def hide(comment: Comment, *, by: Visitor, ground: Ground, reason: str) -> None:
    decide(comment, by=by, verdict=Verdict(Decision.HIDE, reason, ground))


def unhide(comment: Comment, *, by: Visitor, reason: str) -> None:
    assert comment.case is not None
    moderation.take_back(comment.case, by=by, reason=reason)
    _show(comment)
    audit.record("discussion.unhide", comment, by=by.id)
    _tell_author(
        comment,
        key=f"case:{comment.case.id}:shown",
        message=N_("Yorumunuz yeniden gösteriliyor."),
        facts={"reason": reason},
    )


def decide_appeal(comment: Comment, *, by: Visitor, reverse: bool, reason: str) -> None:
    """Reversed, what was hidden is shown and what was declined is published."""
    assert comment.case is not None
    moderation.decide_appeal(comment.case, by=by, reverse=reverse, reason=reason)
    if reverse and comment.state is CommentState.HIDDEN:
        _show(comment)
    elif reverse and comment.state is CommentState.DECLINED:
        _publish(comment, "")
    audit.record("discussion.decide_appeal", comment, by=by.id, after={"reversed": reverse})


def _show(comment: Comment) -> None:
    comment.state, comment.hidden_reason = CommentState.VISIBLE, ""
    db.session.flush()
    count(comment, visible=1)


def _tell_author(comment: Comment, *, key: str, message: str, facts: dict[str, str]) -> None:
    if comment.author.deleted_at is not None:
        return
    tell_about(
        comment,
        [comment.author_id],
        key=key,
        message=message,
        facts=facts,
    )


def _tell_reporters(
    comment: Comment, case: Case, *, by: Visitor, message: str, reason: str
) -> None:
    tell_about(
        comment,
        moderation_queries.list_reporters(case.id),
        key=f"case:{case.id}:decided",
        message=message,
        facts={"reason": reason} if reason else {},
        but_not=by.id,
    )
