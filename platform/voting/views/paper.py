"""Paper: ballots to print, and those of a desk typed in twice after the web is closed."""

from typing import Any

from flask import Response, flash, g, make_response, render_template, request

from kernel.db import DomainError
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import definitions, queries
from voting import polling as rules
from voting.forms import polling as forms
from voting.forms.papers import Paper
from voting.models import Election, PollingDesk
from voting.services import paper as services
from voting.views.blueprint import bp, facts


@bp.get("/<slug>/masa/oylamalar/<int:election_id>/pusula")
@allow(rules.print_paper, election=queries.get_election)
def print_paper(election: Election) -> Reply:
    """One ballot on A4, without colour, as the definition was frozen."""
    paper = Paper(definitions.definition(election))
    digest = election.definition_sha256 or ""
    return render_template(
        "voting/polling/print_paper.html",
        **facts(election),
        paper=paper,
        groups=paper.grouped(paper.entries),
        digest=[digest[at : at + 4] for at in range(0, len(digest), 4)],
    )


# --- one desk -----------------------------------------------------------------------------------


def batch_page(desk: PollingDesk, form: Any = None) -> str:
    found = services.progress(desk)
    turn, denied = None, ""
    if desk.batch is not None:
        try:
            turn = services.turn_of(desk.batch, found, g.visitor)
        except DomainError as error:
            denied = _(error.message)
    return render_template(
        "voting/polling/batch.html",
        desk=desk,
        election=desk.election,
        found=found,
        label=rules.STEP_LABELS[found.step],
        turn=turn,
        denied=denied,
        form=form,
        count_form=form if isinstance(form, forms.CountForm) else forms.count(desk),
        reason_form=form if isinstance(form, forms.ReasonForm) else forms.reason(desk),
    )


@bp.get("/<slug>/masa/sandiklar/<int:desk_id>/pusulalar")
@allow(rules.type_in, desk=queries.get_desk)
def batch(desk: PollingDesk) -> Reply:
    return batch_page(desk)


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/pusulalar/say", methods=["GET", "POST"])
@allow(rules.type_in, desk=queries.get_desk, form=forms.count, page=batch_page)
def count_paper(desk: PollingDesk, form: forms.CountForm) -> Reply:
    services.count_ballots(desk, by=g.visitor, number=form.ballots.data)
    return see_other(".batch", desk_id=desk.id)


@bp.post("/<slug>/masa/sandiklar/<int:desk_id>/pusulalar/bastan")
@allow(rules.type_in, desk=queries.get_desk)
def restart_paper(desk: PollingDesk) -> Reply:
    services.restart(desk, by=g.visitor)
    flash(_("Giriş silindi. Pusulaları yeniden sayıp baştan girin."), "good")
    return see_other(".batch", desk_id=desk.id)


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/pusulalar/gerekce", methods=["GET", "POST"])
@allow(rules.type_in, desk=queries.get_desk, form=forms.reason, page=batch_page)
def explain_paper(desk: PollingDesk, form: forms.ReasonForm) -> Reply:
    services.explain(desk, by=g.visitor, reason=form.reason.data)
    return see_other(".batch", desk_id=desk.id)


def typing_page(desk: PollingDesk, form: forms.BallotForm) -> Response:
    """The next ballot of this person; one that was just typed may be corrected (?no=)."""
    found = services.progress(desk)
    try:
        turn = services.turn_of(desk.batch, found, g.visitor) if desk.batch else None
    except DomainError:
        turn = None
    if turn is None:
        return see_other(".batch", desk_id=desk.id)
    due = services.next_number(found, turn)
    wanted = request.args.get("no", type=int)
    if not form.is_submitted():
        form.number.data = wanted if wanted and 1 <= wanted < due and turn < 3 else due
    elif form.number.errors:
        form.number.data = due
    page = render_template(
        "voting/polling/type.html",
        desk=desk,
        election=desk.election,
        found=found,
        turn=turn,
        due=due,
        form=form,
        paper=form.paper,
        groups=form.paper.grouped(form.paper.entries),
        marks=form.marks,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/pusula", methods=["GET", "POST"])
@allow(rules.type_in, desk=queries.get_desk, form=forms.ballot, page=typing_page)
def type_paper(desk: PollingDesk, form: forms.BallotForm) -> Reply:
    services.enter(desk, by=g.visitor, number=form.number.data, choice=form.choice)
    return see_other(".type_paper", desk_id=desk.id)
