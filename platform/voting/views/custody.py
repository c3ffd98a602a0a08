"""The custodians: invited, their key and trial on a page of their own, halves at the opening."""

from typing import Any

from flask import Response, flash, g, make_response, render_template

from kernel import clock, page_cache
from kernel.db import DomainError, write
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.rules import Visitor
from voting import custody_forms as forms
from voting import queries, rules, services
from voting.counting.definition import canonical
from voting.models import Custodian, Election
from voting.services import paper
from voting.views.blueprint import bp, facts


def invite_page(election: Election, form: forms.CustodiansForm) -> str:
    return render_template("voting/custodians.html", **facts(election), form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/emanetciler", methods=["GET", "POST"])
@allow(rules.invite, election=queries.get_election, form=forms.custodians, page=invite_page)
def invite(election: Election, form: forms.CustodiansForm) -> Reply:
    services.invite(election, by=g.visitor, people=form.people)
    flash(_("Üç emanetçiye davet gönderildi."), "good")
    return see_other(".review", election_id=election.id)


@bp.post("/<slug>/masa/emanetciler/<int:keeper_id>/davet")
@allow(rules.invite_again, keeper=queries.get_keeper)
def invite_again(keeper: Custodian) -> Reply:
    services.invite_again(keeper, by=g.visitor)
    flash(_("Davet yeniden gönderildi: %(name)s.", name=keeper.name), "good")
    draft = rules.is_draft(keeper.election)
    return see_other(".review" if draft else ".work", election_id=keeper.election_id)


# --- the custodian's own page, behind the link of the invitation ---------------------------------


@bp.get("/<slug>/emanetci/<custodian_id>")
@allow(rules.visit_custodian, custodian=queries.get_custodian)
def custodian(custodian: Custodian) -> Reply:
    return _unkept(custodian_page(custodian))


def custodian_page(custodian: Custodian, form: Any = None) -> str:
    """Whatever is due now, with its form: key, trial, or the halves at the opening."""
    election = custodian.election
    visitor: Visitor = g.visitor
    return render_template(
        "voting/custodian.html",
        custodian=custodian,
        election=election,
        activity=election.activity,
        consultation=election.activity.consultation,
        token=services.token(custodian),
        stage=rules.stage(election),
        now=clock.now(),
        key_denied=rules.receive_key(visitor, custodian),
        trial_denied=rules.try_envelope(visitor, custodian),
        bring_denied=rules.bring(visitor, custodian),
        key_form=form if isinstance(form, forms.KeyForm) else forms.key(custodian),
        trial_form=form if isinstance(form, forms.TrialForm) else forms.trial(custodian),
        halves_form=form if isinstance(form, forms.HalvesForm) else forms.halves(custodian),
    )


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _back(custodian: Custodian) -> Response:
    return see_other(".custodian", custodian_id=services.token(custodian))


@bp.route("/<slug>/emanetci/<custodian_id>/anahtar", methods=["GET", "POST"])
@allow(
    rules.receive_key,
    custodian=queries.get_custodian,
    form=forms.key,
    page=custodian_page,
    limit="code",
)
def receive_key(custodian: Custodian, form: forms.KeyForm) -> Reply:
    services.receive_key(custodian, line=form.key.data)
    flash(_("Anahtarınız alındı."), "good")
    return _back(custodian)


@bp.get("/<slug>/emanetci/<custodian_id>/zarf.json")
@allow(rules.try_envelope, custodian=queries.get_custodian)
def envelope(custodian: Custodian) -> Reply:
    answer = Response(canonical(services.envelope(custodian)), mimetype="application/json")
    name = f"zarf-{custodian.election_id}-{custodian.number}.json"
    answer.headers["Content-Disposition"] = f"attachment; filename={name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<slug>/emanetci/<custodian_id>/deneme", methods=["GET", "POST"])
@allow(
    rules.try_envelope,
    custodian=queries.get_custodian,
    form=forms.trial,
    page=custodian_page,
    limit="code",
)
def try_envelope(custodian: Custodian, form: forms.TrialForm) -> Reply:
    services.try_envelope(custodian, answer=form.answer.data)
    flash(_("Zarfınız açılıyor. Anahtar sözcüklerinizi saklayın."), "good")
    return _back(custodian)


@bp.route("/<slug>/emanetci/<custodian_id>/ac", methods=["GET", "POST"])
@allow(
    rules.bring,
    custodian=queries.get_custodian,
    form=forms.halves,
    page=custodian_page,
    limit="code",
    own_transaction=True,
)
def bring(custodian: Custodian, form: forms.HalvesForm) -> Reply:
    """Opens and counts outside the write transaction: a large box takes a while."""
    custodian_id, election_id = services.token(custodian), custodian.election_id
    try:
        with write():
            services.bring(queries.get_custodian(custodian_id), lines=form.lines.data)
    except DomainError as error:
        flash(_(error.message, **error.facts), "error")
        return see_other(".custodian", custodian_id=custodian_id)
    ready = services.prepared(election_id)
    if ready is None:
        flash(_("Anahtar yarılarınız alındı. İkinci emanetçi gelince sandık açılır."), "good")
        return see_other(".custodian", custodian_id=custodian_id)
    with write():
        services.store(election_id, *ready)
        page_cache.touch(g.municipality)
    return see_other(".show", election_id=election_id)


# --- the officer, after the end -----------------------------------------------------------------


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/tamamla")
@allow(rules.settle_roll, election=queries.get_election)
def settle_roll(election: Election) -> Reply:
    paper.settle(election, by=g.visitor)
    return see_other(".work", election_id=election.id)


def seed_page(election: Election, form: forms.SeedForm) -> str:
    return render_template("voting/seed.html", **facts(election), form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/kura", methods=["GET", "POST"])
@allow(rules.enter_seed, election=queries.get_election, form=forms.seed, page=seed_page)
def enter_seed(election: Election, form: forms.SeedForm) -> Reply:
    services.enter_seed(election, by=g.visitor, seed=form.seed.data, how=form.how.data)
    services.call_to_opening(election)
    flash(_("Kura sayısı yazıldı. Sandığı artık iki emanetçi açabilir."), "good")
    return see_other(".work", election_id=election.id)
