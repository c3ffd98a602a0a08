"""The desk: one person found by the whole address, a proof recorded or ended."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _
from places import forms, queries, rules
from places.models import PROOF_KIND_LABELS
from places.queries import Resident
from places.services import residence as services
from places.views.blueprint import bp, desk_crumbs


def find_page(form: forms.FindForm) -> Reply:
    return render_template("places/desk/find.html", form=form, crumbs=desk_crumbs())


@bp.route("/<slug>/masa/ikamet", methods=["GET", "POST"])
@allow(rules.check_residence, form=forms.find, page=find_page, limit="post")
def find(form: forms.FindForm) -> Reply:
    """By POST: an address has no place in an address line."""
    person = services.look_up(g.municipality, by=g.visitor, email=form.email.data or "")
    if person is None:
        form.email.errors = [
            _(N_("Bu adresle açılmış bir hesap yok. Adresi kişiden isteyip aynen yazın."))
        ]
        return find_page(form), 422
    token = queries.resident_token(person.id, g.municipality.id, by=g.visitor.id)
    return see_other(".resident", resident_id=token)


def resident_page(resident: Resident, form: forms.VerifyForm) -> Reply:
    return render_template(
        "places/desk/resident.html",
        form=form,
        resident=resident,
        how=_(PROOF_KIND_LABELS[resident.proof_kind]) if resident.proof_kind else "",
        end_denied=rules.end_proof(g.visitor, resident),
        crumbs=desk_crumbs((_("İkamet"), url_for(".find"))),
    )


@bp.route("/<slug>/masa/ikamet/kisi/<resident_id>", methods=["GET", "POST"])
@allow(rules.check_residence, resident=queries.get_resident, form=forms.verify, page=resident_page)
def resident(resident: Resident, form: forms.VerifyForm) -> Reply:
    services.verify(
        services.Desk(int(form.neighbourhood.data), form.birth_year.data),
        person_id=resident.person_id,
        municipality_id=resident.municipality_id,
        by=g.visitor,
    )
    flash(_("İkamet doğrulandı ve kaydedildi."), "good")
    return see_other(".find")


def end_page(resident: Resident, form: forms.ReasonForm) -> Reply:
    return render_template(
        "places/desk/end_proof.html",
        form=form,
        resident=resident,
        crumbs=desk_crumbs((_("İkamet"), url_for(".find"))),
    )


@bp.route("/<slug>/masa/ikamet/kisi/<resident_id>/bitir", methods=["GET", "POST"])
@allow(rules.end_proof, resident=queries.get_resident, form=forms.end_proof, page=end_page)
def end_proof(resident: Resident, form: forms.ReasonForm) -> Reply:
    proof = queries.find_proof(resident.person_id, resident.municipality_id)
    if proof is not None:
        services.end_proof(proof, by=g.visitor, reason=form.reason.data or "")
    flash(_("İkamet doğrulaması sona erdi. Kişiye e-postayla bildirildi."), "good")
    return see_other(".find")
