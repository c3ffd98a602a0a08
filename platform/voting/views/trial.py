"""The booth on trial: the same paper before the opening; its ballots count for nothing."""

from typing import Any

from flask import Response, flash, g, make_response, render_template, url_for

from kernel import formats
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from notifications.rules import sentence
from voting import outcomes, queries, rules, services
from voting.counting.results import Result
from voting.explaining.charts import charts
from voting.explaining.grid import Page
from voting.explaining.headline import Outcome, headline
from voting.explaining.result import explain
from voting.explaining.words import Words
from voting.forms import booth as forms
from voting.forms import marks, words
from voting.models import Election
from voting.views.blueprint import bp, facts


def _addresses(election: Election) -> dict[str, str]:
    """What the booth's templates lead to while they are on trial."""
    return {
        "page": url_for(".trial", election_id=election.id),
        "booth": url_for(".trial_booth", election_id=election.id),
        "cast": url_for(".cast_trial", election_id=election.id),
    }


@bp.get("/<slug>/masa/oylamalar/<int:election_id>/deneme")
@allow(rules.trial, election=queries.get_election)
def trial(election: Election) -> Reply:
    """The test ballots, counted at once."""
    choices = queries.list_trial(election)
    result = services.count_trial(election, choices) if choices else None
    return render_template(
        "voting/trial.html",
        **facts(election),
        number=len(choices),
        back=url_for(".review" if rules.is_draft(election) else ".work", election_id=election.id),
        **({} if result is None else _told(election, result)),
    )


def _told(election: Election, result: Result) -> dict[str, Any]:
    winners = frozenset(result.winners)
    stored = services.stored_trial(result)
    tied = frozenset(name for tie in outcomes.open_ties(stored) for name in tie["options"])
    outcome = Outcome(
        stored=stored,
        titles={str(option.id): option.title for option in election.options},
        costs={str(option.id): option.cost_kurus or 0 for option in election.options},
        chosen=winners,
        open=tied,
        tie=election.tie,
    )
    told = explain(result)
    return {
        "outcome": sentence(*headline(outcome)),
        "why": [*told.why, *told.ties],
        "charts": charts(Page(Words(result, formats.money), winners, tied)),
        "options": {str(option.id): option for option in election.options},
    }


def trial_page(
    election: Election, form: forms.BallotForm | forms.ConfirmForm | None = None
) -> Response:
    ballot = form if isinstance(form, forms.BallotForm) else forms.trial(election)
    if form is not None and ballot is not form:
        ballot.form_errors.extend(form.form_errors)
    paper = ballot.paper
    page = render_template(
        "voting/booth.html",
        **facts(election),
        form=ballot,
        paper=paper,
        groups=paper.grouped(paper.shuffled(ballot.order.data or "")),
        marks=ballot.marks,
        gauges=[words.tell(gauge) for gauge in marks.gauges(paper, ballot.marks)],
        instructions=words.instructions(paper),
        owner="",
        voted=False,
        trial=_addresses(election),
    )
    return make_response(page)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/deneme/oy", methods=["GET", "POST"])
@allow(
    rules.trial,
    election=queries.get_election,
    form=forms.trial,
    page=trial_page,
    own_transaction=True,
)
def trial_booth(election: Election, form: forms.BallotForm) -> Reply:
    """The second step: the choice in words. Nothing is stored."""
    if form.stays:
        return trial_page(election=election, form=form)
    filled = marks.gauges(form.paper, marks.marks_of(form.paper, form.answer))
    return render_template(
        "voting/review.html",
        **facts(election),
        paper=form.paper,
        lines=words.lines(form.paper, form.answer),
        gauges=[words.tell(gauge) for gauge in filled],
        token=forms.seal(election, form.answer),
        trial=_addresses(election),
    )


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/deneme/oy/ver")
@allow(rules.trial, election=queries.get_election, form=forms.confirm, page=trial_page)
def cast_trial(election: Election, form: forms.ConfirmForm) -> Reply:
    services.cast_trial(election, choice=form.sealed.choice)
    flash(_("Deneme oyunuz alındı. Bu oy sayılmaz."), "good")
    return see_other(".trial", election_id=election.id)


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/deneme/sil")
@allow(rules.trial, election=queries.get_election)
def wipe_trial(election: Election) -> Reply:
    services.wipe_trial(election.id, by=g.visitor)
    flash(_("Deneme oyları silindi."), "good")
    return see_other(".trial", election_id=election.id)
