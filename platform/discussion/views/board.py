"""For owners of threads: the thread as their page shows it, and their comment route's work.

An owner writes one route, for GET and POST, with `form=` calling `forms.comment(x.thread)`, `page=`
calling `write_page`, and a view that returns `answer(x.thread, form)`. Both are a 404 where there
is no thread.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import (
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from discussion import forms, queries, rules, services
from discussion.models import STANCE_LABELS, Comment, CommentState, Stance, Thread
from discussion.queries import Comments, Order, Row, ShownSummary, ShownThread
from discussion.views import drawn
from kernel import owners
from kernel.i18n import _
from kernel.rules import Denied, Kind, Visitor
from moderation import forms as guard

ANCHOR = "tartisma"
AFTER, ORDER, SIDE = "yorum", "yorumlar", "taraf"
#: the class and icon of each column
LOOKS = {
    Stance.FOR: ("for", "plus"),
    Stance.AGAINST: ("against", "minus"),
    Stance.INFORMATION: ("info", "info"),
}
#: how the address names the sides
SIDES = {"destekleyen": Stance.FOR, "karsi": Stance.AGAINST, "bilgi": Stance.INFORMATION}
PATHS = {stance: path for path, stance in SIDES.items()}


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    icon: str
    label: str
    count: int
    rows: list[Row]
    #: the whole side, where there is more of it than stands here
    href: str | None


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
    #: what the thread says about this visitor
    reader: queries.Reader
    speakers: list[tuple[str, Any]]
    #: "/cinarli/yorumlar/": one look-up instead of five a comment
    base: str
    #: stands for a comment's number in the reply form, which is written once
    place: ClassVar[str] = drawn.PLACE
    #: every reply is here, so none is promised elsewhere
    whole: bool = False
    #: on the first page: which sides have more
    more: Mapping[Stance, bool] = field(default_factory=dict)
    summary: ShownSummary | None = None
    #: what this visitor has answered to "yararlı mı?"
    ratings: Mapping[int, bool] = field(default_factory=dict)

    @property
    def following(self) -> bool:
        return self.reader.following

    def columns(self) -> list[Column]:
        thread = self.thread
        counts = (thread.for_count, thread.against_count, thread.information_count)
        return [
            Column(
                *LOOKS[stance],
                _(STANCE_LABELS[stance]),
                count,
                self.comments.of(stance),
                self.side_href(stance) if self.more.get(stance) else None,
            )
            for stance, count in zip(LOOKS, counts, strict=True)
            if self.comments.side in (None, stance)
        ]

    @property
    def more_href(self) -> str | None:
        return self._address(after=self.comments.next) if self.comments.next else None

    @property
    def first_href(self) -> str:
        return self._address()

    @property
    def all_href(self) -> str:
        return self._address(side=None, every=True)

    def order_href(self, order: str) -> str:
        return self._address(order=Order(order))

    def side_href(self, side: Stance) -> str:
        return self._address(side=side)

    def _address(
        self,
        *,
        after: str | None = None,
        order: Order | None = None,
        side: Stance | None = None,
        every: bool = False,
    ) -> str:
        chosen = order or self.comments.order
        side = None if every else side or self.comments.side
        own = (AFTER, ORDER, SIDE)
        rest = {key: value for key, value in request.args.items() if key not in own}
        rest |= _place(chosen, side, after)
        return f"{request.path}{'?' if rest else ''}{urlencode(rest)}#{ANCHOR}"

    def may_reply(self, row: Row) -> bool:
        return self.denied is None and row.visible and row.parent_id is None

    def may_change(self, row: Row) -> bool:
        return rules.edit(self.visitor, row) is None

    def may_report(self, row: Row) -> bool:
        """A link for those too who have to sign in first."""
        denied = rules.report(self.visitor, row)
        return denied is None or denied.kind is Kind.LOGIN

    def may_rate(self, row: Row) -> bool:
        return rules.rate(self.visitor, row) is None

    def may_ask(self, row: Row) -> bool:
        return not row.sources and rules.ask_source(self.visitor, row) is None

    @cached_property
    def _moderates(self) -> bool:
        """Asked once: all comments of a thread are of one municipality."""
        return rules.moderate(self.visitor, self.thread) is None

    def may_moderate(self, row: Row) -> bool:
        return self._moderates and row.state is not CommentState.DELETED

    def may_pin(self, row: Row) -> bool:
        return bool(row.office) and rules.pin(self.visitor, row) is None

    @cached_property
    def may_summarise(self) -> bool:
        return rules.summarise(self.visitor, self.thread) is None

    @cached_property
    def may_take_down(self) -> bool:
        return rules.take_down(self.visitor, self.thread) is None

    @cached_property
    def csrf(self) -> str:
        return str(current_app.jinja_env.globals["csrf_field"]())  # type: ignore[operator]

    @property
    def work(self) -> str:
        """For the form of a new account; "" where none is asked."""
        return guard.work_for(forms.guarded(self.thread.id)) if self.denied is None else ""

    @property
    def bits(self) -> int:
        return guard.WORK_BITS

    @property
    def longest(self) -> int:
        return forms.LONGEST if len(self.speakers) < 2 else forms.LONGEST_OF_OFFICE

    def draw(self, rows: Iterable[Row], kind: str = "", form: str = "") -> Markup:
        return drawn.comments(self, rows, kind, form)


def _place(order: Order, side: Stance | None, after: str | None) -> dict[str, str]:
    """The part of an address that says which page of a thread."""
    place: dict[str, str] = {}
    if order is not Order.USEFUL:
        place[ORDER] = order.value
    if side is not None:
        place[SIDE] = PATHS[side]
    if after:
        place[AFTER] = after
    return place


def base_href() -> str:
    return url_for("discussion.show", comment_id=0).removesuffix("0")


def _order() -> Order:
    chosen = request.args.get(ORDER)
    return next((order for order in Order if order.value == chosen), Order.USEFUL)


def board(
    thread: Thread | ShownThread, *, denied: Denied | None, href: str, stances: bool = True
) -> Board:
    """`denied`: the owner's rule about commenting; `href`: the owner's comment route."""
    order, after = _order(), request.args.get(AFTER)
    side = SIDES.get(request.args.get(SIDE, "")) if stances else None
    more: Mapping[Stance, bool] = {}
    if stances and order is Order.USEFUL and side is None:
        comments, more = queries.list_overview(thread.id)
    else:
        comments = queries.list_comments(thread.id, after=after, order=order, side=side)
    return Board(
        thread=thread,
        comments=comments,
        visitor=g.visitor,
        denied=denied,
        href=href,
        stances=stances,
        reader=queries.find_reader(thread.id, g.visitor.id),
        speakers=forms.speakers(thread) if denied is None else [],
        base=base_href(),
        more=more,
        summary=queries.find_summary(thread.id),
        ratings=rated(comments.rows),
    )


def rated(rows: Iterable[Row]) -> Mapping[int, bool]:
    numbers = [one.id for row in rows for one in (row, *row.replies)]
    return queries.list_ratings(numbers, g.visitor.id)


def owner_href(thread: Thread, anchor: str = ANCHOR) -> str:
    return f"{owners.address(thread.endpoint, thread.object_id, g.slug)}#{anchor}"


def place_href(comment: Comment) -> str:
    """The page of the discussion that begins with this comment."""
    thread = comment.thread
    after = queries.page_of(comment.score, comment.id)
    place = urlencode(_place(Order.USEFUL, comment.stance or Stance.INFORMATION, after))
    address = owners.address(thread.endpoint, thread.object_id, g.slug)
    return f"{address}?{place}#y{comment.id}"


def _parent(thread: Thread, form: forms.CommentForm) -> Comment | None:
    """The comment that is answered; one that is not there is the service's refusal."""
    if form.parent_number is None:
        return None
    found = queries.find_comment(form.parent_number)
    if found is None or found.thread_id != thread.id:
        raise services.ParentGone()
    return found


def write_page(thread: Thread | None, form: forms.CommentForm) -> str:
    """The form on a page of its own: for a reply, after a mistake, and to bring a draft back."""
    if thread is None:
        abort(404)
    found = queries.find_comment(form.parent_number)
    parent = found if found is not None and found.thread_id == thread.id else None
    return render_template(
        "discussion/write.html",
        thread=thread,
        form=form,
        work=guard.work_for(forms.guarded(thread.id)),
        bits=guard.WORK_BITS,
        longest=forms.LONGEST_OF_OFFICE if "speaker" in form else forms.LONGEST,
        parent=parent if parent and parent.state is CommentState.VISIBLE else None,
        back=owner_href(thread),
        crumbs=[(thread.subject, owner_href(thread))],
    )


def post(thread: Thread, form: forms.CommentForm) -> Comment:
    return services.post(thread, by=g.visitor, parent=_parent(thread, form), **form.values())


def answer(thread: Thread | None, form: forms.CommentForm) -> Response:
    """Posts, and leads to where the comment stands."""
    if thread is None:
        abort(404)
    comment = post(thread, form)
    if comment.state is CommentState.HELD:
        flash(
            _(
                "Yorumunuz inceleniyor. Bir görevli okuyup karar verecek; sonucu size haber "
                "vereceğiz."
            )
        )
        return redirect(url_for("discussion.show", comment_id=comment.id), 303)  # type: ignore[return-value]
    flash(_("Yorumunuz yayımlandı."), "good")
    if comment.parent_id is None:
        return redirect(place_of(thread, comment), 303)  # type: ignore[return-value]
    href = url_for("discussion.show", comment_id=comment.parent_id, _anchor=f"y{comment.id}")
    return redirect(href, 303)  # type: ignore[return-value]


def place_of(thread: Thread, comment: Comment) -> str:
    """The thread newest first: there a new comment stands on top, whatever its side."""
    address = owners.address(thread.endpoint, thread.object_id, g.slug)
    return f"{address}?{urlencode({ORDER: Order.NEWEST.value})}#y{comment.id}"
