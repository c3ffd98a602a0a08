"""Who may do what with a comment. Whether a thread takes comments is its owner's rule."""

from datetime import timedelta
from typing import Protocol

from discussion.models import Comment, CommentState
from kernel import rules as kernel_rules
from kernel.i18n import N_
from kernel.rules import Denied, Kind, Visitor, closed, confirmed
from moderation import rules as moderation
from moderation.models import CaseState

#: how long the author of a hidden comment may object; mails and pages say "7 gün"
OBJECTION = timedelta(days=7)


class Reason(kernel_rules.Reason):
    HIDDEN = N_("Bu yorum gizlendi.")
    DELETED = N_("Bu yorum silindi.")
    NOT_YOURS = N_("Yalnızca kendi yorumunuzda değişiklik yapabilirsiniz.")
    YOURS = N_("Kendi yorumunuzu bildiremezsiniz.")
    YOUR_CASE = N_("Kendi yorumunuzla ilgili karar veremezsiniz.")
    NOT_HIDDEN = N_("Bu yorum gizli değil.")
    NOTHING_OPEN = N_("Karar bekleyen bir bildirim yok.")


class Placed(Protocol):
    @property
    def municipality_id(self) -> int: ...


class Words(Placed, Protocol):
    """A comment, or the row that stands for it in a list."""

    @property
    def state(self) -> CommentState: ...
    @property
    def author_id(self) -> int: ...


def _visible(comment: Words) -> Denied | None:
    if comment.state is CommentState.HIDDEN:
        return closed(Reason.HIDDEN)
    return closed(Reason.DELETED) if comment.state is CommentState.DELETED else None


def _own(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := _visible(comment) or confirmed(visitor):
        return denied
    return None if visitor.id == comment.author_id else Denied(Kind.ROLE, Reason.NOT_YOURS)


def edit(visitor: Visitor, comment: Words) -> Denied | None:
    """The author, as long as it is not hidden; every earlier wording stays public."""
    return _own(visitor, comment)


def delete(visitor: Visitor, comment: Words) -> Denied | None:
    """Not while hidden: the text is what the decision is about."""
    return _own(visitor, comment)


def report(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := _visible(comment) or confirmed(visitor):
        return denied
    return Denied(Kind.ROLE, Reason.YOURS) if visitor.id == comment.author_id else None


def see_versions(visitor: Visitor, comment: Words) -> Denied | None:
    return _visible(comment)


def moderate(visitor: Visitor, comment: Placed) -> Denied | None:
    """Reading what was reported; the auditor reads too."""
    return moderation.read(visitor, comment)


def _judge(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := moderation.decide(visitor, comment):
        return denied
    return Denied(Kind.ROLE, Reason.YOUR_CASE) if visitor.id == comment.author_id else None


def hide(visitor: Visitor, comment: Words) -> Denied | None:
    return _visible(comment) or _judge(visitor, comment)


def keep(visitor: Visitor, comment: Comment) -> Denied | None:
    """Somebody reported it and nobody has decided yet."""
    if comment.case is None or comment.case.state is not CaseState.OPEN:
        return closed(Reason.NOTHING_OPEN)
    return _judge(visitor, comment)


def unhide(visitor: Visitor, comment: Words) -> Denied | None:
    if comment.state is not CommentState.HIDDEN:
        return closed(Reason.NOT_HIDDEN)
    return _judge(visitor, comment)
