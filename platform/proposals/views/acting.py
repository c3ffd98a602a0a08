"""One-button answers to a proposal, and its comment route."""

from typing import Any

from flask import Response, flash, g, redirect

from discussion import forms as discussion
from discussion.forms import CommentForm
from discussion.views import board
from kernel.http import allow, safe_back, see_other
from kernel.i18n import _
from proposals import queries, rules, services
from proposals.models import Proposal
from proposals.views.blueprint import bp


def _back() -> Any:
    """To the list or the page where the button was."""
    return redirect(safe_back(), 303)


@bp.post("/<slug>/oneriler/<int:proposal_id>/destek")
@allow(rules.support, proposal=queries.get_proposal, limit="support")
def support(proposal: Proposal) -> Any:
    services.support(proposal, by=g.visitor)
    flash(_("Desteğiniz sayıldı: “%(title)s”.", title=proposal.title), "good")
    return _back()


@bp.post("/<slug>/oneriler/<int:proposal_id>/destek/geri-al")
@allow(rules.unsupport, proposal=queries.get_proposal, limit="support")
def unsupport(proposal: Proposal) -> Any:
    services.unsupport(proposal, by=g.visitor)
    flash(_("Desteğinizi geri aldınız: “%(title)s”.", title=proposal.title))
    return _back()


@bp.post("/<slug>/oneriler/<int:proposal_id>/takip")
@allow(rules.follow, proposal=queries.get_proposal, limit="support")
def follow(proposal: Proposal) -> Response:
    services.follow(proposal, by=g.visitor)
    flash(_("Bu öneride bir gelişme olunca size haber vereceğiz."), "good")
    return see_other(".show", proposal_id=proposal.id)


@bp.post("/<slug>/oneriler/<int:proposal_id>/takibi-birak")
@allow(rules.follow, proposal=queries.get_proposal, limit="support")
def unfollow(proposal: Proposal) -> Response:
    services.unfollow(proposal, by=g.visitor)
    flash(_("Bu öneriyi artık takip etmiyorsunuz."))
    return see_other(".show", proposal_id=proposal.id)


def comment_form(proposal: Proposal) -> CommentForm:
    return discussion.comment(proposal.thread)


def comment_page(proposal: Proposal, form: CommentForm) -> str:
    return board.write_page(proposal.thread, form)


@bp.route("/<slug>/oneriler/<int:proposal_id>/yorum", methods=["GET", "POST"])
@allow(
    rules.comment,
    proposal=queries.get_proposal,
    form=comment_form,
    page=comment_page,
    limit="post",
)
def comment(proposal: Proposal, form: CommentForm) -> Response:
    return board.answer(proposal.thread, form)
