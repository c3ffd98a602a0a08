"""A comment's own pages: the conversation, earlier wordings, editing, deleting, reporting."""

from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from discussion import forms, queries, rules, services
from discussion.models import Comment, Thread
from discussion.queries import Comments, Order
from discussion.views.blueprint import bp
from discussion.views.board import Board, base_href, owner_href
from kernel import clock
from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.rules import LOGIN, anyone, signed_in
from moderation.models import Ground

REPLIES_AFTER = "yanitlar"


def crumbs(comment: Comment) -> list[tuple[str, str]]:
    thread = comment.thread
    return [
        (thread.subject, owner_href(thread)),
        (_("Yorum"), url_for("discussion.show", comment_id=comment.parent_id or comment.id)),
    ]


def _objection_day(comment: Comment) -> date | None:
    """The last day on which the author may object; None when it has passed."""
    if comment.case is None or comment.case.decided_at is None:
        return None
    last = clock.local(comment.case.decided_at).date() + rules.OBJECTION
    return last if clock.today() <= last else None


@bp.get("/<slug>/yorumlar/<int:comment_id>")
@allow(anyone, cached=True, comment=queries.get_comment)
def show(comment: Comment) -> Any:
    if comment.parent_id is not None:
        # One reply is a place in its conversation.
        start = f"?{REPLIES_AFTER}={comment.id - 1}#y{comment.id}"
        return redirect(url_for(".show", comment_id=comment.parent_id) + start, 302)
    thread = comment.thread
    after = request.args.get(REPLIES_AFTER)
    row, more = queries.get_conversation(comment.id, after=after)
    own = comment.author_id == g.visitor.id and not row.visible
    return render_template(
        "discussion/show.html",
        comment=comment,
        row=row,
        board=Board(
            thread=thread,
            comments=Comments((row,), None, Order.NEWEST, False),
            visitor=g.visitor,
            denied=LOGIN,
            href="",
            stances=False,
            following=False,
            speakers=[],
            base=base_href(),
            whole=True,
        ),
        hidden_words=comment.html if own else "",
        last_day=_objection_day(comment) if own else None,
        earlier=bool(after),
        more_href=f"{request.path}?{REPLIES_AFTER}={more}" if more else None,
        back=owner_href(thread, f"y{comment.id}"),
        crumbs=crumbs(comment)[:1],
    )


@bp.get("/<slug>/yorumlar/<int:comment_id>/surumler")
@allow(rules.see_versions, comment=queries.get_comment, cached=True)
def see_versions(comment: Comment) -> str:
    return render_template(
        "discussion/versions.html",
        comment=comment,
        versions=queries.list_versions(comment.id),
        crumbs=crumbs(comment),
    )


def edit_page(comment: Comment, form: forms.WordsForm) -> str:
    return render_template(
        "discussion/edit.html", comment=comment, form=form, crumbs=crumbs(comment)
    )


@bp.route("/<slug>/yorumlar/<int:comment_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, comment=queries.get_comment, form=forms.edit, page=edit_page, limit="post")
def edit(comment: Comment, form: forms.WordsForm) -> Any:
    services.edit(comment, by=g.visitor, body=form.body.data or "", html=form.body.html)
    flash(_("Yorumunuz güncellendi. Önceki hâli sürümlerde duruyor."), "good")
    return see_other(".show", comment_id=comment.id)


def delete_page(comment: Comment) -> str:
    return render_template("discussion/delete.html", comment=comment, crumbs=crumbs(comment))


@bp.route("/<slug>/yorumlar/<int:comment_id>/sil", methods=["GET", "POST"])
@allow(rules.delete, comment=queries.get_comment, page=delete_page)
def delete(comment: Comment) -> Any:
    services.delete(comment, by=g.visitor)
    flash(_("Yorumunuz silindi."), "good")
    return redirect(owner_href(comment.thread), 303)


def report_page(comment: Comment, form: forms.ReportForm) -> str:
    return render_template(
        "discussion/report.html", comment=comment, form=form, crumbs=crumbs(comment)
    )


@bp.route("/<slug>/yorumlar/<int:comment_id>/bildir", methods=["GET", "POST"])
@allow(rules.report, comment=queries.get_comment, form=forms.report, page=report_page, limit="post")
def report(comment: Comment, form: forms.ReportForm) -> Any:
    services.report(
        comment, by=g.visitor, ground=Ground(form.ground.data), note=form.note.data or ""
    )
    flash(_("Bildiriminiz alındı. Karar verilince size haber vereceğiz."), "good")
    return see_other(".show", comment_id=comment.id)


@bp.post("/<slug>/tartismalar/<int:thread_id>/takip")
@allow(signed_in, thread=queries.get_thread)
def follow(thread: Thread) -> Any:
    services.follow(thread, person_id=g.visitor.id)
    flash(_("Tartışmayı takip ediyorsunuz. Yeni yorumları size haber vereceğiz."), "good")
    return redirect(owner_href(thread), 303)


@bp.post("/<slug>/tartismalar/<int:thread_id>/takibi-birak")
@allow(signed_in, thread=queries.get_thread)
def unfollow(thread: Thread) -> Any:
    services.unfollow(thread, person_id=g.visitor.id)
    flash(_("Tartışmayı artık takip etmiyorsunuz."), "good")
    return redirect(owner_href(thread), 303)
