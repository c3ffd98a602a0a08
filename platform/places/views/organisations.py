"""Organisations as everybody sees them; applying for one, leaving one."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import anyone
from places import forms, queries, rules
from places.models import ORGANISATION_KIND_LABELS, Organisation, OrganisationKind
from places.services import organisations as services
from places.views.blueprint import bp, home_crumbs


@bp.get("/<slug>/kuruluslar")
@allow(anyone, cached=True)
def list_organisations() -> Reply:
    mine = queries.list_represented(g.visitor.id, g.municipality.id) if g.visitor.signed_in else []
    return render_template(
        "places/organisations.html",
        organisations=queries.list_organisations(g.municipality.id),
        mine=mine,
        kinds=ORGANISATION_KIND_LABELS,
        apply_denied=rules.apply(g.visitor, g.municipality),
        crumbs=home_crumbs(),
    )


@bp.get("/<slug>/kuruluslar/<int:organisation_id>")
@allow(rules.see_organisation, organisation=queries.get_organisation)
def organisation(organisation: Organisation) -> Reply:
    return render_template(
        "places/organisation.html",
        organisation=organisation,
        kind=ORGANISATION_KIND_LABELS[organisation.kind],
        leave_denied=rules.leave(g.visitor, organisation),
        mine=organisation.id in g.visitor.organisations,
        crumbs=home_crumbs((_("Kuruluşlar"), url_for(".list_organisations"))),
    )


def apply_page(form: forms.OrganisationForm) -> Reply:
    return render_template(
        "places/apply.html",
        form=form,
        crumbs=home_crumbs((_("Kuruluşlar"), url_for(".list_organisations"))),
    )


@bp.route("/<slug>/kuruluslar/basvuru", methods=["GET", "POST"])
@allow(rules.apply, form=forms.apply, page=apply_page, limit="post")
def apply(form: forms.OrganisationForm) -> Reply:
    made = services.apply(
        g.municipality,
        by=g.visitor,
        name=form.name.data or "",
        kind=OrganisationKind(form.kind.data),
        about=form.about.data or "",
        contact_email=form.contact_email.data or "",
    )
    flash(_("Başvurunuz alındı. Sonucu e-postayla bildireceğiz."), "good")
    return see_other(".organisation", organisation_id=made.id)


@bp.post("/<slug>/kuruluslar/<int:organisation_id>/ayril")
@allow(rules.leave, organisation=queries.get_organisation)
def leave(organisation: Organisation) -> Reply:
    services.leave(organisation, by=g.visitor)
    flash(_("Artık bu kuruluşun temsilcisi değilsiniz."), "good")
    return see_other(".organisation", organisation_id=organisation.id)
