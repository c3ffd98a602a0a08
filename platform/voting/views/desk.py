"""The officer's pages: drawing up, publishing, counting by hand, settling a tie."""

from typing import Any

from flask import flash, g, render_template

from consultations import queries as consultations
from consultations.models import Activity
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import definitions, drafting, forms, outcomes, queries, rules, services
from voting.counting.definition import BadDefinition
from voting.explaining.drawing import (
    PURPOSES,
    bought_vote,
    possible_ballots,
    unique_sentence,
)
from voting.explaining.methods import METHODS
from voting.explaining.ties import pot_of
from voting.models import (
    PAPER_LABELS,
    ROLL_LABELS,
    SECRECY_LABELS,
    Election,
    Option,
    Secrecy,
)
from voting.views.blueprint import bp, facts


@bp.get("/<slug>/masa/oylama/<int:activity_id>")
@allow(rules.draw_up, activity=consultations.get_activity)
def draw_up(activity: Activity) -> Reply:
    """The first step: the kind of vote, by what it is for."""
    return render_template("voting/kinds.html", **_about(activity), purposes=PURPOSES)


def _about(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity,
        "consultation": activity.consultation,
        "election": queries.find_election(activity.id),
    }


def rule_page(activity: Activity, form: forms.RuleForm) -> str:
    return render_template(
        "voting/draw_up.html",
        **_about(activity),
        method=METHODS[form.rule.data],
        candidates=queries.list_candidates(activity.consultation_id),
        expected=form.expected,
        form=form,
    )


@bp.route("/<slug>/masa/oylama/<int:activity_id>/kural", methods=["GET", "POST"])
@allow(rules.draw_up, activity=consultations.get_activity, form=forms.draw_up, page=rule_page)
def rule(activity: Activity, form: forms.RuleForm) -> Reply:
    """The second step: the question, the rule's numbers, options from proposals."""
    election = services.draw_up(
        activity, by=g.visitor, plan=form.plan, proposal_ids=form.proposal_ids
    )
    return see_other(".voters", election_id=election.id)


def voters_page(election: Election, form: forms.VotersForm) -> str:
    return render_template(
        "voting/voters.html",
        **facts(election),
        two_addresses=drafting.two_addresses(election),
        bought={
            "open": bought_vote(named=False, opened=True),
            "totals": bought_vote(named=False, opened=False),
        },
        form=form,
    )


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/kimler", methods=["GET", "POST"])
@allow(rules.change, election=queries.get_election, form=forms.voters, page=voters_page)
def voters(election: Election, form: forms.VotersForm) -> Reply:
    """The third step: who stands on the roll, where one votes, what is published."""
    services.change_plan(election, by=g.visitor, plan=form.changed())
    return see_other(".review", election_id=election.id)


def option_page(form: forms.OptionForm, election: Election | None = None, **named: Any) -> str:
    option: Option | None = named.get("option")
    owner = election or (option and option.election)
    return render_template("voting/option.html", election=owner, option=option, form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/secenek", methods=["GET", "POST"])
@allow(rules.change, election=queries.get_election, form=forms.option, page=option_page)
def add_option(election: Election, form: forms.OptionForm) -> Reply:
    services.add_option(election, by=g.visitor, **form.values)
    return see_other(".review", election_id=election.id)


@bp.route("/<slug>/masa/oy-secenekleri/<int:option_id>/duzenle", methods=["GET", "POST"])
@allow(rules.change_option, option=queries.get_option, form=forms.option, page=option_page)
def edit_option(option: Option, form: forms.OptionForm) -> Reply:
    services.edit_option(option, by=g.visitor, **form.values)
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
    return render_template(
        "voting/desk.html",
        **facts(election),
        problems=drafting.missing(election, queries.list_statuses(election.id)),
        freeze_denied=rules.freeze(g.visitor, election),
        trial_denied=rules.trial(g.visitor, election),
        two_addresses=drafting.two_addresses(election),
        labels=_labels(election),
        gives_away=_gives_away(election),
        movable=bool(election.params.get("pots") or election.params.get("reserved")),
    )


def _labels(election: Election) -> dict[str, str]:
    opened = forms.OPENED_LABELS["open" if election.open_ballots else "totals"]
    return {
        "roll": _(ROLL_LABELS[election.roll]),
        "paper": _(PAPER_LABELS[election.paper]),
        "secrecy": _(SECRECY_LABELS[election.secrecy]),
        "opened": _(opened),
    }


def _gives_away(election: Election) -> list[str]:
    """How many ballots nobody else casts, and what a bought vote could prove."""
    named = election.secrecy is Secrecy.NAMED
    bought = bought_vote(named=named, opened=election.open_ballots)
    try:
        possible = possible_ballots(definitions.draft_definition(election))
    except BadDefinition:
        return [bought]
    expected = queries.count_planned(election)
    return [unique_sentence(possible, expected), bought]


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/yayimla")
@allow(rules.freeze, election=queries.get_election)
def freeze(election: Election) -> Reply:
    services.freeze(election, by=g.visitor)
    flash(_("Oylama yayımlandı. Tanımı artık değişmez."), "good")
    return see_other(".show", election_id=election.id)


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/kapat")
@allow(rules.close, election=queries.get_election)
def close(election: Election) -> Reply:
    """When the worker is down; it destroys the key as soon as it is up again."""
    services.close(election.id)
    return see_other(".work", election_id=election.id)


def settle_page(election: Election, form: forms.SettleForm) -> str:
    """One tie after the other; a council decides on each by itself."""
    stored = election.result or {}
    ties = outcomes.open_ties(stored)
    return render_template(
        "voting/settle.html",
        **facts(election),
        tie=ties[0] if ties else None,
        pot=pot_of(ties[0]["at"]) if ties else "",
        number=len(outcomes.settled_ties(stored)) + 1,
        total=len(outcomes.settled_ties(stored)) + len(ties),
        form=form,
    )


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
    left = outcomes.open_ties(election.result or {})
    return see_other(".settle" if left else ".show", election_id=election.id)
