"""Voting without an account: a code on paper, somebody at the desk, a tablet at the town hall.

What was typed becomes a signed ticket in the session cookie, for one vote and a short time; it
holds no code, and stands in no address and no log.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import (
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
    session,
    url_for,
)

from kernel import tokens
from kernel.http import Reply, allow, see_other
from voting import polling as rules
from voting import queries, roll
from voting.forms import polling as forms
from voting.models import Election
from voting.views.blueprint import bp, facts

FIELD = "bilet"
VALID = timedelta(minutes=30)
#: seconds until a tablet that nobody touches goes back to its first page; after the receipt
IDLE, DONE = 300, 45


@bp.before_request
def _show_ticket() -> None:
    """Rules and casting ask the visitor for it."""
    if not request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]):
        return
    sealed = session.get(FIELD)
    if sealed and (found := tokens.read("ticket", sealed)) is not None:
        ticket = roll.Ticket(found["tag"], found["person"], found["channel"], found["kiosk"])
        g.visitor = replace(g.visitor, tickets={found["election"]: ticket})


def give(election: Election, ticket: roll.Ticket) -> None:
    session[FIELD] = tokens.sign(
        "ticket",
        VALID,
        election=election.id,
        tag=ticket.tag,
        person=ticket.person_id,
        channel=ticket.channel,
        kiosk=ticket.kiosk,
    )


def forget() -> None:
    session.pop(FIELD, None)
    g.visitor = replace(g.visitor, tickets={})


@bp.after_request
def _end_by_itself(answer: Response) -> Response:
    """A tablet goes back to its first page, whoever walked away from it."""
    ticket: Any = next(iter(g.visitor.tickets.items()), None) if "visitor" in g else None
    if ticket is not None and ticket[1].kiosk and answer.status_code < 300:
        done = request.endpoint == "voting.received"
        start = url_for("voting.kiosk", election_id=ticket[0])
        answer.headers["Refresh"] = f"{DONE if done else IDLE}; url={start}"
    return answer


def _unkept(page: str) -> Response:
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def code_page(election: Election, form: forms.CodeForm) -> Response:
    return _unkept(
        render_template("voting/polling/code.html", **facts(election), form=form, kiosk=False)
    )


@bp.route("/<slug>/oylamalar/<int:election_id>/kod", methods=["GET", "POST"])
@allow(
    rules.type_code,
    election=queries.get_election,
    form=forms.code,
    page=code_page,
    own_transaction=True,
)
def code(election: Election, form: forms.CodeForm) -> Reply:
    give(election, form.ticket)
    return see_other(".booth", election_id=election.id)


def kiosk_page(election: Election, form: forms.CodeForm) -> Response:
    forget()
    return _unkept(
        render_template("voting/polling/code.html", **facts(election), form=form, kiosk=True)
    )


@bp.route("/<slug>/oylamalar/<int:election_id>/kiosk", methods=["GET", "POST"])
@allow(
    rules.type_code,
    election=queries.get_election,
    form=forms.code,
    page=kiosk_page,
    own_transaction=True,
)
def kiosk(election: Election, form: forms.CodeForm) -> Reply:
    """Always begins with nobody."""
    give(election, replace(form.ticket, kiosk=True))
    return see_other(".booth", election_id=election.id)


@bp.post("/<slug>/oylamalar/<int:election_id>/oy/bitir")
@allow(rules.leave, election=queries.get_election, own_transaction=True)
def leave(election: Election) -> Reply:
    """Code, or the person at the desk, is forgotten in this browser."""
    ticket: roll.Ticket | None = g.visitor.tickets.get(election.id)
    forget()
    if ticket is not None and ticket.kiosk:
        return see_other(".kiosk", election_id=election.id)
    if ticket is not None and ticket.channel == roll.ASSISTED:
        return see_other(".desks", election_id=election.id)
    return see_other(".show", election_id=election.id)
