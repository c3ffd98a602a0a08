"""Deciding about a comment, taking a decision back, deciding an appeal."""

from typing import Any

from flask import flash, g, render_template

from discussion import forms, queries, rules, services
from discussion.models import Comment, CommentState
from discussion.views import summarising as summarising
from discussion.views.blueprint import bp as bp
from discussion.views.board import owner_href, place_href
from discussion.views.comments import crumbs
from kernel.http import allow, see_other
from kernel.i18n import _
from moderation.views import judging


def moderate_page(comment: Comment, form: Any) -> str:
    """What was said, where, who minded; and the decision, when one can be taken."""
    hidden = comment.state is CommentState.HIDDEN
    denied = rules.unhide(g.visitor, comment) if hidden else rules.decide(g.visitor, comment)
    values = judging.of_case(comment.case, comment)
    if isinstance(form, forms.AppealDecisionForm):
        # It came back with mistakes.
        values["appeal_form"], form = form, decision(comment)
    return render_template(
        "discussion/moderate.html",
        comment=comment,
        versions=queries.list_versions(comment.id),
        hidden=hidden,
        denied=denied,
        may_remove_source=rules.remove_source(g.visitor, comment) is None,
        verdict_form=form,
        back=place_href(comment) if comment.parent_id is None else owner_href(comment.thread),
        crumbs=judging.under_moderation(*crumbs(comment)),
        **values,
    )


def decision(comment: Comment) -> Any:
    """The form of the decision that can be taken now."""
    shown = comment.state is not CommentState.HIDDEN
    return forms.decide(comment) if shown else forms.unhide(comment)


@bp.get("/<slug>/yorumlar/<int:comment_id>/denetle")
@allow(rules.moderate, comment=queries.get_comment, form=decision, page=moderate_page)
def moderate(comment: Comment, form: Any) -> str:
    return moderate_page(comment, form)


@bp.route("/<slug>/yorumlar/<int:comment_id>/karar", methods=["GET", "POST"])
@allow(rules.decide, comment=queries.get_comment, form=forms.decide, page=moderate_page)
def decide(comment: Comment, form: forms.VerdictForm) -> Any:
    services.decide(comment, by=g.visitor, verdict=form.verdict())
    flash(_("Kararınız kaydedildi. İlgililere gerekçesiyle haber verildi."), "good")
    return see_other("web.moderation")


@bp.route("/<slug>/yorumlar/<int:comment_id>/goster", methods=["GET", "POST"])
@allow(rules.unhide, comment=queries.get_comment, form=forms.unhide, page=moderate_page)
def unhide(comment: Comment, form: forms.UnhideForm) -> Any:
    services.unhide(comment, by=g.visitor, reason=form.reason.data or "")
    flash(_("Yorum yeniden gösteriliyor. Yazarına haber verildi."), "good")
    return see_other(".moderate", comment_id=comment.id)


@bp.route("/<slug>/yorumlar/<int:comment_id>/itiraz-karari", methods=["GET", "POST"])
@allow(
    rules.decide_appeal,
    comment=queries.get_comment,
    form=forms.appeal_decision,
    page=moderate_page,
)
def decide_appeal(comment: Comment, form: forms.AppealDecisionForm) -> Any:
    services.decide_appeal(
        comment,
        by=g.visitor,
        reverse=form.outcome.data == forms.REVERSE,
        reason=form.reason.data or "",
    )
    flash(_("İtiraz karara bağlandı. İtiraz edene haber verildi."), "good")
    return see_other("web.moderation")
