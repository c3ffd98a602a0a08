"""Deciding about a comment: hide it, keep it, show it again."""

from typing import Any

from flask import flash, g, render_template, url_for

from discussion import forms, queries, rules, services
from discussion.models import Comment, CommentState
from discussion.views.blueprint import bp as bp
from discussion.views.board import owner_href
from discussion.views.comments import crumbs
from kernel.http import allow, see_other
from kernel.i18n import _
from moderation import queries as moderation_queries
from moderation import rules as moderation_rules
from moderation.models import GROUND_LABELS, Ground


def moderate_page(comment: Comment, form: Any) -> str:
    """What was said, where, who minded; and the decision, when one can be taken."""
    case = comment.case
    hidden = comment.state is CommentState.HIDDEN
    denied = rules.unhide(g.visitor, comment) if hidden else rules.hide(g.visitor, comment)
    return render_template(
        "discussion/moderate.html",
        comment=comment,
        case=case,
        ground=_(GROUND_LABELS[case.ground]) if case and case.ground else "",
        reports=moderation_queries.list_reports(case.id) if case else [],
        named=moderation_rules.decide(g.visitor, comment) is None,
        versions=queries.list_versions(comment.id),
        hidden=hidden,
        denied=denied,
        keep_denied=rules.keep(g.visitor, comment),
        form=form,
        back=owner_href(comment.thread, f"y{comment.parent_id or comment.id}"),
        crumbs=[
            (_("Masam"), url_for("web.desk")),
            (_("Denetim"), url_for("web.moderation")),
            *crumbs(comment),
        ],
    )


def decision(comment: Comment) -> Any:
    """The form of the decision that can be taken now."""
    shown = comment.state is not CommentState.HIDDEN
    return forms.hide(comment) if shown else forms.unhide(comment)


@bp.get("/<slug>/yorumlar/<int:comment_id>/denetle")
@allow(rules.moderate, comment=queries.get_comment, form=decision, page=moderate_page)
def moderate(comment: Comment, form: Any) -> str:
    return moderate_page(comment, form)


@bp.route("/<slug>/yorumlar/<int:comment_id>/gizle", methods=["GET", "POST"])
@allow(rules.hide, comment=queries.get_comment, form=forms.hide, page=moderate_page)
def hide(comment: Comment, form: forms.HideForm) -> Any:
    services.hide(
        comment,
        by=g.visitor,
        ground=Ground(form.ground.data),
        reason=form.reason.data or "",
    )
    flash(_("Yorum gizlendi. Yazarına gerekçe ve itiraz yolu bildirildi."), "good")
    return see_other("web.moderation")


@bp.post("/<slug>/yorumlar/<int:comment_id>/birak")
@allow(rules.keep, comment=queries.get_comment)
def keep(comment: Comment) -> Any:
    services.keep(comment, by=g.visitor)
    flash(_("Yorum yerinde kaldı. Bildirenlere haber verildi."), "good")
    return see_other("web.moderation")


@bp.route("/<slug>/yorumlar/<int:comment_id>/goster", methods=["GET", "POST"])
@allow(rules.unhide, comment=queries.get_comment, form=forms.unhide, page=moderate_page)
def unhide(comment: Comment, form: forms.UnhideForm) -> Any:
    services.unhide(comment, by=g.visitor, reason=form.reason.data or "")
    flash(_("Yorum yeniden gösteriliyor. Yazarına haber verildi."), "good")
    return see_other(".moderate", comment_id=comment.id)
