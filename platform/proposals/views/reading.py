"""One proposal's page, its versions, and one's own proposals."""

from typing import Any

from flask import g, render_template, url_for

from answers import queries as answer_queries
from answers import rules as answers
from consultations import rules as consultations
from consultations.models import Activity
from discussion.views import board as boards
from journeys import queries as journeys
from journeys.models import STATUS_KIND, STATUS_LABELS, Status
from kernel import clock, page_cache
from kernel.http import allow
from kernel.i18n import _
from kernel.rules import signed_in
from proposals import queries, rules
from proposals.models import Proposal, ProposalState
from proposals.views import diffs
from proposals.views.blueprint import bp


@bp.get("/<slug>/oneriler/<int:proposal_id>")
@allow(rules.see, proposal=queries.get_proposal, cached=True)
def show(proposal: Proposal) -> str:
    if proposal.state is ProposalState.DRAFT:
        return _draft_page(proposal)
    marks = queries.get_marks(proposal, g.visitor.id)
    _expire(proposal.activity)
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        marks=marks,
        status_kind=STATUS_KIND[_status(proposal)],
        status_word=_(STATUS_LABELS[_status(proposal)]),
        vote=_vote(proposal),
        board=_board(proposal),
        own=rules.is_mine(g.visitor, proposal),
        may={
            verb: getattr(rules, verb)(g.visitor, proposal)
            for verb in ("support", "unsupport", "follow", "edit", "withdraw", "screen")
        },
        crumbs=_crumbs(proposal),
        **_clock_and_trace(proposal, has_vote=marks.has_vote),
    )


def _status(proposal: Proposal) -> Status:
    """Published ones have a journey from their first moment on."""
    assert proposal.status is not None
    return proposal.status


def _draft_page(proposal: Proposal) -> str:
    return render_template(
        "proposals/draft.html",
        proposal=proposal,
        may_publish=rules.publish(g.visitor, proposal),
        similar=queries.similar(proposal.municipality_id, proposal.folded, but_not=proposal.id),
        crumbs=_crumbs(proposal),
    )


def _expire(activity: Activity) -> None:
    page_cache.until(clock.next_midnight())
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)


def _board(proposal: Proposal) -> Any:
    if proposal.thread is None:
        return None
    return boards.board(
        proposal.thread,
        denied=rules.comment(g.visitor, proposal),
        href=url_for(".comment", proposal_id=proposal.id),
    )


def _vote(proposal: Proposal) -> Activity | None:
    """The vote that is open now, for a proposal that stands in it."""
    if proposal.status is not Status.ON_BALLOT:
        return None
    vote = queries.find_vote(proposal.consultation_id)
    if vote is None:
        return None
    _expire(vote)
    is_open = consultations.window(vote, clock.now()) is consultations.Window.OPEN
    return vote if is_open else None


def _clock_and_trace(proposal: Proposal, *, has_vote: bool) -> dict[str, Any]:
    duty, today = proposal.duty, clock.today()
    state = None if duty is None else answers.state(duty, today)
    answered = duty is not None and duty.answered_on is not None
    consultation = proposal.activity.consultation
    assert proposal.journey is not None
    trace = journeys.trace_of_proposal(
        proposal.journey,
        journeys.list_steps(proposal.journey_id),
        has_vote=has_vote,
        duty_state=state,
        due_on=None if duty is None or answered else duty.due_on,
        promised_on=consultation.published_at and clock.local(consultation.published_at).date(),
        promise_href=url_for("consultations.show", consultation_id=consultation.id),
        slug=g.slug,
    )
    return {
        "duty": duty,
        "duty_state": state,
        "duty_days": None if duty is None else answers.days(duty, today),
        "answer": answer_queries.get_published(proposal.duty_id) if answered else None,
        "trace": trace,
    }


def _crumbs(proposal: Proposal) -> list[tuple[str, str]]:
    owner = proposal.activity.consultation
    return [
        (_("Öneriler"), url_for(".list_all")),
        (owner.title, url_for("consultations.show", consultation_id=owner.id)),
    ]


@bp.get("/<slug>/oneriler/<int:proposal_id>/surumler")
@allow(rules.see, proposal=queries.get_proposal)
def versions(proposal: Proposal) -> str:
    """Each edit as a comparison with what stood there before, the latest first."""
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        changes=diffs.changes(queries.list_versions(proposal.id), proposal),
        crumbs=[
            *_crumbs(proposal),
            (proposal.title, url_for(".show", proposal_id=proposal.id)),
        ],
    )


@bp.get("/<slug>/onerilerim")
@allow(signed_in)
def list_mine() -> str:
    rows = queries.list_mine(g.municipality.id, g.visitor.id)
    return render_template(
        "proposals/list_mine.html",
        drafts=[row for row in rows if row.state is ProposalState.DRAFT],
        published=[row for row in rows if row.state is not ProposalState.DRAFT],
        kinds=STATUS_KIND,
        labels=STATUS_LABELS,
        base=url_for(".list_all"),
        crumbs=[(_("Öneriler"), url_for(".list_all"))],
    )
