"""What everybody may read: the vote, its result, its definition, the methods, the list."""

from typing import Any

from flask import g, render_template

from kernel import page_cache
from kernel.http import Reply, allow, as_file, public
from kernel.i18n import _, language
from kernel.rules import anyone
from voting import complaining, queries, rules
from voting import polling as desk_rules
from voting.explaining.methods import FAMILIES, METHODS
from voting.explaining.names import named_ballots
from voting.models import PAPER_LABELS, Election, ElectionState, Paper
from voting.services import polling
from voting.views import complaints, results
from voting.views.blueprint import bp, facts


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
    shown = facts(election)
    if election.state is ElectionState.COUNTED:
        return _result(election, shown)
    return render_template(
        "voting/show.html",
        **shown,
        rough=results.rough(election) if shown["stage"] is rules.Stage.OPEN else None,
        eligible_denied=rules.may_vote(g.visitor, election) or polling.refusal(election, g.visitor),
        code_denied=desk_rules.type_code(g.visitor, election),
        cast_denied=rules.cast(g.visitor, election),
        close_denied=rules.close(g.visitor, election),
        voted=queries.has_voted(election, g.visitor),
        desks=queries.list_desks(election.id) if election.paper is not Paper.NONE else (),
        paper_label=_(PAPER_LABELS[election.paper]),
        desk_denied=desk_rules.work(g.visitor, election),
    )


def _result(election: Election, shown: dict[str, Any]) -> str:
    assert election.counted_at is not None
    page_cache.until(complaining.ends_at(election.counted_at))
    return render_template(
        "voting/result.html",
        **shown,
        **results.result(election),
        **complaints.shown(election),
        desks=(election.turnout or {}).get("paper_batches", ()),
        names=_names(election),
        settle_denied=rules.settle(g.visitor, election),
    )


def _names(election: Election) -> list[tuple[str, list[str]]]:
    """Of a named vote: everybody's ballot."""
    titles = {str(option.id): option.title for option in election.options}
    return named_ballots((election.result or {}).get("named") or (), titles)


@bp.get("/<slug>/oylamalar/<int:election_id>/tanim.json")
@allow(rules.see, election=queries.get_election)
def definition(election: Election) -> Reply:
    """Byte for byte what was hashed."""
    return as_file(election.definition or "", f"oylama-{election.id}.json", "application/json")


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
