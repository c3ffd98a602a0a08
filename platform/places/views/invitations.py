"""The page behind the mailed link: one button, and what is missing for pressing it."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other, speak_as
from kernel.i18n import _
from places import queries, rules
from places.models import ROLE_LABELS
from places.rules import Offer
from places.services import staff as services
from places.views.blueprint import bp


@bp.get("/davet/<invitation_id>")
@allow(rules.see_invitation, invitation=queries.find_offer)
def invitation(invitation: Offer) -> Reply:
    speak_as(invitation.language)
    return render_template(
        "places/invitation.html",
        offer=invitation,
        role=_(ROLE_LABELS[invitation.role]),
        denied=rules.accept_invitation(g.visitor, invitation),
        sign_up_href=url_for("places.sign_up", slug=invitation.slug),
    )


@bp.post("/davet/<invitation_id>")
@allow(rules.accept_invitation, invitation=queries.find_offer)
def accept_invitation(invitation: Offer) -> Reply:
    services.accept_invitation(queries.get_invitation(invitation.id or 0), by=g.visitor)
    speak_as(invitation.language)
    flash(_("Daveti kabul ettiniz. Göreviniz başladı."), "good")
    return see_other("web.desk", slug=invitation.slug)
