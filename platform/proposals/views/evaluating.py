"""The two gates: the first decision, units and their opinions, notes, the decision after them."""

from typing import Any

from flask import Response, flash, g, render_template, request, url_for

from journeys.models import STATUS_KIND, STATUS_LABELS, Status
from kernel import clock
from kernel.forms import BaseForm
from kernel.http import allow, see_other
from kernel.i18n import _
from kernel.rules import Common
from proposals import evaluating, queries
from proposals.assessments import FEASIBILITY_LABELS, MOST_POINTS
from proposals.evaluating import Asked, Case
from proposals.evaluation_forms import assessing as assessing_forms
from proposals.evaluation_forms import deciding as deciding_forms
from proposals.evaluation_forms.assessing import (
    AskForm,
    ConflictForm,
    NoteForm,
    OpinionForm,
    ReassignForm,
)
from proposals.evaluation_forms.deciding import UNITS, DecisionForm
from proposals.queries import gates, outcomes
from proposals.queries.prepared import find_prepared
from proposals.rules import REASONS
from proposals.services import assigning, deciding, preparing
from proposals.views.blueprint import bp
from proposals.views.crumbs import under_screening


def _crumbs(case: Case | None = None) -> list[tuple[str, str]]:
    crumbs = under_screening()
    if case is not None:
        href = url_for(".evaluation", proposal_id=case.id)
        crumbs.append((case.proposal.title, href))
    return crumbs


# --- the first gate -----------------------------------------------------------------------------


def screen_page(proposal: Case, form: DecisionForm) -> str:
    return render_template(
        "proposals/screen.html",
        form=form,
        case=proposal,
        proposal=proposal.proposal,
        consultation=proposal.proposal.activity.consultation,
        reason_links=_reason_links(".screen", proposal.id),
        similar=_similar(proposal),
        crumbs=_crumbs(),
    )


def _similar(case: Case) -> list[Any]:
    proposal = case.proposal
    return queries.similar(proposal.municipality_id, proposal.folded, but_not=proposal.id)


def _reason_links(endpoint: str, proposal_id: int) -> list[dict[str, Any]]:
    return [
        {
            "label": _(label),
            "href": url_for(endpoint, proposal_id=proposal_id, gerekce=key, _anchor="reason"),
            "current": key == request.args.get("gerekce"),
        }
        for key, (label, _text) in REASONS.items()
    ]


@bp.route("/<slug>/oneriler/<int:proposal_id>/ele", methods=["GET", "POST"])
@allow(
    evaluating.screen,
    proposal=gates.get_case,
    form=deciding_forms.screen,
    page=screen_page,
)
def screen(proposal: Case, form: DecisionForm) -> Response:
    if form.decision.data == UNITS:
        assigning.send_to_units(
            proposal.proposal, by=g.visitor, ruling=form.ruling, errands=[form.errand]
        )
        flash(_("Öneri teknik değerlendirmede. Birime ve yazana haber veriliyor."), "good")
        return see_other(".evaluation", proposal_id=proposal.id)
    return _decided(proposal, form) or see_other(".screening")


def _decided(case: Case, form: DecisionForm) -> Response | None:
    """Now, or at the moment that was written; then the list of those that wait is next."""
    moment = form.publish_at.data
    if moment is None:
        deciding.decide(case.proposal, by=g.visitor, ruling=form.ruling)
        _say_decided(form.ruling.outcome)
        return None
    preparing.prepare(case, by=g.visitor, ruling=form.ruling, publish_at=moment)
    flash(
        _("Karar hazır; yazdığınız anda yayımlanacak. O zamana kadar geri alabilirsiniz."), "good"
    )
    return see_other(".prepared")


def _say_decided(outcome: Status) -> None:
    if outcome is Status.ON_BALLOT:
        flash(_("Öneri oylamaya alındı; takip edenlere haber veriliyor."), "good")
    else:
        flash(_("Karar yayımlandı; yazana gerekçesiyle e-posta gidiyor."), "good")


# --- the staff's page ---------------------------------------------------------------------------


@bp.get("/<slug>/oneriler/<int:proposal_id>/degerlendirme")
@allow(evaluating.see, proposal=gates.get_case)
def evaluation(proposal: Case) -> str:
    """Everything the staff knows; nothing of it stands on the public page."""
    case, status = proposal, proposal.status
    assert status is not None
    return render_template(
        "proposals/evaluation.html",
        case=case,
        proposal=case.proposal,
        status_kind=STATUS_KIND[status],
        status_word=_(STATUS_LABELS[status]),
        asked=[_asked(case, one) for one in case.assessments],
        feasibilities=FEASIBILITY_LABELS,
        averages=gates.list_averages(case.id),
        most_points=MOST_POINTS,
        notes=gates.list_notes(case.id),
        conflicts=gates.list_conflicts(case.proposal.duty_id),
        decisions=outcomes.find_gates(case.id).decisions,
        outcomes=STATUS_LABELS,
        may={
            verb: getattr(evaluating, verb)(g.visitor, case)
            for verb in ("screen", "assign", "decide", "declare_conflict", "decide_objection")
        },
        whose=_whose(case),
        may_criteria=evaluating.set_criteria(g.visitor, case.proposal.activity),
        waits=find_prepared(case.id),
        labels=STATUS_LABELS,
        crumbs=_crumbs(),
    )


def _whose(case: Case) -> str:
    """The next step, where it is of those who run the consultation or of the units they asked."""
    denied = evaluating.decide(g.visitor, case)
    if denied is None or denied.reason is not Common.ROLE:
        return ""
    waiting = [one.unit.name for one in case.assessments if one.done_at is None]
    if waiting:
        names = ", ".join(waiting)
        return _("Görüşü bekleniyor: %(units)s. Kararı sonra danışma sorumlusu verir.", units=names)
    if case.status is Status.PUBLISHED:
        return _("Ön değerlendirmeyi danışma sorumlusu yapar.")
    return _("Kararı danışma sorumlusu verir.")


def _asked(case: Case, one: Any) -> dict[str, Any]:
    asked = Asked(one, case)
    return {
        "row": one,
        "due": evaluating.due(one.done_at is not None, one.due_on, clock.today()),
        "may_assess": evaluating.assess(g.visitor, asked),
        "may_reassign": evaluating.reassign(g.visitor, asked),
    }


# --- units --------------------------------------------------------------------------------------


def _form_page(case: Case, form: BaseForm, **words: Any) -> str:
    """One form of the file: `heading`, `button`, and where they help `lead` and `hints`."""
    return render_template(
        "proposals/evaluation_form.html", form=form, case=case, crumbs=_crumbs(case), **words
    )


def assign_page(proposal: Case, form: AskForm) -> str:
    return _form_page(
        proposal,
        form,
        heading=_("Birimden görüş isteyin"),
        button=_("Görüş isteyin"),
        hints={
            "question": _("Yalnızca görevliler okur."),
            "unit": _("Sayfada kişi adı değil, birimin adı görünür."),
        },
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/degerlendirme/birim", methods=["GET", "POST"])
@allow(evaluating.assign, proposal=gates.get_case, form=assessing_forms.assign, page=assign_page)
def assign(proposal: Case, form: AskForm) -> Response:
    assigning.send_to_units(
        proposal.proposal, by=g.visitor, ruling=form.ruling, errands=[form.errand]
    )
    flash(_("Birimden görüş istendi."), "good")
    return see_other(".evaluation", proposal_id=proposal.id)


def reassign_page(assessment: Asked, form: ReassignForm) -> str:
    return _form_page(
        assessment.case,
        form,
        heading=_("Görevliyi ya da günü değiştirin"),
        button=_("Kaydedin"),
        hints={"due_on": _("Yeni gün öneriyi yazanın sayfasında da görünür.")},
    )


@bp.route("/<slug>/masa/gorusler/<int:assessment_id>/gorev", methods=["GET", "POST"])
@allow(
    evaluating.reassign,
    assessment=gates.get_asked,
    form=assessing_forms.reassign,
    page=reassign_page,
)
def reassign(assessment: Asked, form: ReassignForm) -> Response:
    assigning.reassign(assessment, by=g.visitor, person_id=form.person_id, due_on=form.due_on.data)
    flash(_("Kaydedildi."), "good")
    return see_other(".evaluation", proposal_id=assessment.case.id)


def assess_page(assessment: Asked, form: OpinionForm) -> str:
    return render_template(
        "proposals/assess.html",
        form=form,
        asked=assessment.assessment,
        case=assessment.case,
        proposal=assessment.case.proposal,
        points=[field for field in form if field.name.startswith(assessing_forms.POINTS)],
        most_points=MOST_POINTS,
        crumbs=_crumbs(assessment.case),
    )


@bp.route("/<slug>/masa/gorusler/<int:assessment_id>", methods=["GET", "POST"])
@allow(evaluating.assess, assessment=gates.get_asked, form=assessing_forms.assess, page=assess_page)
def assess(assessment: Asked, form: OpinionForm) -> Response:
    assigning.assess(assessment, by=g.visitor, opinion=form.value, points=form.points)
    flash(_("Görüşünüz kaydedildi. Karara kadar düzeltebilirsiniz."), "good")
    return see_other(".evaluation", proposal_id=assessment.case.id)


# --- notes and conflicts ------------------------------------------------------------------------


def note_page(proposal: Case, form: NoteForm) -> str:
    return _form_page(
        proposal,
        form,
        heading=_("Not yazın"),
        button=_("Notu kaydedin"),
        lead=_("Notu yalnızca bu öneriyi değerlendiren görevliler okur."),
        hints={"body": _note_hint(form)},
    )


def _note_hint(form: NoteForm) -> str:
    names = ", ".join(f"@{name}" for _id, name in form.colleagues)
    return _("Haber vermek istediğiniz kişinin adını @ ile yazın: %(names)s", names=names)


@bp.route("/<slug>/oneriler/<int:proposal_id>/degerlendirme/not", methods=["GET", "POST"])
@allow(evaluating.note, proposal=gates.get_case, form=assessing_forms.note, page=note_page)
def note(proposal: Case, form: NoteForm) -> Response:
    assigning.note(proposal, by=g.visitor, body=form.body.data, named=form.named)
    flash(_("Not kaydedildi."), "good")
    return see_other(".evaluation", proposal_id=proposal.id)


def conflict_page(proposal: Case, form: ConflictForm) -> str:
    return _form_page(
        proposal,
        form,
        heading=_("Çıkar ilişkinizi bildirin"),
        button=_("Bildirin ve çekilin"),
        lead=_(
            "Öneri sizi, yakınınızı ya da ortağı olduğunuz bir işi ilgilendiriyorsa bildirin. "
            "Bildirdikten sonra bu öneriye puan ya da karar veremezsiniz; geri alınamaz."
        ),
        hints={"reason": _("Yalnızca görevliler okur.")},
    )


@bp.route(
    "/<slug>/oneriler/<int:proposal_id>/degerlendirme/cikar-iliskisi", methods=["GET", "POST"]
)
@allow(
    evaluating.declare_conflict,
    proposal=gates.get_case,
    form=assessing_forms.declare_conflict,
    page=conflict_page,
)
def declare_conflict(proposal: Case, form: ConflictForm) -> Response:
    assigning.declare_conflict(proposal, by=g.visitor, reason=form.reason.data)
    flash(_("Bildiriminiz kaydedildi. Değerlendirmeyi başka bir görevli yapar."), "good")
    return see_other(".evaluation", proposal_id=proposal.id)


# --- the decision -------------------------------------------------------------------------------


def decide_page(proposal: Case, form: DecisionForm) -> str:
    return render_template(
        "proposals/decide.html",
        form=form,
        case=proposal,
        proposal=proposal.proposal,
        feasibilities=FEASIBILITY_LABELS,
        waiting=[one for one in proposal.assessments if one.done_at is None],
        crumbs=_crumbs(proposal),
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/karar", methods=["GET", "POST"])
@allow(evaluating.decide, proposal=gates.get_case, form=deciding_forms.decide, page=decide_page)
def decide(proposal: Case, form: DecisionForm) -> Response:
    return _decided(proposal, form) or see_other(".evaluation", proposal_id=proposal.id)
