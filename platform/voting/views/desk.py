"""The officer's pages: drawing up, publishing, counting by hand, settling a tie."""

from typing import Any

from flask import flash, g, render_template

from consultations import queries as consultations
from consultations import rules as consultation_rules
from consultations.models import Activity, Eligibility
from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import forms, queries, rules, services
from voting.models import Election, Option
from voting.views.blueprint import bp, facts


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
        activity, by=g.visitor, plan=form.plan, proposal_ids=form.proposal_ids
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
        **facts(election),
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


@bp.post("/<slug>/masa/oylamalar/<int:election_id>/kapat")
@allow(rules.close, election=queries.get_election)
def close(election: Election) -> Reply:
    """When the worker is down; it destroys the key as soon as it is up again."""
    services.close(election.id)
    return see_other(".show", election_id=election.id)


def settle_page(election: Election, form: forms.SettleForm) -> str:
    places = rules.open_tie(election.result or {}).get("places", 0)
    return render_template("voting/settle.html", **facts(election), places=places, form=form)


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
