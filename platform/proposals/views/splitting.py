"""One proposal into two or three."""

from flask import Response, flash, g, render_template, url_for

from kernel.http import allow, see_other
from kernel.i18n import _
from proposals import joining, kin_forms, queries, services
from proposals.kin_forms import SplitForm
from proposals.models import Proposal
from proposals.views.blueprint import bp


def split_page(proposal: Proposal, form: SplitForm) -> str:
    return render_template(
        "proposals/split.html",
        form=form,
        proposal=proposal,
        crumbs=[
            (_("Öneriler"), url_for(".list_all")),
            (proposal.title, url_for(".show", proposal_id=proposal.id)),
        ],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/bol", methods=["GET", "POST"])
@allow(
    joining.split,
    proposal=queries.get_proposal,
    form=kin_forms.split,
    page=split_page,
    limit="post",
)
def split(proposal: Proposal, form: SplitForm) -> Response:
    first, *others = form.parts()
    services.split(proposal, first, others, by=g.visitor, reason=form.reason.data or "")
    flash(_("Öneri bölündü; destekleyenlere haber veriliyor."), "good")
    return see_other(".show", proposal_id=proposal.id)
