"""The booth in three steps, and the receipt."""

import hashlib
from collections.abc import Iterable

from flask import Response, flash, g, make_response, render_template

from kernel import keys
from kernel.db import DomainError
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import casting, forms, queries, rules
from voting.models import Election, Option, Rule
from voting.views.blueprint import bp, facts


def booth_page(election: Election, form: forms.BallotForm | forms.ConfirmForm) -> Response:
    """Filled from the form alone; the server knows no choice that it could show."""
    ballot = form if isinstance(form, forms.BallotForm) else forms.ballot(election)
    if ballot is not form:
        ballot.form_errors.extend(form.form_errors)
    page = render_template(
        "voting/booth.html",
        **facts(election),
        form=ballot,
        single=election.rule is Rule.SINGLE,
        options=_shuffled(election),
        chosen=set(ballot.marked),
        voted=queries.has_voted(election, g.visitor.id),
    )
    return _unkept(page)


def _shuffled(election: Election) -> list[Option]:
    """Another order for each voter, the same at every visit; computed, stored nowhere."""
    seed = keys.derived("ballot-order", f"{election.id}:{g.visitor.id}", length=16)

    def place(option: Option) -> str:
        return hashlib.sha256(f"{seed}:{option.id}".encode()).hexdigest()

    return sorted(election.options, key=place)


def _unkept(page: str, status: int = 200) -> Response:
    """Neither browser nor anything between keeps a page that holds a choice."""
    answer = make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<slug>/oylamalar/<int:election_id>/oy", methods=["GET", "POST"])
@allow(
    rules.cast,
    election=queries.get_election,
    form=forms.ballot,
    page=booth_page,
    limit="vote",
    own_transaction=True,
)
def booth(election: Election, form: forms.BallotForm) -> Reply:
    """The second step: the choice in words. Nothing is stored."""
    if form.back.data:
        return booth_page(election=election, form=form)
    page = render_template(
        "voting/review.html",
        **facts(election),
        chosen=_in_order(election, form.marked),
        token=forms.seal(election, form.marked),
    )
    return _unkept(page)


def _in_order(election: Election, marked: Iterable[int]) -> list[Option]:
    wanted = set(marked)
    return [option for option in election.options if option.id in wanted]


@bp.post("/<slug>/oylamalar/<int:election_id>/oy/ver")
@allow(
    rules.cast,
    election=queries.get_election,
    form=forms.confirm,
    page=booth_page,
    limit="vote",
    own_transaction=True,
)
def cast(election: Election, form: forms.ConfirmForm) -> Reply:
    try:
        casting.cast(election, by=g.visitor, choice=form.choice)
    except DomainError as error:
        flash(_(error.message, **error.facts), "error")
        return _unstored(see_other(".show", election_id=election.id))
    return _unstored(see_other(".received", election_id=election.id))


def _unstored(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<slug>/oylamalar/<int:election_id>/oy/alindi")
@allow(rules.receipt, election=queries.get_vote)
def received(election: queries.Vote) -> Reply:
    denied = rules.cast(g.visitor, election.election)
    return render_template("voting/received.html", **facts(election.election), cast_denied=denied)
