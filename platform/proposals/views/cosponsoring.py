"""Inviting co-sponsors, answering an invitation, stepping back."""

from flask import Response, flash, g, render_template, url_for

from kernel.http import allow, see_other
from kernel.i18n import _
from proposals import authorship, authorship_forms, queries, services
from proposals.authorship import Offer
from proposals.authorship_forms import InviteForm
from proposals.models import Cosponsor, CosponsorState, Proposal, ProposalState
from proposals.views.blueprint import bp


def cosponsors_page(proposal: Proposal, form: InviteForm) -> str:
    rows = queries.list_cosponsors(proposal.id, CosponsorState.INVITED, CosponsorState.ACCEPTED)
    return render_template(
        "proposals/cosponsors.html",
        form=form,
        proposal=proposal,
        draft=proposal.state is ProposalState.DRAFT,
        waiting=[row for row in rows if row.state is CosponsorState.INVITED],
        standing=[row for row in rows if row.state is CosponsorState.ACCEPTED],
        crumbs=[
            (_("Öneriler"), url_for(".list_all")),
            (proposal.title, url_for(".show", proposal_id=proposal.id)),
        ],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/ortaklar", methods=["GET", "POST"])
@allow(
    authorship.invite,
    proposal=queries.get_proposal,
    form=authorship_forms.invite,
    page=cosponsors_page,
    limit="invite",
)
def cosponsors(proposal: Proposal, form: InviteForm) -> Response:
    if form.organisation.data:
        services.invite_organisation(
            proposal, by=g.visitor, organisation_id=int(form.organisation.data)
        )
    else:
        services.invite_person(proposal, by=g.visitor, email=form.email.data)
    flash(_("Davetiniz gönderildi. Yanıtı size bildireceğiz."), "good")
    return see_other(".cosponsors", proposal_id=proposal.id)


@bp.get("/<slug>/oneriler/ortaklik/<offer_id>")
@allow(authorship.see_offer, offer=queries.get_offer)
def offer(offer: Offer) -> str:
    assert offer.row is not None
    return render_template(
        "proposals/offer.html",
        offer=offer,
        proposal=offer.row.proposal,
        draft=offer.row.proposal.state is ProposalState.DRAFT,
        organisation=offer.row.organisation,
        may_accept=authorship.accept_offer(g.visitor, offer),
    )


@bp.post("/<slug>/oneriler/ortaklik/<offer_id>/kabul")
@allow(authorship.accept_offer, offer=queries.get_offer)
def accept_offer(offer: Offer) -> Response:
    assert offer.row is not None
    services.accept_offer(offer.row, by=g.visitor)
    if offer.row.proposal.state is ProposalState.DRAFT:
        flash(_("Bu taslağın ortağı oldunuz. Yayımlanınca size bildireceğiz."), "good")
    else:
        flash(_("Artık bu önerinin ortağısınız; her adımı size de bildireceğiz."), "good")
    return see_other(".show", proposal_id=offer.row.proposal_id)


@bp.post("/<slug>/oneriler/ortaklik/<offer_id>/ret")
@allow(authorship.decline_offer, offer=queries.get_offer)
def decline_offer(offer: Offer) -> Response:
    assert offer.row is not None
    services.decline_offer(offer.row, by=g.visitor)
    flash(_("Daveti geri çevirdiniz. Bu öneri için bir daha davet almazsınız."))
    return _away_from(offer.row.proposal)


@bp.post("/<slug>/oneriler/ortak/<int:cosponsor_id>/geri-al")
@allow(authorship.revoke_offer, cosponsor=queries.get_cosponsor)
def revoke_offer(cosponsor: Cosponsor) -> Response:
    services.revoke_offer(cosponsor, by=g.visitor)
    flash(_("Daveti geri aldınız."))
    return see_other(".cosponsors", proposal_id=cosponsor.proposal_id)


@bp.post("/<slug>/oneriler/ortak/<int:cosponsor_id>/ayril")
@allow(authorship.leave, cosponsor=queries.get_cosponsor)
def leave(cosponsor: Cosponsor) -> Response:
    services.leave(cosponsor, by=g.visitor)
    flash(_("Bu önerinin ortaklığından ayrıldınız."))
    return _away_from(cosponsor.proposal)


def _away_from(proposal: Proposal) -> Response:
    """A draft is closed to whoever said no."""
    if proposal.state is ProposalState.DRAFT:
        return see_other(".list_all")
    return see_other(".show", proposal_id=proposal.id)
