"""A comment's own pages: the conversation, earlier wordings, editing, deleting, reporting."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from discussion import forms, queries, rules, services
from discussion.models import Comment, CommentState, Thread
from discussion.queries import Comments, Order
from discussion.views.blueprint import bp
from discussion.views.board import Board, base_href, owner_href, place_href, rated
from kernel.http import allow, came_from, see_other
from kernel.i18n import _
from kernel.rules import LOGIN, signed_in
from moderation.models import Ground

REPLIES_AFTER = "yanitlar"


def crumbs(comment: Comment) -> list[tuple[str, str]]:
    thread = comment.thread
    return [
        (thread.subject, owner_href(thread)),
        (_("Yorum"), url_for("discussion.show", comment_id=comment.parent_id or comment.id)),
    ]


@bp.get("/<slug>/yorumlar/<int:comment_id>")
@allow(rules.see, cached=True, comment=queries.get_comment)
def show(comment: Comment) -> Any:
    unpublished = comment.state in (CommentState.HELD, CommentState.DECLINED)
    if comment.parent_id is not None and not unpublished:
        # One reply is a place in its conversation.
        start = f"?{REPLIES_AFTER}={comment.id - 1}#y{comment.id}"
        return redirect(url_for(".show", comment_id=comment.parent_id) + start, 302)
    thread = comment.thread
    after = request.args.get(REPLIES_AFTER)
    row, more = queries.get_conversation(comment.id, after=after)
    own = comment.author_id == g.visitor.id and not row.visible
    case = comment.case if own else None
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
            reader=queries.Reader(),
            speakers=[],
            base=base_href(),
            whole=True,
            ratings=rated([row]),
        ),
        hidden_words=comment.html if own else "",
        held=comment.state is CommentState.HELD,
        unpublished=unpublished,
        case_href=url_for("moderation.decision", case_id=case.id)
        if case is not None and case.decided_at is not None
        else None,
        earlier=bool(after),
        more_href=f"{request.path}?{REPLIES_AFTER}={more}" if more else None,
        back=owner_href(thread) if unpublished else place_href(comment),
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


# --- useful, sources, pins ----------------------------------------------------------------------


def _back(comment: Comment) -> Any:
    """To the page the button stood on, at this comment."""
    own = url_for(".show", comment_id=comment.parent_id or comment.id)
    return redirect(f"{came_from() or own}#y{comment.id}", 303)


@bp.post("/<slug>/yorumlar/<int:comment_id>/yararli")
@allow(rules.rate, comment=queries.get_comment, limit="support")
def rate_useful(comment: Comment) -> Any:
    services.rate(comment, by=g.visitor, useful=True)
    return _back(comment)


@bp.post("/<slug>/yorumlar/<int:comment_id>/yararsiz")
@allow(rules.rate, comment=queries.get_comment, limit="support")
def rate_useless(comment: Comment) -> Any:
    services.rate(comment, by=g.visitor, useful=False)
    return _back(comment)


@bp.post("/<slug>/yorumlar/<int:comment_id>/yararli/geri-al")
@allow(rules.rate, comment=queries.get_comment, limit="support")
def unrate(comment: Comment) -> Any:
    services.unrate(comment, by=g.visitor)
    return _back(comment)


@bp.post("/<slug>/yorumlar/<int:comment_id>/kaynak-iste")
@allow(rules.ask_source, comment=queries.get_comment, limit="support")
def ask_source(comment: Comment) -> Any:
    services.ask_source(comment, by=g.visitor)
    flash(_("Kaynak istediniz. Yazarına haber verildi."), "good")
    return _back(comment)


def source_page(comment: Comment, form: forms.SourceForm) -> str:
    return render_template(
        "discussion/source.html", comment=comment, form=form, crumbs=crumbs(comment)
    )


@bp.route("/<slug>/yorumlar/<int:comment_id>/kaynak", methods=["GET", "POST"])
@allow(
    rules.add_source,
    comment=queries.get_comment,
    form=forms.source,
    page=source_page,
    limit="post",
)
def add_source(comment: Comment, form: forms.SourceForm) -> Any:
    services.add_source(comment, by=g.visitor, url=form.url.data or "", title=form.title.data or "")
    flash(_("Kaynak yorumunuza eklendi."), "good")
    return see_other(".show", comment_id=comment.id)


def remove_source_page(comment: Comment, form: forms.SourceGoneForm) -> str:
    return render_template(
        "discussion/remove_source.html", comment=comment, form=form, crumbs=crumbs(comment)
    )


@bp.route("/<slug>/yorumlar/<int:comment_id>/kaynak/kaldir", methods=["GET", "POST"])
@allow(
    rules.remove_source,
    comment=queries.get_comment,
    form=forms.remove_source,
    page=remove_source_page,
)
def remove_source(comment: Comment, form: forms.SourceGoneForm) -> Any:
    reason = form["reason"].data if "reason" in form else ""
    services.remove_source(comment, by=g.visitor, url=form.url.data, reason=reason or "")
    flash(_("Kaynak kaldırıldı."), "good")
    return see_other(".show", comment_id=comment.id)


@bp.post("/<slug>/yorumlar/<int:comment_id>/sabitle")
@allow(rules.pin, comment=queries.get_comment)
def pin(comment: Comment) -> Any:
    services.pin(comment, by=g.visitor)
    return _back(comment)


@bp.post("/<slug>/yorumlar/<int:comment_id>/sabitleme")
@allow(rules.pin, comment=queries.get_comment)
def unpin(comment: Comment) -> Any:
    services.unpin(comment, by=g.visitor)
    return _back(comment)
