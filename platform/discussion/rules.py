"""Who may do what with a comment, and in what order comments stand: pure functions.

Whether a thread takes comments is its owner's rule.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from discussion.models import Comment, CommentState
from kernel import rules as kernel_rules
from kernel.i18n import N_
from kernel.rules import (
    HIDDEN,
    Denied,
    Kind,
    Role,
    Visitor,
    closed,
    confirmed,
    may_write,
    works_as,
)
from kernel.text import fold
from moderation import rules as moderation
from moderation.models import AppealState, CaseState, Decision

MOST_SOURCES = 5


class Reason(kernel_rules.Reason):
    HIDDEN = N_("Bu yorum gizlendi.")
    DELETED = N_("Bu yorum silindi.")
    HELD = N_("Bu yorum inceleniyor; henüz yayında değil.")
    DECLINED = N_("Bu yorum yayımlanmadı.")
    NOT_YOURS = N_("Yalnızca kendi yorumunuzda değişiklik yapabilirsiniz.")
    YOURS = N_("Kendi yorumunuzu bildiremezsiniz.")
    YOUR_CASE = N_("Kendi yorumunuzla ilgili karar veremezsiniz.")
    NOT_HIDDEN = N_("Bu yorum gizli değil.")
    APPEALED = N_("Bu karara itiraz edildi; önce itiraz karara bağlanır.")
    RATE_YOURS = N_("Kendi yorumunuzu yararlı bulup bulmadığınız sayılmaz.")
    ASK_YOURS = N_("Kaynağı kendiniz ekleyebilirsiniz.")
    MOST_SOURCES = N_("Bir yoruma en çok 5 kaynak eklenebilir.")
    NO_SOURCES = N_("Bu yorumun kaynağı yok.")
    NO_OFFICE = N_("Yalnızca belediye adına yazılan yorumlar sabitlenir.")


class Placed(Protocol):
    @property
    def municipality_id(self) -> int: ...


class Words(Placed, Protocol):
    """A comment, or the row that stands for it in a list."""

    @property
    def state(self) -> CommentState: ...
    @property
    def author_id(self) -> int: ...
    @property
    def office(self) -> str: ...
    @property
    def sources(self) -> Sequence[Any]: ...


UNSEEN = {
    CommentState.HIDDEN: Reason.HIDDEN,
    CommentState.DELETED: Reason.DELETED,
    CommentState.HELD: Reason.HELD,
    CommentState.DECLINED: Reason.DECLINED,
}


def _visible(comment: Words) -> Denied | None:
    return None if comment.state is CommentState.VISIBLE else closed(UNSEEN[comment.state])


def see(visitor: Visitor, comment: Words) -> Denied | None:
    """What was never published is seen by its author and by who decides."""
    if comment.state not in (CommentState.HELD, CommentState.DECLINED):
        return None
    mine = visitor.signed_in and visitor.id == comment.author_id
    return None if mine or moderation.read(visitor, comment) is None else HIDDEN


def edit(visitor: Visitor, comment: Words) -> Denied | None:
    """The author, as long as it is not hidden; every earlier wording stays public."""
    if denied := _visible(comment) or may_write(visitor, comment.municipality_id):
        return denied
    return None if visitor.id == comment.author_id else Denied(Kind.ROLE, Reason.NOT_YOURS)


def delete(visitor: Visitor, comment: Words) -> Denied | None:
    """Not while hidden: the text is what the decision is about. What waits may be taken back."""
    unseen = None if comment.state is CommentState.HELD else _visible(comment)
    if denied := unseen or confirmed(visitor):
        return denied
    return None if visitor.id == comment.author_id else Denied(Kind.ROLE, Reason.NOT_YOURS)


def report(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := _visible(comment) or may_write(visitor, comment.municipality_id):
        return denied
    return Denied(Kind.ROLE, Reason.YOURS) if visitor.id == comment.author_id else None


def see_versions(visitor: Visitor, comment: Words) -> Denied | None:
    return _visible(comment)


# --- usefulness, sources, pins, summaries -------------------------------------------------------


def rate(visitor: Visitor, comment: Words) -> Denied | None:
    """Whether it helped: once a person, changeable, never one's own."""
    if denied := _visible(comment) or confirmed(visitor):
        return denied
    return Denied(Kind.ROLE, Reason.RATE_YOURS) if visitor.id == comment.author_id else None


def ask_source(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := _visible(comment) or may_write(visitor, comment.municipality_id):
        return denied
    return Denied(Kind.ROLE, Reason.ASK_YOURS) if visitor.id == comment.author_id else None


def add_source(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := edit(visitor, comment):
        return denied
    return closed(Reason.MOST_SOURCES) if len(comment.sources) >= MOST_SOURCES else None


def remove_source(visitor: Visitor, comment: Words) -> Denied | None:
    """Whoever wrote the comment added it; a moderator too, with a reason."""
    if denied := _visible(comment):
        return denied
    if not comment.sources:
        return closed(Reason.NO_SOURCES)
    if visitor.signed_in and visitor.id == comment.author_id:
        return confirmed(visitor)
    return moderation.decide(visitor, comment)


FACILITATORS = (Role.OFFICER, Role.COUNCIL_OFFICER, Role.MODERATOR, Role.ADMINISTRATOR)


def pin(visitor: Visitor, comment: Words) -> Denied | None:
    """An office's answer first; the words of residents keep the order that readers gave them."""
    if denied := _visible(comment):
        return denied
    if not comment.office:
        return closed(Reason.NO_OFFICE)
    return works_as(visitor, comment.municipality_id, *FACILITATORS)


def take_down(visitor: Visitor, thread: Placed) -> Denied | None:
    """What was said at a meeting, entered afterwards by staff."""
    return works_as(
        visitor,
        thread.municipality_id,
        Role.OFFICER,
        Role.COUNCIL_OFFICER,
        Role.ADMINISTRATOR,
    )


def summarise(visitor: Visitor, thread: Placed) -> Denied | None:
    return works_as(visitor, thread.municipality_id, *FACILITATORS)


# --- deciding -----------------------------------------------------------------------------------


def moderate(visitor: Visitor, comment: Placed) -> Denied | None:
    """Reading what was reported; the auditor reads too."""
    return moderation.read(visitor, comment)


def _judge(visitor: Visitor, comment: Words) -> Denied | None:
    if denied := moderation.decide(visitor, comment):
        return denied
    return Denied(Kind.ROLE, Reason.YOUR_CASE) if visitor.id == comment.author_id else None


def decide(visitor: Visitor, comment: Words) -> Denied | None:
    """What is visible may be hidden, what waits may be published; the rest is decided."""
    unseen = None if comment.state is CommentState.HELD else _visible(comment)
    return unseen or _judge(visitor, comment)


def decisions(comment: Comment) -> tuple[Decision, ...]:
    """Those that are possible in its state."""
    if comment.state is CommentState.HELD:
        return (Decision.PUBLISH, Decision.DECLINE)
    state = None if comment.case is None else comment.case.state
    if state is CaseState.OPEN:
        return (Decision.KEEP, Decision.EDIT, Decision.HIDE)
    if state is CaseState.EDIT:
        return (Decision.KEEP, Decision.HIDE)
    return (Decision.EDIT, Decision.HIDE)


def unhide(visitor: Visitor, comment: Comment) -> Denied | None:
    """A moderator takes a decision back; once appealed, it is another one's to decide."""
    if comment.state is not CommentState.HIDDEN:
        return closed(Reason.NOT_HIDDEN)
    appeal = None if comment.case is None else comment.case.appeal
    if appeal is not None and appeal.state is AppealState.WAITING:
        return closed(Reason.APPEALED)
    return _judge(visitor, comment)


def decide_appeal(visitor: Visitor, comment: Comment) -> Denied | None:
    return moderation.decide_appeal(visitor, comment.case)


# --- the order ----------------------------------------------------------------------------------

#: for 95 %
Z = 1.959964
SCALE = 1_000_000
#: a comment with fewer answers than this has not been judged yet
JUDGED = 5
#: on the first page every third place is for one of those
FRESH_PLACE = 3


def score(yes: int, no: int, *, pinned: bool = False) -> int:
    """The lower bound of the 95 % Wilson interval on yes/(yes + no), in millionths.

    An integer, so that both databases sort alike; a pinned comment stands before all others.
    """
    first = SCALE + 1 if pinned else 0
    total = yes + no
    if not yes:
        return first
    share, square = yes / total, Z * Z
    middle = share + square / (2 * total)
    spread = Z * math.sqrt((share * (1 - share) + square / (4 * total)) / total)
    return first + int(SCALE * max(0.0, (middle - spread) / (1 + square / total)))


def mixed(ranked: Sequence[int], fresh: Sequence[int], size: int) -> tuple[list[int], int]:
    """A first page: in order, every third place to the newest unjudged one that is not there yet.

    With it the number of ranked ones that have been passed, from where the next page goes on.
    """
    page: list[int] = []
    passed = 0
    while len(page) < size:
        if len(page) % FRESH_PLACE == FRESH_PLACE - 1:
            page += [one for one in fresh if one not in page][:1]
            if len(page) % FRESH_PLACE == 0:
                continue
        while passed < len(ranked) and ranked[passed] in page:
            passed += 1
        if passed == len(ranked):
            break
        page.append(ranked[passed])
        passed += 1
    return page, passed


def mentioned(body: str, names: Mapping[int, str]) -> set[int]:
    """Whom "@Ad Soyad" in a text means; the longest name that fits wins."""
    text = fold(body)
    found: set[int] = set()
    if "@" not in body:
        return found
    for folded in sorted({fold(name) for name in names.values()}, key=len, reverse=True):
        if not folded:
            continue
        pattern = re.compile(rf"(?<!\w)@{re.escape(folded)}(?!\w)")
        if pattern.search(text):
            found |= {person for person, name in names.items() if fold(name) == folded}
            text = pattern.sub(" ", text)
    return found
