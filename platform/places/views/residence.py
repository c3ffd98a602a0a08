"""My residence: what I declare, what is proved, the letter and its code."""

from flask import flash, g, render_template, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import signed_in
from places import forms, queries, rules
from places.models import PROOF_KIND_LABELS, LegalKind, LetterRequest
from places.rules import LETTER_VALID
from places.services import residence as services
from places.views.blueprint import bp, home_crumbs


@bp.get("/hesap/mahalle")
@allow(signed_in)
def my_places() -> Reply:
    """Outside any municipality: one line for each."""
    return render_template(
        "places/my_places.html",
        places=queries.list_my_places(g.visitor.id),
        crumbs=[(_("Hesabım"), url_for("accounts.account"))],
    )


def residence_page(form: forms.DeclareForm) -> Reply:
    person_id, here = g.visitor.id, g.municipality.id
    letter = queries.find_open_letter(person_id, here)
    proof = queries.find_proof(person_id, here)
    names = {row.id: row.name for row in queries.list_neighbourhoods(here)}
    return render_template(
        "places/residence.html",
        form=form,
        proof=proof,
        ended=None if proof else queries.find_ended_proof(person_id, here),
        how=_(PROOF_KIND_LABELS[proof.kind]) if proof else "",
        names=names,
        home=g.visitor.neighbourhoods.get(here),
        letter=letter,
        letter_ends=letter and letter.requested_at + LETTER_VALID,
        letter_denied=rules.request_letter(g.visitor, g.municipality),
        crumbs=home_crumbs(),
    )


@bp.route("/<slug>/ikamet", methods=["GET", "POST"])
@allow(rules.declare, form=forms.declare, page=residence_page, limit="post")
def residence(form: forms.DeclareForm) -> Reply:
    services.declare(g.municipality, by=g.visitor.id, neighbourhood_id=int(form.neighbourhood.data))
    flash(_("Mahalleniz kaydedildi."), "good")
    return see_other(".residence")


def letter_page(form: forms.LetterForm) -> Reply:
    return render_template(
        "places/letter.html",
        form=form,
        open_letter=queries.find_open_letter(g.visitor.id, g.municipality.id),
        notice=queries.find_legal_text(g.municipality.id, LegalKind.PRIVACY),
        days=LETTER_VALID.days,
        crumbs=_residence_crumbs(),
    )


def _residence_crumbs() -> list[tuple[str, str]]:
    return home_crumbs((_("İkametiniz"), url_for(".residence")))


@bp.route("/<slug>/ikamet/mektup", methods=["GET", "POST"])
@allow(rules.request_letter, form=forms.request_letter, page=letter_page, limit="post")
def request_letter(form: forms.LetterForm) -> Reply:
    services.request_letter(
        g.municipality,
        by=g.visitor.id,
        full_name=form.full_name.data or "",
        address=form.address.data or "",
        neighbourhood_id=int(form.neighbourhood.data),
        birth_year=form.birth_year.data,
    )
    flash(_("Mektup isteğiniz alındı. Kod adresinize postayla gelecek."), "good")
    return see_other(".residence")


@bp.post("/<slug>/ikamet/mektup/<int:letter_id>/vazgec")
@allow(rules.cancel_letter, letter=queries.get_letter)
def cancel_letter(letter: LetterRequest) -> Reply:
    services.cancel_letter(letter, by=g.visitor)
    flash(_("Mektup isteğinizden vazgeçtiniz. Adınız ve adresiniz silindi."), "good")
    return see_other(".residence")


def code_page(form: forms.CodeForm) -> Reply:
    return render_template(
        "places/code.html",
        form=form,
        letter=queries.find_open_letter(g.visitor.id, g.municipality.id),
        crumbs=_residence_crumbs(),
    )


@bp.route("/<slug>/ikamet/kod", methods=["GET", "POST"])
@allow(rules.enter_code, form=forms.enter_code, page=code_page, limit="code")
def enter_code(form: forms.CodeForm) -> Reply:
    services.enter_code(g.municipality, by=g.visitor, code=form.code.data or "")
    flash(_("İkametiniz doğrulandı."), "good")
    return see_other(".residence")
