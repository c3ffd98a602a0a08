"""Writing: the form, similar ones, drafts, publishing, editing, withdrawing."""

from typing import Any

from flask import Response, flash, g, make_response, render_template, request, url_for

from consultations import queries as consultations
from consultations.models import Activity
from kernel.http import Refused, allow, see_other
from kernel.i18n import _
from kernel.text import clean_input
from moderation import forms as guard
from proposals import entering, forms, queries, rules, services
from proposals.forms import ProposalForm, WithdrawForm
from proposals.models import Proposal, ProposalState
from proposals.queries import Similar
from proposals.views.blueprint import bp

# --- the form -----------------------------------------------------------------------------------


def _form_page(
    form: ProposalForm, activity: Activity, proposal: Proposal | None = None, *, look: bool = False
) -> str:
    draft = proposal is None or proposal.state is ProposalState.DRAFT
    owner = activity.consultation
    return render_template(
        "proposals/write.html",
        form=form,
        activity=activity,
        consultation=owner,
        proposal=proposal,
        draft=draft,
        looked=look,
        similar=_similar(form, activity, proposal) if look or proposal else [],
        differs_from=_other(form, activity),
        writing=True,
        work=guard.work_for(form.guards) if draft else "",
        bits=guard.WORK_BITS,
        similar_url=url_for(".similar", activity_id=activity.id),
        back=_back(activity, proposal),
        may_enter=entering.enter(g.visitor, activity) is None,
        crumbs=[(owner.title, url_for("consultations.show", consultation_id=owner.id))],
    )


def _similar(form: ProposalForm, activity: Activity, proposal: Proposal | None) -> list[Similar]:
    return queries.similar(
        activity.municipality_id,
        form.similar_words(),
        body=form.body.data or "",
        but_not=proposal.id if proposal else None,
    )


def _other(form: ProposalForm, activity: Activity) -> Proposal | None:
    """The similar one that the author says something about; only what everybody can read."""
    if form.difference_id is None:
        return None
    form.difference_to.data = str(form.difference_id)
    return queries.find_published(form.difference_id, activity.municipality_id)


def _back(activity: Activity, proposal: Proposal | None) -> str:
    if proposal is not None:
        return url_for(".show", proposal_id=proposal.id)
    return url_for("consultations.show", consultation_id=activity.consultation_id)


def write_page(activity: Activity, form: ProposalForm) -> str:
    return _form_page(form, activity)


@bp.route("/<slug>/oneriler/yaz/<int:activity_id>", methods=["GET", "POST"])
@allow(
    rules.write,
    activity=consultations.get_activity,
    form=forms.write,
    page=write_page,
    limit="post",
)
def write(activity: Activity, form: ProposalForm) -> Any:
    if form.looks:
        return _looked(form, activity)
    if form.instead_id is not None:
        return _support_instead(form, activity)
    proposal = services.save_draft(activity, by=g.visitor, **form.values())
    return _stored(proposal, form)


def edit_page(proposal: Proposal, form: ProposalForm) -> str:
    return _form_page(form, proposal.activity, proposal)


@bp.route("/<slug>/oneriler/<int:proposal_id>/duzenle", methods=["GET", "POST"])
@allow(rules.edit, proposal=queries.get_proposal, form=forms.edit, page=edit_page, limit="post")
def edit(proposal: Proposal, form: ProposalForm) -> Any:
    if form.looks:
        return _looked(form, proposal.activity, proposal)
    if form.instead_id is not None:
        return _support_instead(form, proposal.activity, proposal)
    services.edit(proposal, by=g.visitor, reason=form.why, **form.values())
    return _stored(proposal, form)


def _looked(form: ProposalForm, activity: Activity, proposal: Proposal | None = None) -> Response:
    """422: nothing was stored, and nothing shall be."""
    answer = make_response(_form_page(form, activity, proposal, look=True))
    answer.status_code = 422
    return answer


def _support_instead(
    form: ProposalForm, activity: Activity, proposal: Proposal | None = None
) -> Response:
    """What was typed stays as a draft; the support goes to the one that says the same."""
    other = queries.find_published(form.instead_id or 0, activity.municipality_id)
    if other is None:
        return _looked(form, activity, proposal)
    if denied := rules.support(g.visitor, other):
        form.form_errors.append(denied.sentence)
        return _looked(form, activity, proposal)
    kept = form.is_keepable and (proposal is None or proposal.state is ProposalState.DRAFT)
    if kept and proposal is None:
        services.save_draft(activity, by=g.visitor, **form.values())
    elif kept and proposal is not None:
        services.edit(proposal, by=g.visitor, **form.values())
    services.support(other, by=g.visitor)
    flash(_("Desteğiniz sayıldı: “%(title)s”.", title=other.title), "good")
    if kept:
        flash(_("Yazdıklarınız taslak olarak duruyor; isterseniz silebilirsiniz."))
    return see_other(".show", proposal_id=other.id)


def _stored(proposal: Proposal, form: ProposalForm) -> Response:
    """A draft comes back to be read over; otherwise it is published, if that is allowed now."""
    services.differ(proposal, form.difference_id, form.difference.data or "")
    if proposal.state is ProposalState.HELD:
        _say_published(proposal)
    elif proposal.state is not ProposalState.DRAFT:
        flash(_("Öneriniz kaydedildi."), "good")
    elif form.saves_draft:
        flash(_("Taslağınız kaydedildi. Onu yalnızca siz görüyorsunuz."), "good")
    else:
        if denied := rules.publish(g.visitor, proposal):
            raise Refused(denied)
        services.submit(proposal, by=g.visitor, suspicion=form.suspicion)
        _say_published(proposal)
    return see_other(".show", proposal_id=proposal.id)


def _say_published(proposal: Proposal) -> None:
    if proposal.state is ProposalState.HELD:
        flash(_("Öneriniz inceleniyor. Bir görevli okuyunca size haber vereceğiz."))
        return
    flash(
        _(
            "Öneriniz yayımlandı. Belediye onu inceleyip oylamaya alacak ya da gerekçesini "
            "yazacak; her adımda size haber vereceğiz."
        ),
        "good",
    )


@bp.post("/<slug>/oneriler/<int:proposal_id>/sil")
@allow(rules.discard, proposal=queries.get_proposal)
def discard(proposal: Proposal) -> Response:
    services.discard(proposal, by=g.visitor)
    flash(_("Taslak silindi."))
    return see_other(".list_mine")


# --- similar ones -------------------------------------------------------------------------------


@bp.get("/<slug>/oneriler/benzer/<int:activity_id>")
@allow(rules.look_for_similar, activity=consultations.get_activity)
def similar(activity: Activity) -> Response:
    """A fragment for the script under the title; a page of its own for everybody else."""
    words = clean_input(request.args.get("q", ""))[:300].strip()
    found = queries.similar(activity.municipality_id, words)
    fragment = request.headers.get("Accept") == "text/html"
    page = "proposals/_similar.html" if fragment else "proposals/similar.html"
    owner = activity.consultation
    answer = make_response(
        render_template(
            page,
            similar=found,
            looked=True,
            writing=fragment,
            base=url_for(".list_all"),
            words=words,
            activity=activity,
            crumbs=[(owner.title, url_for("consultations.show", consultation_id=owner.id))],
        )
    )
    answer.vary.add("Accept")
    return answer


# --- withdrawing --------------------------------------------------------------------------------


def withdraw_page(proposal: Proposal, form: WithdrawForm) -> str:
    return render_template(
        "proposals/withdraw.html",
        form=form,
        proposal=proposal,
        crumbs=[(proposal.title, url_for(".show", proposal_id=proposal.id))],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/geri-cek", methods=["GET", "POST"])
@allow(rules.withdraw, proposal=queries.get_proposal, form=forms.withdraw, page=withdraw_page)
def withdraw(proposal: Proposal, form: WithdrawForm) -> Response:
    services.withdraw(proposal, by=g.visitor, reason=form.reason.data or "")
    flash(_("Önerinizi geri çektiniz."))
    return see_other(".show", proposal_id=proposal.id)
