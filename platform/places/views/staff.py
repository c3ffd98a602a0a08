"""Who does what for the municipality: the list, invitations, an end of a role (in web)."""

from flask import flash, g, render_template

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import Role
from places import forms, queries, rules
from places.models import ROLE_LABELS, Invitation
from places.services import staff as services
from places.views.blueprint import bp, desk_crumbs


def staff_page(form: forms.InviteForm) -> Reply:
    here = g.municipality.id
    return render_template(
        "places/desk/staff.html",
        form=form,
        staff=queries.list_staff(here),
        invitations=queries.list_open_invitations(here),
        labels=ROLE_LABELS,
        manage_denied=rules.manage(g.visitor, g.municipality),
        contacts_denied=rules.read_contacts(g.visitor, g.municipality),
        crumbs=desk_crumbs(),
    )


@bp.get("/<slug>/masa/gorevliler")
@allow(rules.read_desk, form=forms.invite)
def staff(form: forms.InviteForm) -> Reply:
    return staff_page(form)


@bp.post("/<slug>/masa/gorevliler")
@allow(rules.manage, form=forms.invite, page=staff_page, limit="post")
def invite(form: forms.InviteForm) -> Reply:
    services.invite(
        g.municipality,
        email=form.email.data or "",
        role=Role(form.role.data),
        unit_id=forms.chosen(form.unit),
        by=g.visitor.id,
    )
    flash(_("Davet e-postayla gönderildi."), "good")
    return see_other(".staff")


@bp.post("/<slug>/masa/gorevliler/davet/<int:invitation_id>/iptal")
@allow(rules.revoke_invitation, invitation=queries.get_invitation)
def revoke_invitation(invitation: Invitation) -> Reply:
    services.revoke_invitation(invitation, by=g.visitor)
    flash(_("Davet geri alındı."), "good")
    return see_other(".staff")
