"""The author's objection, and the second look."""

from flask import Response, flash, g, render_template, url_for

from answers import queries as answers
from kernel import clock
from kernel.http import allow, see_other
from kernel.i18n import _
from proposals import evaluating
from proposals.evaluating import Case
from proposals.evaluation_forms import assessing, deciding
from proposals.evaluation_forms.assessing import ObjectionForm
from proposals.evaluation_forms.deciding import STANDS, DecisionForm
from proposals.queries import gates
from proposals.services import objecting
from proposals.views.blueprint import bp
from proposals.views.crumbs import under_screening


def object_page(proposal: Case, form: ObjectionForm) -> str:
    assert proposal.decided_on is not None
    return render_template(
        "proposals/object.html",
        form=form,
        case=proposal,
        proposal=proposal.proposal,
        answer=answers.find_shown(proposal.proposal.duty_id),
        last_day=evaluating.last_day_to_object(proposal.decided_on, proposal.days),
        crumbs=[(proposal.proposal.title, url_for(".show", proposal_id=proposal.id))],
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/itiraz", methods=["GET", "POST"])
@allow(
    evaluating.object_to,
    proposal=gates.get_case,
    form=assessing.object_to,
    page=object_page,
    limit="post",
)
def object_to(proposal: Case, form: ObjectionForm) -> Response:
    objecting.object_to(proposal, by=g.visitor, reason=form.reason.data)
    flash(_("İtirazınız alındı. Başka bir görevli inceleyecek; sonucu size yazacağız."), "good")
    return see_other(".show", proposal_id=proposal.id)


def decide_page(proposal: Case, form: DecisionForm) -> str:
    return render_template(
        "proposals/decide_objection.html",
        form=form,
        case=proposal,
        proposal=proposal.proposal,
        objection=proposal.objection,
        answer=answers.find_shown(proposal.proposal.duty_id),
        today=clock.today(),
        crumbs=under_screening(
            (proposal.proposal.title, url_for(".evaluation", proposal_id=proposal.id))
        ),
    )


@bp.route("/<slug>/oneriler/<int:proposal_id>/itiraz/karar", methods=["GET", "POST"])
@allow(
    evaluating.decide_objection,
    proposal=gates.get_case,
    form=deciding.decide_objection,
    page=decide_page,
)
def decide_objection(proposal: Case, form: DecisionForm) -> Response:
    changed = form.decision.data != STANDS
    objecting.decide_objection(proposal, by=g.visitor, changed=changed, ruling=form.ruling)
    flash(_("İtiraz karara bağlandı; yazana gerekçesiyle e-posta gidiyor."), "good")
    return see_other(".evaluation", proposal_id=proposal.id)
