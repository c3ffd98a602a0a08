"""The officer's page of a published vote: its steps, what is due, its end."""

from flask import flash, g, render_template

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from voting import forms, queries, rules, services
from voting.explaining.steps import due
from voting.models import Election
from voting.views.blueprint import bp, facts


@bp.get("/<slug>/masa/oylamalar/<int:election_id>/adimlar")
@allow(rules.work, election=queries.get_election)
def work(election: Election) -> Reply:
    shown = facts(election)
    return render_template(
        "voting/work.html",
        **shown,
        due=due(shown["steps"]),
        close_denied=rules.close(g.visitor, election),
        roll_denied=rules.settle_roll(g.visitor, election),
        seed_denied=rules.enter_seed(g.visitor, election),
        tie_denied=rules.settle(g.visitor, election),
        end_denied=rules.change_end(g.visitor, election),
        trial_denied=rules.trial(g.visitor, election),
        objections=queries.find_objections(election.id),
    )


def end_page(election: Election, form: forms.EndForm) -> str:
    return render_template("voting/end.html", **facts(election), form=form)


@bp.route("/<slug>/masa/oylamalar/<int:election_id>/bitis", methods=["GET", "POST"])
@allow(rules.change_end, election=queries.get_election, form=forms.end, page=end_page)
def change_end(election: Election, form: forms.EndForm) -> Reply:
    services.change_end(
        election,
        by=g.visitor,
        closes_at=form.closes_at.data,
        reason=form.reason.data,
        office=form.office.data,
    )
    flash(_("Oylamanın yeni sonu yayımlandı; izleyenlere bildirildi."), "good")
    return see_other(".work", election_id=election.id)
