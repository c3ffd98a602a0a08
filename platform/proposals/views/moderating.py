"""Reporting proposals and amendments, deciding about them, their appeals; what waits."""

from typing import Any

from flask import Response, flash, g, render_template, url_for

from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.rules import Denied
from moderation import forms as moderation_forms
from moderation.forms import (
    REVERSE,
    AppealDecisionForm,
    ReportForm,
    UnhideForm,
    VerdictForm,
)
from moderation.models import Ground
from moderation.views import judging
from proposals import forms, moderating, queries, services
from proposals.models import Amendment, Proposal, ProposalState
from proposals.views import diffs
from proposals.views.blueprint import bp


def _decided() -> Response:
    flash(_("Kararınız kaydedildi. İlgililere gerekçesiyle haber verildi."), "good")
    return see_other("web.moderation")


def _appeal_decided() -> Response:
    flash(_("İtiraz karara bağlandı. İtiraz edene haber verildi."), "good")
    return see_other("web.moderation")


def _reported() -> None:
    flash(_("Bildiriminiz alındı. Karar verilince size haber vereceğiz."), "good")


# --- proposals ----------------------------------------------------------------------------------


def report_page(proposal: Proposal, form: ReportForm) -> str:
    back = url_for(".show", proposal_id=proposal.id)
    return render_template(
        "proposals/report.html",
        form=form,
        heading=_("Öneriyi bildirin"),
        title=proposal.title,
        words=proposal.problem,
        back=back,
        crumbs=[(_("Öneriler"), url_for(".list_all")), (proposal.title, back)],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/bildir", methods=["GET", "POST"])
@allow(
    moderating.report,
    proposal=queries.get_judged,
    form=moderation_forms.report,
    page=report_page,
    limit="post",
)
def report(proposal: Proposal, form: ReportForm) -> Response:
    services.report(
        proposal, by=g.visitor, ground=Ground(form.ground.data), note=form.note.data or ""
    )
    _reported()
    return see_other(".show", proposal_id=proposal.id)


@bp.post("/<slug>/oneriler/<int:proposal_id>/taslaga-al")
@allow(moderating.take_back, proposal=queries.get_judged)
def take_back(proposal: Proposal) -> Response:
    services.take_back(proposal, by=g.visitor)
    flash(_("Öneriniz yeniden taslak. Düzenleyip yeniden gönderebilir ya da silebilirsiniz."))
    return see_other(".show", proposal_id=proposal.id)


def moderate_page(proposal: Proposal, form: Any) -> str:
    """What was said, who minded; and the decision, when one can be taken."""
    hidden = proposal.state is ProposalState.HIDDEN
    rule = moderating.unhide if hidden else moderating.judge
    values = judging.of_case(proposal.case, proposal)
    if isinstance(form, AppealDecisionForm):
        # It came back with mistakes.
        values["appeal_form"], form = form, decision(proposal)
    values["appeal_denied"] = moderating.judge_appeal(g.visitor, proposal)
    said = queries.find_hidden_words(proposal.id) or proposal
    return render_template(
        "proposals/moderate.html",
        said=said,
        byline=proposal.signature,
        number=proposal.number,
        versions=queries.list_versions(proposal.id),
        **_state_of(proposal.state, hidden=hidden),
        denied=rule(g.visitor, proposal),
        verdict_form=form,
        hrefs={
            "back": url_for(".show", proposal_id=proposal.id),
            "judge": url_for(".judge", proposal_id=proposal.id),
            "unhide": url_for(".unhide", proposal_id=proposal.id),
            "appeal": url_for(".judge_appeal", proposal_id=proposal.id),
        },
        heading=_("Öneriyi denetleyin"),
        crumbs=judging.under_moderation(),
        **values,
    )


def _state_of(state: ProposalState, *, hidden: bool) -> dict[str, bool]:
    return {
        "hidden": hidden,
        "held": state is ProposalState.HELD,
        "declined": state is ProposalState.DECLINED,
    }


def decision(proposal: Proposal) -> VerdictForm | UnhideForm:
    """The form of the decision that can be taken now."""
    hidden = proposal.state is ProposalState.HIDDEN
    return moderation_forms.unhide(proposal) if hidden else forms.judge(proposal)


@bp.get("/<slug>/oneriler/<int:proposal_id>/denetle")
@allow(moderating.moderate, proposal=queries.get_judged, form=decision, page=moderate_page)
def moderate(proposal: Proposal, form: Any) -> str:
    return moderate_page(proposal, form)


@bp.route("/<slug>/oneriler/<int:proposal_id>/denetle/karar", methods=["GET", "POST"])
@allow(moderating.judge, proposal=queries.get_judged, form=forms.judge, page=moderate_page)
def judge(proposal: Proposal, form: VerdictForm) -> Response:
    services.judge(proposal, by=g.visitor, verdict=form.verdict())
    return _decided()


@bp.route("/<slug>/oneriler/<int:proposal_id>/denetle/goster", methods=["GET", "POST"])
@allow(
    moderating.unhide,
    proposal=queries.get_judged,
    form=moderation_forms.unhide,
    page=moderate_page,
)
def unhide(proposal: Proposal, form: UnhideForm) -> Response:
    services.unhide(proposal, by=g.visitor, reason=form.reason.data or "")
    flash(_("Öneri yeniden gösteriliyor. Yazarına haber verildi."), "good")
    return see_other(".moderate", proposal_id=proposal.id)


@bp.route("/<slug>/oneriler/<int:proposal_id>/denetle/itiraz", methods=["GET", "POST"])
@allow(
    moderating.judge_appeal,
    proposal=queries.get_judged,
    form=moderation_forms.appeal_decision,
    page=moderate_page,
)
def judge_appeal(proposal: Proposal, form: AppealDecisionForm) -> Response:
    services.judge_appeal(
        proposal,
        by=g.visitor,
        reverse=form.outcome.data == REVERSE,
        reason=form.reason.data or "",
    )
    return _appeal_decided()


# --- amendments ---------------------------------------------------------------------------------


def report_amendment_page(amendment: Amendment, form: ReportForm) -> str:
    back = url_for(".amendment", amendment_id=amendment.id)
    return render_template(
        "proposals/report.html",
        form=form,
        heading=_("Değişiklik önerisini bildirin"),
        title=amendment.title,
        words=amendment.reason,
        back=back,
        crumbs=[(_("Öneriler"), url_for(".list_all")), (_("Değişiklik önerisi"), back)],
    )


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/bildir", methods=["GET", "POST"])
@allow(
    moderating.report_amendment,
    amendment=queries.get_judged_amendment,
    form=moderation_forms.report,
    page=report_amendment_page,
    limit="post",
)
def report_amendment(amendment: Amendment, form: ReportForm) -> Response:
    services.report_amendment(
        amendment, by=g.visitor, ground=Ground(form.ground.data), note=form.note.data or ""
    )
    _reported()
    return see_other(".amendment", amendment_id=amendment.id)


def moderate_amendment_page(amendment: Amendment, form: Any) -> str:
    held = moderating.is_held(amendment)
    hidden = amendment.hidden_at is not None and not held
    rule = moderating.unhide_amendment if hidden else moderating.judge_amendment
    denied: Denied | None = rule(g.visitor, amendment)
    values = judging.of_case(amendment.case, amendment)
    if isinstance(form, AppealDecisionForm):
        values["appeal_form"], form = form, amendment_decision(amendment)
    return render_template(
        "proposals/moderate.html",
        said=amendment,
        change=diffs.proposed(amendment),
        byline=amendment.author.name,
        number=None,
        versions=[],
        hidden=hidden,
        held=held,
        declined=False,
        denied=denied,
        verdict_form=form,
        hrefs={
            "back": url_for(".amendment", amendment_id=amendment.id),
            "judge": url_for(".judge_amendment", amendment_id=amendment.id),
            "unhide": url_for(".unhide_amendment", amendment_id=amendment.id),
            "appeal": url_for(".judge_amendment_appeal", amendment_id=amendment.id),
        },
        heading=_("Değişiklik önerisini denetleyin"),
        crumbs=judging.under_moderation(),
        **values,
    )


def amendment_decision(amendment: Amendment) -> VerdictForm | UnhideForm:
    hidden = amendment.hidden_at is not None and not moderating.is_held(amendment)
    return moderation_forms.unhide(amendment) if hidden else forms.judge_amendment(amendment)


@bp.get("/<slug>/oneriler/degisiklik/<int:amendment_id>/denetle")
@allow(
    moderating.moderate_amendment,
    amendment=queries.get_judged_amendment,
    form=amendment_decision,
    page=moderate_amendment_page,
)
def moderate_amendment(amendment: Amendment, form: Any) -> str:
    return moderate_amendment_page(amendment, form)


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/denetle/karar", methods=["GET", "POST"])
@allow(
    moderating.judge_amendment,
    amendment=queries.get_judged_amendment,
    form=forms.judge_amendment,
    page=moderate_amendment_page,
)
def judge_amendment(amendment: Amendment, form: VerdictForm) -> Response:
    services.judge_amendment(amendment, by=g.visitor, verdict=form.verdict())
    return _decided()


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/denetle/goster", methods=["GET", "POST"])
@allow(
    moderating.unhide_amendment,
    amendment=queries.get_judged_amendment,
    form=moderation_forms.unhide,
    page=moderate_amendment_page,
)
def unhide_amendment(amendment: Amendment, form: UnhideForm) -> Response:
    services.unhide_amendment(amendment, by=g.visitor, reason=form.reason.data or "")
    flash(_("Değişiklik önerisi yeniden gösteriliyor. Yazarına haber verildi."), "good")
    return see_other(".moderate_amendment", amendment_id=amendment.id)


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/denetle/itiraz", methods=["GET", "POST"])
@allow(
    moderating.judge_amendment_appeal,
    amendment=queries.get_judged_amendment,
    form=moderation_forms.appeal_decision,
    page=moderate_amendment_page,
)
def judge_amendment_appeal(amendment: Amendment, form: AppealDecisionForm) -> Response:
    services.judge_amendment_appeal(
        amendment,
        by=g.visitor,
        reverse=form.outcome.data == REVERSE,
        reason=form.reason.data or "",
    )
    return _appeal_decided()
