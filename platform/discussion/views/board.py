"""For owners of threads: the thread as their page shows it, and their comment route's work.

An owner writes one route, for GET and POST, with `form=lambda x: forms.comment(x.thread)`,
`page=` calling `write_page`, and a view that returns `answer(x.thread, form)`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, flash, g, redirect, render_template, request, url_for
from markupsafe import Markup

from discussion import forms, queries, rules, services
from discussion.models import STANCE_LABELS, Comment, CommentState, Stance, Thread
from discussion.queries import Comments, Order, Row, ShownThread
from discussion.views import drawn
from kernel import owners
from kernel.i18n import _
from kernel.rules import Denied, Kind, Visitor

ANCHOR = "tartisma"
AFTER, ORDER = "yorum", "yorumlar"
#: the class and icon of each column
LOOKS = {
    Stance.FOR: ("for", "plus"),
    Stance.AGAINST: ("against", "minus"),
    Stance.INFORMATION: ("info", "info"),
}


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    icon: str
    label: str
    count: int
    rows: list[Row]


@dataclass(frozen=True)
class Board:
    """What `discussion/_thread.html` shows."""

    thread: Thread | ShownThread
    comments: Comments
    visitor: Visitor
    #: why this visitor may not comment; None when they may
    denied: Denied | None
    #: the owner's comment route
    href: str
    #: three columns, or one list
    stances: bool
    following: bool
    speakers: list[tuple[str, Any]]
    #: "/cinarli/yorumlar/": one look-up instead of five a comment
    base: str
    #: stands for a comment's number in the reply form, which is written once
    place: ClassVar[str] = drawn.PLACE
    #: every reply is here, so none is promised elsewhere
    whole: bool = False

    def columns(self) -> list[Column]:
        thread = self.thread
        counts = (thread.for_count, thread.against_count, thread.information_count)
        return [
            Column(*LOOKS[stance], _(STANCE_LABELS[stance]), count, self.comments.of(stance))
            for stance, count in zip(LOOKS, counts, strict=True)
        ]

    @property
    def more_href(self) -> str | None:
        return self._address(after=self.comments.next) if self.comments.next else None

    @property
    def first_href(self) -> str:
        return self._address()

    def order_href(self, order: str) -> str:
        return self._address(order=Order(order))

    def _address(self, *, after: str | None = None, order: Order | None = None) -> str:
        chosen = order or self.comments.order
        rest = {key: value for key, value in request.args.items() if key not in (AFTER, ORDER)}
        if chosen is not Order.NEWEST:
            rest[ORDER] = chosen.value
        if after:
            rest[AFTER] = after
        return f"{request.path}{'?' if rest else ''}{urlencode(rest)}#{ANCHOR}"

    def may_reply(self, row: Row) -> bool:
        return self.denied is None and row.visible and row.parent_id is None

    def may_change(self, row: Row) -> bool:
        return rules.edit(self.visitor, row) is None

    def may_report(self, row: Row) -> bool:
        """A link for those too who have to sign in first."""
        denied = rules.report(self.visitor, row)
        return denied is None or (
            denied.kind is not Kind.CLOSED and denied.reason is not rules.Reason.YOURS
        )

    @cached_property
    def _moderates(self) -> bool:
        """Asked once: all comments of a thread are of one municipality."""
        return rules.moderate(self.visitor, self.thread) is None

    def may_moderate(self, row: Row) -> bool:
        return self._moderates and row.state is not CommentState.DELETED

    def draw(self, rows: Iterable[Row], kind: str = "", form: str = "") -> Markup:
        return drawn.comments(self, rows, kind, form)


def base_href() -> str:
    return url_for("discussion.show", comment_id=0).removesuffix("0")


def board(
    thread: Thread | ShownThread, *, denied: Denied | None, href: str, stances: bool = True
) -> Board:
    """`denied`: the owner's rule about commenting; `href`: the owner's comment route."""
    chosen = request.args.get(ORDER)
    order = Order.MOST_REPLIED if chosen == Order.MOST_REPLIED.value else Order.NEWEST
    return Board(
        thread=thread,
        comments=queries.list_comments(thread.id, after=request.args.get(AFTER), order=order),
        visitor=g.visitor,
        denied=denied,
        href=href,
        stances=stances,
        following=queries.is_following(thread.id, g.visitor.id),
        speakers=forms.speakers(thread) if denied is None else [],
        base=base_href(),
    )


def owner_href(thread: Thread, anchor: str = ANCHOR) -> str:
    return f"{owners.address(thread.endpoint, thread.object_id, g.slug)}#{anchor}"


def _parent(thread: Thread, form: forms.CommentForm) -> Comment | None:
    """The comment that is answered; one that is not there is the service's refusal."""
    if form.parent_number is None:
        return None
    found = queries.find_comment(form.parent_number)
    if found is None or found.thread_id != thread.id:
        raise services.ParentGone()
    return found


def write_page(thread: Thread, form: forms.CommentForm) -> str:
    """The form on a page of its own: for a reply, after a mistake, and to bring a draft back."""
    found = queries.find_comment(form.parent_number)
    parent = found if found is not None and found.thread_id == thread.id else None
    return render_template(
        "discussion/write.html",
        thread=thread,
        form=form,
        parent=parent if parent and parent.state is CommentState.VISIBLE else None,
        back=owner_href(thread),
        crumbs=[(thread.subject, owner_href(thread))],
    )


def post(thread: Thread, form: forms.CommentForm) -> Comment:
    return services.post(thread, by=g.visitor, parent=_parent(thread, form), **form.values())


def answer(thread: Thread, form: forms.CommentForm) -> Response:
    """Posts, and leads to where the comment stands."""
    comment = post(thread, form)
    flash(_("Yorumunuz yayımlandı."), "good")
    if comment.parent_id is None:
        return redirect(owner_href(thread, f"y{comment.id}"), 303)  # type: ignore[return-value]
    href = url_for("discussion.show", comment_id=comment.parent_id, _anchor=f"y{comment.id}")
    return redirect(href, 303)  # type: ignore[return-value]
