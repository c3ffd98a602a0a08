"""Applications of organisations: the list, one of them, verified or refused."""

from typing import Any

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from places import forms, queries, rules
from places.models import ORGANISATION_KIND_LABELS, Organisation, OrganisationState
from places.services import organisations as services
from places.views.blueprint import bp, desk_crumbs


@bp.get("/<slug>/masa/kuruluslar")
@allow(rules.read_desk)
def applications() -> Reply:
    here = g.municipality.id
    verified = queries.list_organisations(here)
    return render_template(
        "places/desk/applications.html",
        waiting=queries.list_organisations(here, OrganisationState.APPLIED),
        verified=verified,
        counts=queries.count_representatives([row.id for row in verified]),
        kinds=ORGANISATION_KIND_LABELS,
        crumbs=desk_crumbs(),
    )


def _page(organisation: Organisation, **values: Any) -> str:
    return render_template(
        "places/desk/application.html",
        organisation=organisation,
        kind=ORGANISATION_KIND_LABELS[organisation.kind],
        count=queries.count_representatives([organisation.id]).get(organisation.id, 0),
        decide_denied=rules.decide(g.visitor, organisation),
        manage_denied=rules.manage(g.visitor, g.municipality),
        contacts_denied=rules.read_contacts(g.visitor, g.municipality),
        crumbs=desk_crumbs((_("Kuruluşlar"), url_for(".applications"))),
        **values,
    )


@bp.get("/<slug>/masa/kuruluslar/<int:organisation_id>")
@allow(rules.read_application, organisation=queries.get_organisation)
def application(organisation: Organisation) -> Reply:
    return _page(organisation)


@bp.post("/<slug>/masa/kuruluslar/<int:organisation_id>/dogrula")
@allow(rules.decide, organisation=queries.get_organisation)
def verify_organisation(organisation: Organisation) -> Reply:
    services.verify_organisation(organisation, by=g.visitor)
    flash(_("Kuruluş doğrulandı. Başvurana e-postayla bildirildi."), "good")
    return see_other(".applications")


def refuse_page(organisation: Organisation, form: forms.ReasonForm) -> Reply:
    return render_template(
        "places/desk/refuse.html",
        form=form,
        organisation=organisation,
        crumbs=desk_crumbs((_("Kuruluşlar"), url_for(".applications"))),
    )


@bp.route("/<slug>/masa/kuruluslar/<int:organisation_id>/reddet", methods=["GET", "POST"])
@allow(rules.decide, organisation=queries.get_organisation, form=forms.refuse, page=refuse_page)
def refuse_organisation(organisation: Organisation, form: forms.ReasonForm) -> Reply:
    services.refuse_organisation(organisation, by=g.visitor, reason=form.reason.data or "")
    flash(_("Başvuru gerekçesiyle geri çevrildi. Başvurana e-postayla bildirildi."), "good")
    return see_other(".applications")


def representative_page(organisation: Organisation, form: forms.AddressForm) -> Reply:
    return render_template(
        "places/desk/representative.html",
        form=form,
        organisation=organisation,
        crumbs=desk_crumbs((_("Kuruluşlar"), url_for(".applications"))),
    )


@bp.route("/<slug>/masa/kuruluslar/<int:organisation_id>/temsilci", methods=["GET", "POST"])
@allow(
    rules.add_representative,
    organisation=queries.get_organisation,
    form=forms.add_representative,
    page=representative_page,
)
def add_representative(organisation: Organisation, form: forms.AddressForm) -> Reply:
    services.add_representative(organisation, by=g.visitor, email=form.email.data or "")
    flash(_("Temsilci eklendi."), "good")
    return see_other(".application", organisation_id=organisation.id)
