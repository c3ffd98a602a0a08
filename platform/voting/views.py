"""The pages of a vote: what is asked, the booth, the result; the officer's drawing-up."""

import hashlib
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, after_this_request, flash, g, make_response, render_template

from answers import rules as answers
from consultations import queries as consultations
from consultations import rules as consultation_rules
from consultations.models import Activity, Eligibility
from kernel import clock, keys, page_cache
from kernel.db import DomainError
from kernel.http import Reply, allow, public, see_other
from kernel.i18n import _, language
from kernel.rules import anyone
from voting import casting, forms, queries, rules, services
from voting.explaining.methods import FAMILIES, METHODS
from voting.models import Election, ElectionState, Option, Rule

bp = Blueprint("voting", __name__, template_folder="templates")


# --- for everybody ------------------------------------------------------------------------------


@bp.get("/yontemler")
@public
def methods() -> str:
    """Every rule of counting, with an example that the code counts."""
    # NumPy only where votes are counted: most processes never show this page.
    from voting.explaining import examples  # noqa: PLC0415

    shown = {rule: examples.shown(rule, language()) for rule in METHODS}
    return render_template("voting/methods.html", families=FAMILIES, examples=shown)


@bp.get("/<slug>/oylamalar/<int:election_id>")
@allow(rules.see, election=queries.get_election, cached=True)
def show(election: Election) -> Reply:
    activity = election.activity
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    facts = _facts(election)
    if election.state is ElectionState.COUNTED:
        return render_template("voting/result.html", **facts, **_result(election))
    return render_template(
        "voting/show.html",
        **facts,
        eligible_denied=rules.eligible(g.visitor, activity),
        cast_denied=rules.cast(g.visitor, election),
        count_denied=rules.count(g.visitor, election),
        voted=queries.has_voted(election, g.visitor.id),
    )


def _facts(election: Election) -> dict[str, Any]:
    """What every page about an election shows."""
    names = queries.list_neighbourhood_names(election.activity)
    return {
        "election": election,
        "activity": election.activity,
        "consultation": election.activity.consultation,
        "stage": rules.stage(election),
        "sentences": rules.sentences(election),
        "who_may": consultation_rules.eligibility_sentence(election.activity, names)
        if election.activity.eligibility is not Eligibility.EVERYONE
        else _("E-posta adresini doğrulamış herkes katılabilir."),
        "days": rules.days_left(election.activity),
        "notes": queries.list_notes(election.id),
    }


def _result(election: Election) -> dict[str, Any]:
    duty = election.activity.consultation.duty
    today = clock.today()
    return {
        "outcome": rules.outcome(election),
        "settle_denied": rules.settle(g.visitor, election),
        "result": rules.figures(election),
        "found": rules.result(election),
        "why": rules.why(election),
        "options": {option.id: option for option in election.options},
        "duty": duty,
        "duty_state": duty and answers.state(duty, today),
        "duty_days": duty and answers.days(duty, today),
    }


@bp.get("/<slug>/oylamalar/<int:election_id>/tanim.json")
@allow(rules.see, election=queries.get_election)
def definition(election: Election) -> Reply:
    """Byte for byte what was hashed."""
    answer = Response(election.definition or "", mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=oylama-{election.id}.json"
    return answer


@bp.get("/<slug>/sonuclar")
@allow(anyone, cached=True)
def list_results() -> Reply:
    running = queries.list_running(g.municipality.id)
    for row in running:
        page_cache.until(row.opens_at)
        page_cache.until(row.closes_at)
    return render_template(
        "voting/list.html", running=running, page=queries.page_of_results(g.municipality.id)
    )


# --- the booth ----------------------------------------------------------------------------------


def booth_page(election: Election, form: forms.BallotForm | forms.ConfirmForm) -> Response:
    """Filled from the form alone; the server knows no choice that it could show."""
    ballot = form if isinstance(form, forms.BallotForm) else forms.ballot(election)
    if ballot is not form:
        ballot.form_errors.extend(form.form_errors)
    page = render_template(
        "voting/booth.html",
        **_facts(election),
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
        **_facts(election),
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
    return render_template("voting/received.html", **_facts(election.election), cast_denied=denied)


# --- the officer --------------------------------------------------------------------------------


def draw_up_page(activity: Activity, form: forms.ElectionForm) -> str:
    names = queries.list_neighbourhood_names(activity)
    return render_template(
        "voting/draw_up.html",
        activity=activity,
        consultation=activity.consultation,
        election=queries.find_election(activity.id),
        candidates=queries.list_candidates(activity.consultation_id),
        who_may=consultation_rules.eligibility_sentence(activity, names),
        form=form,
    )


@bp.route("/<slug>/masa/oylama/<int:activity_id>", methods=["GET", "POST"])
@allow(rules.draw_up, activity=consultations.get_activity, form=forms.draw_up, page=draw_up_page)
def draw_up(activity: Activity, form: forms.ElectionForm) -> Reply:
    election = services.draw_up(
        activity,
        by=g.visitor,
        question=form.question.data,
        consequence=form.consequence.data,
        rule=Rule(form.rule.data),
        max_choices=form.max_choices.data,
        seats=form.seats.data,
        quorum_percent=form.quorum_percent.data,
        proposal_ids=form.proposal_ids,
    )
    return see_other(".review", election_id=election.id)


def option_page(form: forms.OptionForm, election: Election | None = None, **named: Any) -> str:
    option: Option | None = named.get("option")
    owner = election or (option and option.election)
    return render_template("voting/option.html", election=owner, option=option, form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/secenek", methods=["GET", "POST"])
@allow(rules.change, election=queries.get_election, form=forms.option, page=option_page)
def add_option(election: Election, form: forms.OptionForm) -> Reply:
    services.add_option(
        election,
        by=g.visitor,
        title=form.title.data,
        text=form.text.data,
        cost_kurus=form.cost_kurus.data,
    )
    return see_other(".review", election_id=election.id)


@bp.route("/<slug>/masa/oy-secenekleri/<int:option_id>/duzenle", methods=["GET", "POST"])
@allow(rules.change_option, option=queries.get_option, form=forms.option, page=option_page)
def edit_option(option: Option, form: forms.OptionForm) -> Reply:
    services.edit_option(
        option,
        by=g.visitor,
        title=form.title.data,
        text=form.text.data,
        cost_kurus=form.cost_kurus.data,
    )
    return see_other(".review", election_id=option.election_id)


@bp.post("/<slug>/masa/oy-secenekleri/<int:option_id>/cikar")
@allow(rules.change_option, option=queries.get_option)
def remove_option(option: Option) -> Reply:
    election_id = option.election_id
    services.remove_option(option, by=g.visitor)
    return see_other(".review", election_id=election_id)


@bp.get("/<slug>/masa/oylamalar/<int:election_id>")
@allow(rules.change, election=queries.get_election)
def review(election: Election) -> Reply:
    """The draft as residents will read it, what is missing, and the button that publishes it."""
    money = any(option.cost_kurus for option in election.options)
    return render_template(
        "voting/desk.html",
        **_facts(election),
        problems=rules.missing(election, queries.list_statuses(election.id)),
        freeze_denied=rules.freeze(g.visitor, election),
        two_addresses=money and election.activity.eligibility is not Eligibility.RESIDENT,
    )


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/yayimla")
@allow(rules.freeze, election=queries.get_election)
def freeze(election: Election) -> Reply:
    services.freeze(election, by=g.visitor)
    flash(_("Oylama yayımlandı. Tanımı artık değişmez."), "good")
    return see_other(".show", election_id=election.id)


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/say")
@allow(rules.count, election=queries.get_election)
def count(election: Election) -> Reply:
    """When the worker is down. Its key goes after the commit; the worker writes that down."""
    services.count(election.id, by=g.visitor.id)
    election_id = election.id

    @after_this_request
    def end_key(answer: Response) -> Response:
        services.end_key(election_id)
        return answer

    return see_other(".show", election_id=election_id)


def settle_page(election: Election, form: forms.SettleForm) -> str:
    return render_template("voting/settle.html", **_facts(election), **_result(election), form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/esitlik", methods=["GET", "POST"])
@allow(rules.settle, election=queries.get_election, form=forms.settle, page=settle_page)
def settle(election: Election, form: forms.SettleForm) -> Reply:
    services.settle(
        election,
        by=g.visitor,
        option_ids=form.option_ids,
        office=form.office.data,
        reason=form.reason.data,
    )
    return see_other(".show", election_id=election.id)
