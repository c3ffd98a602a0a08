"""One proposal's page, its versions, and one's own proposals."""

from typing import Any

from flask import g, render_template, url_for

from answers import queries as answer_queries
from answers import rules as answers
from consultations import rules as consultations
from discussion.views import board as boards
from journeys import queries as journeys
from journeys.models import STATUS_KIND, STATUS_LABELS, Status
from kernel import clock, page_cache
from kernel.http import allow
from kernel.i18n import _
from kernel.rules import signed_in
from moderation.views import judging
from proposals import authorship, moderating, queries, rules
from proposals.models import UNPUBLISHED, Proposal, ProposalState
from proposals.queries import Collecting, Shown, Vote
from proposals.rules import WAITED
from proposals.views import authors, diffs, gating, merging
from proposals.views.blueprint import bp


@bp.get("/<slug>/oneriler/<int:proposal_id>")
@allow(authorship.show, proposal=queries.get_shown, cached=True)
def show(proposal: Shown) -> str:
    if proposal.state is ProposalState.DRAFT:
        return _draft_page(proposal)
    if proposal.state in UNPUBLISHED:
        return _held_page(proposal)
    if proposal.state is ProposalState.HIDDEN:
        return _hidden_page(proposal)
    _expire(proposal.activity)
    status, own = _status(proposal), rules.speaks_for(g.visitor, proposal)
    frame = _clock_and_trace(proposal)
    manages = consultations.manage(g.visitor, proposal.activity.consultation) is None
    return render_template(
        "proposals/show.html",
        proposal=proposal,
        marks=proposal.marks,
        status_kind=STATUS_KIND[status],
        status_word=_(STATUS_LABELS[status]),
        vote=_vote(proposal),
        board=_board(proposal),
        own=own,
        sources=_sources(proposal),
        may={
            verb: getattr(rules, verb)(g.visitor, proposal)
            for verb in ("support", "unsupport", "follow", "edit", "withdraw", "screen")
        },
        may_report=moderating.report(g.visitor, proposal),
        may_moderate=moderating.moderate(g.visitor, proposal),
        crumbs=_crumbs(proposal),
        **frame,
        **gating.around(proposal, frame["steps"], own=own),
        **authors.around(proposal),
        **merging.around(proposal, own=own, manages=manages),
    )


def _sources(proposal: Shown) -> list[journeys.SourceRow]:
    return journeys.list_sources("proposals.show", proposal.id) if proposal.marks.sourced else []


def _status(proposal: Shown) -> Status:
    """Published ones have a journey from their first moment on."""
    assert proposal.status is not None
    return proposal.status


def _draft_page(proposal: Shown) -> str:
    return render_template(
        "proposals/draft.html",
        proposal=proposal,
        own=rules.speaks_for(g.visitor, proposal),
        may_publish=rules.publish(g.visitor, proposal),
        **authors.beside_draft(proposal),
        similar=queries.similar(proposal.municipality_id, proposal.folded, but_not=proposal.id),
        crumbs=_crumbs(proposal),
    )


def _held_page(proposal: Shown) -> str:
    """What waits for a moderator, or was not published; for its author and moderators."""
    held, judged = proposal.state is ProposalState.HELD, queries.get_judged(proposal.id)
    own = moderating.wrote(g.visitor, proposal)
    return render_template(
        "proposals/held.html",
        proposal=proposal,
        held=held,
        own=own,
        case_href=judging.author_href(judged.case) if own else None,
        may_take_back=moderating.take_back(g.visitor, proposal),
        may_moderate=moderating.moderate(g.visitor, proposal),
        crumbs=_crumbs(proposal),
    )


def _hidden_page(proposal: Shown) -> str:
    """The place stays; the words are for who wrote or stands behind them, and who decides."""
    _expire(proposal.activity)
    beside = authors.beside_draft(proposal)
    words = rules.see_words(g.visitor, proposal) is None
    judged = queries.get_judged(proposal.id)
    told = judged.case is not None and judged.case.author_id == g.visitor.id
    return render_template(
        "proposals/hidden.html",
        proposal=proposal,
        hidden=queries.find_hidden_words(proposal.id),
        words=words or any(beside["stands"](row) for row in beside["cosponsors"]),
        case_href=judging.author_href(judged.case) if g.visitor.signed_in and told else None,
        board=_board(proposal),
        may_moderate=moderating.moderate(g.visitor, proposal),
        crumbs=_crumbs(proposal),
        **_clock_and_trace(proposal),
    )


def _expire(activity: Collecting | Vote) -> None:
    page_cache.until(clock.next_midnight())
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)


def _board(proposal: Shown) -> Any:
    if proposal.thread is None:
        return None
    return boards.board(
        proposal.thread,
        denied=rules.comment(g.visitor, proposal),
        href=url_for(".comment", proposal_id=proposal.id),
    )


def _vote(proposal: Shown) -> Vote | None:
    """The vote that is open now, for a proposal that stands in it."""
    if proposal.status is not Status.ON_BALLOT:
        return None
    vote = queries.find_vote(proposal.consultation_id)
    if vote is None:
        return None
    _expire(vote)
    state = proposal.activity.consultation.state
    now = consultations.window_of(state, vote.opens_at, vote.closes_at, clock.now())
    return vote if now is consultations.Window.OPEN else None


def _clock_and_trace(proposal: Shown) -> dict[str, Any]:
    duty, today = proposal.duty, clock.today()
    state = None if duty is None else answers.state(duty, today)
    answered = duty is not None and duty.answered_on is not None
    days = None if duty is None else answers.days(duty, today)
    consultation = proposal.activity.consultation
    steps = journeys.list_steps(proposal.journey_id)
    trace = journeys.trace_of_proposal(
        _status(proposal),
        steps,
        has_vote=proposal.marks.has_vote,
        duty_state=state,
        due_on=None if duty is None or answered or duty.released_at else duty.due_on,
        days=days,
        promised_on=consultation.published_at and clock.local(consultation.published_at).date(),
        promise_href=url_for("consultations.show", consultation_id=consultation.id),
        slug=g.slug,
    )
    return {
        "steps": steps,
        "duty": duty,
        "duty_state": state,
        "duty_days": days,
        "answer": answer_queries.find_shown(proposal.duty_id) if answered else None,
        "trace": trace,
    }


def _crumbs(proposal: Proposal | Shown) -> list[tuple[str, str]]:
    owner = proposal.activity.consultation
    return [
        (_("Öneriler"), url_for(".list_all")),
        (owner.title, url_for("consultations.show", consultation_id=owner.id)),
    ]


def _supports(proposal: Proposal) -> bool:
    return queries.get_shown(proposal.id, g.visitor).marks.supported


@bp.get("/<slug>/oneriler/<int:proposal_id>/surumler")
@allow(rules.see_words, proposal=queries.get_proposal)
def versions(proposal: Proposal) -> str:
    """Each edit as a comparison with what stood there before, the latest first."""
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        edits=diffs.edits(queries.list_versions(proposal.id), proposal),
        may_unsupport=_supports(proposal) and rules.unsupport(g.visitor, proposal) is None,
        crumbs=[
            *_crumbs(proposal),
            (proposal.title, url_for(".show", proposal_id=proposal.id)),
        ],
    )


@bp.get("/<slug>/onerilerim")
@allow(signed_in)
def list_mine() -> str:
    rows = queries.list_mine(g.municipality.id, g.visitor.id, g.visitor.organisations)
    return render_template(
        "proposals/list_mine.html",
        drafts=[row for row in rows if row.own and row.state is ProposalState.DRAFT],
        waiting=[row for row in rows if row.own and row.state in WAITED],
        published=[row for row in rows if row.own and row.state not in UNPUBLISHED],
        behind=[row for row in rows if not row.own],
        kinds=STATUS_KIND,
        labels=STATUS_LABELS,
        base=url_for(".list_all"),
        crumbs=[(_("Öneriler"), url_for(".list_all"))],
    )
