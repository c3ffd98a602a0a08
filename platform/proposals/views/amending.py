"""Proposing a change to somebody's text, and answering it."""

from typing import Any

from flask import Response, flash, g, render_template, url_for

from kernel.http import allow, see_other
from kernel.i18n import _
from moderation import forms as guard
from moderation.views import judging
from proposals import authorship, authorship_forms, moderating, queries, services
from proposals.authorship_forms import AcceptForm, AmendForm, DeclineForm
from proposals.models import Amendment, AmendmentState, Proposal
from proposals.views import diffs
from proposals.views.blueprint import bp

Crumbs = list[tuple[str, str]]


def _crumbs(proposal: Proposal) -> Crumbs:
    return [
        (_("Öneriler"), url_for(".list_all")),
        (proposal.title, url_for(".show", proposal_id=proposal.id)),
    ]


def amend_page(proposal: Proposal, form: AmendForm) -> str:
    return render_template(
        "proposals/amend.html",
        form=form,
        proposal=proposal,
        work=guard.work_for(form.guards),
        bits=guard.WORK_BITS,
        crumbs=_crumbs(proposal),
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/degisiklik-oner", methods=["GET", "POST"])
@allow(
    authorship.amend,
    proposal=queries.get_proposal,
    form=authorship_forms.amend,
    page=amend_page,
    limit="post",
)
def amend(proposal: Proposal, form: AmendForm) -> Response:
    amendment = services.amend(
        proposal,
        by=g.visitor,
        reason=form.reason.data or "",
        suspicion=form.suspicion,
        **form.words(),
    )
    if amendment.hidden_at is not None:
        flash(_("Değişiklik öneriniz inceleniyor. Bir görevli okuyunca size haber vereceğiz."))
        return see_other(".amendment", amendment_id=amendment.id)
    flash(_("Değişiklik öneriniz yazara iletildi. Kararını size bildireceğiz."), "good")
    return see_other(".amendment", amendment_id=amendment.id)


@bp.get("/<slug>/oneriler/degisiklik/<int:amendment_id>")
@allow(authorship.see_amendment, amendment=queries.get_judged_amendment)
def amendment(amendment: Amendment) -> str:
    declined = amendment.state is AmendmentState.DECLINED
    mine = g.visitor.signed_in and amendment.author_id == g.visitor.id
    return render_template(
        "proposals/amendment.html",
        version=queries.find_version_of(amendment.id),
        became=queries.find_became(amendment.id) if declined else None,
        may={
            verb: getattr(authorship, f"{verb}_amendment")(g.visitor, amendment)
            for verb in ("accept", "decline", "withdraw", "promote")
        },
        mine=mine,
        held=moderating.is_held(amendment),
        words=moderating.see_amendment_words(g.visitor, amendment) is None,
        may_report=moderating.report_amendment(g.visitor, amendment),
        may_moderate=moderating.moderate_amendment(g.visitor, amendment),
        case_href=judging.author_href(amendment.case) if mine else None,
        **_compared(amendment),
    )


def _compared(amendment: Amendment) -> dict[str, Any]:
    """What it changes, and what has changed since it was written."""
    pending = amendment.state is AmendmentState.PROPOSED
    return {
        "amendment": amendment,
        "proposal": amendment.proposal,
        "status_kind": authorship.AMENDMENT_KIND[amendment.state],
        "status_word": _(authorship.AMENDMENT_LABELS[amendment.state]),
        "change": diffs.proposed(amendment),
        "since": diffs.since(amendment) if pending and authorship.moved_on(amendment) else None,
        "crumbs": _crumbs(amendment.proposal),
    }


def accept_page(amendment: Amendment, form: AcceptForm) -> str:
    # Whatever text the form was sent with: from here on its writer sees the present one.
    form.seen.data = authorship.text_mark(amendment.proposal)
    form.seen.raw_data = None
    return render_template("proposals/amendment_accept.html", form=form, **_compared(amendment))


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/kabul", methods=["GET", "POST"])
@allow(
    authorship.accept_amendment,
    amendment=queries.get_amendment,
    form=authorship_forms.accept,
    page=accept_page,
    limit="post",
)
def accept_amendment(amendment: Amendment, form: AcceptForm) -> Response:
    services.accept_amendment(
        amendment,
        by=g.visitor,
        answer=form.answer.data or "",
        seen=form.seen.data or "",
        **form.words(),
    )
    flash(_("Değişiklik kabul edildi. Önerinin yeni metni yayında."), "good")
    return see_other(".show", proposal_id=amendment.proposal_id)


def decline_page(amendment: Amendment, form: DeclineForm) -> str:
    return render_template("proposals/amendment_decline.html", form=form, **_compared(amendment))


@bp.route("/<slug>/oneriler/degisiklik/<int:amendment_id>/geri-cevir", methods=["GET", "POST"])
@allow(
    authorship.decline_amendment,
    amendment=queries.get_amendment,
    form=authorship_forms.decline,
    page=decline_page,
    limit="post",
)
def decline_amendment(amendment: Amendment, form: DeclineForm) -> Response:
    services.decline_amendment(amendment, by=g.visitor, answer=form.answer.data)
    flash(_("Değişikliği geri çevirdiniz; gerekçeniz önerene iletildi."))
    return see_other(".amendment", amendment_id=amendment.id)


@bp.post("/<slug>/oneriler/degisiklik/<int:amendment_id>/geri-cek")
@allow(authorship.withdraw_amendment, amendment=queries.get_amendment)
def withdraw_amendment(amendment: Amendment) -> Response:
    services.withdraw_amendment(amendment, by=g.visitor)
    flash(_("Değişiklik önerinizi geri çektiniz."))
    return see_other(".amendment", amendment_id=amendment.id)


@bp.post("/<slug>/oneriler/degisiklik/<int:amendment_id>/oneriye-donustur")
@allow(authorship.promote_amendment, amendment=queries.get_amendment, limit="post")
def promote_amendment(amendment: Amendment) -> Response:
    proposal = services.promote_amendment(amendment, by=g.visitor)
    flash(_("Taslağınız hazır. Gözden geçirip yayımlayın; onu yalnızca siz görüyorsunuz."), "good")
    return see_other(".edit", proposal_id=proposal.id)
