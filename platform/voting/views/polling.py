"""The polling desk: desks of a vote, one person at a time, help in the booth."""

from typing import Any

from flask import Response, flash, g, make_response, render_template

from kernel.db import DomainError
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import polling as rules
from voting import queries
from voting import rules as voting_rules
from voting.forms import polling as forms
from voting.models import Election, Paper, PollingDesk
from voting.services import paper
from voting.services import polling as services
from voting.views import tickets
from voting.views.blueprint import bp, facts


@bp.get("/<slug>/masa/sandiklar")
@allow(rules.list_votes)
def polling() -> Reply:
    return render_template(
        "voting/polling/list.html", elections=queries.list_with_desks(g.municipality.id)
    )


def desks_page(election: Election, form: forms.DeskForm | None = None) -> str:
    return render_template(
        "voting/polling/desks.html",
        **facts(election),
        rows=paper.list_progress(election),
        labels=rules.STEP_LABELS,
        form=form or forms.desk(election),
        add_denied=rules.add_desk(g.visitor, election),
        settle_denied=voting_rules.settle_roll(g.visitor, election),
        print_denied=rules.print_paper(g.visitor, election),
        help=queries.list_help(election.id),
        undone=queries.list_undone(election.id),
    )


@bp.get("/<slug>/masa/oylamalar/<int:election_id>/sandiklar")
@allow(rules.work, election=queries.get_election)
def desks(election: Election) -> Reply:
    return desks_page(election)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/sandiklar/ekle", methods=["GET", "POST"])
@allow(rules.add_desk, election=queries.get_election, form=forms.desk, page=desks_page)
def add_desk(election: Election, form: forms.DeskForm) -> Reply:
    services.add_desk(election, by=g.visitor, name=form.name.data)
    return see_other(".desks", election_id=election.id)


@bp.post("/<slug>/masa/sandiklar/<int:desk_id>/kaldir")
@allow(rules.remove_desk, desk=queries.get_desk)
def remove_desk(desk: PollingDesk) -> Reply:
    election_id = desk.election_id
    services.remove_desk(desk, by=g.visitor)
    return see_other(".desks", election_id=election_id)


# --- one person ---------------------------------------------------------------------------------


def find_page(desk: PollingDesk, form: Any = None, **found: Any) -> Response:
    page = render_template(
        "voting/polling/find.html",
        desk=desk,
        election=desk.election,
        form=form,
        find_form=form if isinstance(form, forms.FindForm) else forms.find(desk),
        found=found.get("found"),
        token=found.get("token", ""),
        who=found.get("who", ""),
        replaces=desk.election.paper is Paper.PAPER_WINS,
    )
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>", methods=["GET", "POST"])
@allow(
    rules.serve,
    desk=queries.get_desk,
    form=forms.find,
    page=find_page,
    limit="vote",
    own_transaction=True,
)
def find(desk: PollingDesk, form: forms.FindForm) -> Reply:
    """By POST: what somebody says about themselves has no place in an address."""
    try:
        found = services.find(desk.election, form.who.data)
    except DomainError as error:
        form.who.errors = [_(error.message, **error.facts)]
        return find_page(desk, form), 422
    return find_page(
        desk, form, found=found, token=forms.sign(desk, found.ticket), who=form.who.data
    )


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/isaretle", methods=["GET", "POST"])
@allow(
    rules.serve,
    desk=queries.get_desk,
    form=forms.found,
    page=find_page,
    limit="vote",
    own_transaction=True,
)
def mark(desk: PollingDesk, form: forms.FoundForm) -> Reply:
    try:
        services.mark(desk, ticket=form.ticket)
    except DomainError as error:
        flash(_(error.message, **error.facts), "error")
        return see_other(".find", desk_id=desk.id)
    flash(_("Listeye “kâğıtla oy kullandı” diye yazıldı. Pusulayı verebilirsiniz."), "good")
    return see_other(".find", desk_id=desk.id)


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/geri-al", methods=["GET", "POST"])
@allow(rules.serve, desk=queries.get_desk, form=forms.found, page=find_page, limit="vote")
def unmark(desk: PollingDesk, form: forms.FoundForm) -> Reply:
    services.unmark(desk, by=g.visitor, ticket=form.ticket)
    flash(_("Kâğıt oy işareti geri alındı. Verdiğiniz pusulayı geri alıp yok edin."), "good")
    return see_other(".find", desk_id=desk.id)


@bp.route("/<slug>/masa/sandiklar/<int:desk_id>/yardim", methods=["GET", "POST"])
@allow(rules.serve, desk=queries.get_desk, form=forms.found, page=find_page, limit="vote")
def help_voter(desk: PollingDesk, form: forms.FoundForm) -> Reply:
    """Opens the booth in this browser for the person at the desk."""
    services.help_voter(desk, by=g.visitor, ticket=form.ticket)
    tickets.give(desk.election, form.ticket)
    return see_other(".booth", election_id=desk.election_id)
