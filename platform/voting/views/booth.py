"""The booth in three steps, and the receipt.

A visitor who has not signed in may fill in the paper; only casting asks who it is. Until then the
choice goes from page to page as a signed hidden field (`forms.booth`).
"""

from typing import Any

from flask import Response, flash, g, make_response, render_template, url_for

from kernel import drafts, keys, throttle
from kernel.db import DomainError
from kernel.http import Refused, Reply, allow, see_other
from kernel.i18n import _
from voting import casting, queries, rules
from voting.forms import booth as forms
from voting.forms import marks, words
from voting.forms.papers import Kind, Paper
from voting.models import Election
from voting.services import polling
from voting.views.blueprint import bp, facts


def booth_page(
    election: Election, form: forms.BallotForm | forms.ConfirmForm | forms.ResumeForm
) -> Response:
    """Filled from the form alone; the server knows no choice that it could show."""
    _refuse_whom_the_roll_refuses(election)
    ballot = form if isinstance(form, forms.BallotForm) else forms.ballot(election)
    if ballot is not form:
        ballot.form_errors.extend(form.form_errors)
    paper = ballot.paper
    page = render_template(
        "voting/booth.html",
        **facts(election),
        form=ballot,
        paper=paper,
        groups=paper.grouped(_in_order(ballot)),
        marks=ballot.marks,
        gauges=[words.tell(gauge) for gauge in marks.gauges(paper, ballot.marks)],
        instructions=words.instructions(paper),
        owner=_owner(election),
        voted=queries.has_voted(election, g.visitor),
    )
    return _unkept(page)


def _refuse_whom_the_roll_refuses(election: Election) -> None:
    """Told before the ballot: not on the list, or voted on paper."""
    if denied := polling.refusal(election, g.visitor):
        raise Refused(denied)


def _in_order(form: forms.BallotForm) -> list[Any]:
    """Shuffled; a ranking shows what is ranked first, in its order."""
    entries = form.paper.shuffled(form.order.data or "")
    if form.paper.kind is not Kind.RANKS:
        return entries
    numbers = form.marks.numbers
    return sorted(entries, key=lambda entry: numbers.get(entry.id, len(entries) + 1))


def _owner(election: Election) -> str:
    """Tells the browser whether what it keeps is this reader's; says nothing to anybody else."""
    if g.visitor.id is None or election.id in g.visitor.tickets:
        return ""
    return keys.derived("booth-owner", f"{election.id}:{g.visitor.id}", length=16)


def _unkept(page: str, status: int = 200) -> Response:
    """Neither browser nor anything between keeps a page that holds a choice."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<slug>/oylamalar/<int:election_id>/oy", methods=["GET", "POST"])
@allow(
    rules.enter,
    election=queries.get_election,
    form=forms.ballot,
    page=booth_page,
    own_transaction=True,
)
def booth(election: Election, form: forms.BallotForm) -> Reply:
    """The second step: the choice in words. Nothing is stored."""
    if form.stays:
        return booth_page(election=election, form=form)
    _refuse_whom_the_roll_refuses(election)
    throttle.count("vote")
    token = forms.seal(election, form.answer)
    if forms.voter_key(election.id) is None:
        return _sign_in_first(election, token)
    return _review(election, form.paper, form.answer, token)


def _review(election: Election, paper: Paper, choice: marks.Choice, token: str) -> Response:
    filled = marks.gauges(paper, marks.marks_of(paper, choice))
    page = render_template(
        "voting/review.html",
        **facts(election),
        paper=paper,
        lines=words.lines(paper, choice),
        gauges=[words.tell(gauge) for gauge in filled],
        token=token,
    )
    return _unkept(page)


def _sign_in_first(election: Election, token: str) -> Response:
    """The paper waits in this page, signed: not in the address, not on the server."""
    back = url_for(".booth", election_id=election.id)
    page = render_template(
        "voting/sign_in_first.html",
        **facts(election),
        token=token,
        sign_in_href=drafts.sign_in_address(back),
    )
    return _unkept(page)


@bp.post("/<slug>/oylamalar/<int:election_id>/oy/surdur")
@allow(
    rules.enter,
    election=queries.get_election,
    form=forms.resume,
    page=booth_page,
    own_transaction=True,
)
def resume(election: Election, form: forms.ResumeForm) -> Reply:
    """Back from signing in, without JavaScript: the paper is filled in again and shown."""
    ballot = forms.ballot(election)
    ballot.fill(form.token.data)
    return booth_page(election=election, form=ballot)


def confirm_page(election: Election, form: forms.ConfirmForm) -> Response:
    """Casting loads less than the booth shows."""
    return booth_page(queries.get_election(election.id), form)


@bp.post("/<slug>/oylamalar/<int:election_id>/oy/ver")
@allow(
    rules.enter,
    election=queries.get_box,
    form=forms.confirm,
    page=confirm_page,
    limit="vote",
    own_transaction=True,
)
def cast(election: Election, form: forms.ConfirmForm) -> Reply:
    if forms.voter_key(election.id) is None:
        return _sign_in_first(queries.get_election(election.id), form.token.data or "")
    try:
        casting.vote(election, by=g.visitor, choice=form.sealed.choice, nonce=form.sealed.nonce)
    except DomainError as error:
        flash(_(error.message, **error.facts), "error")
        return _unstored(see_other(".show", election_id=election.id))
    return _unstored(see_other(".received", election_id=election.id))


def _unstored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
