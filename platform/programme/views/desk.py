"""One's own desk in the programme: what one writes, judges, accompanies; the team's tracks."""

from flask import g, render_template

from kernel.http import Reply, allow
from kernel.rules import signed_in
from programme import queries, rules
from programme.models import ReviewState
from programme.views import pages
from programme.views.blueprint import bp
from programme.views.public import crumbs, words


@bp.get("/program/masam")
@allow(signed_in)
def desk() -> Reply:
    manages = rules.team(g.visitor) is None
    terms = queries.list_terms(drafts=True) if manages else []
    tracks = [track for term in terms for track in term.tracks]
    sent: dict[int, list[object]] = {}
    for one in queries.list_sent([track.id for track in tracks]):
        sent.setdefault(one.track_id, []).append(one)
    return render_template(
        "programme/desk.html",
        manages=manages,
        terms=terms,
        sent=sent,
        open_states=pages.WAITING,
        own=queries.list_own(g.visitor),
        reviews=queries.list_reviews_of(g.visitor),
        overseen=queries.list_overseen(g.visitor),
        assigned=ReviewState.ASSIGNED,
        participations=queries.list_of_visitor(g.visitor),
        state_of=pages.state_of,
        crumbs=crumbs(),
        **words(),
    )
