"""What everybody reads: the programme, a term, who took part."""

from collections.abc import Iterable

from flask import g, render_template, url_for

from kernel import clock, page_cache
from kernel.http import allow
from kernel.i18n import N_, _
from kernel.rules import anyone
from programme import queries, rules
from programme.models import STAGE_LABELS, TRACK_LABELS, Stage, Term, Track
from programme.rules import Progress, Window
from programme.views import pages
from programme.views.blueprint import bp

#: kind of the macro status() and what it says about the window of applications
WINDOWS: dict[Window, tuple[str, str]] = {
    Window.UNSCHEDULED: ("draft", N_("Başvuru tarihleri belli değil")),
    Window.UPCOMING: ("soon", N_("Başvuru açılacak")),
    Window.OPEN: ("open", N_("Başvuru açık")),
    Window.CLOSED: ("lock", N_("Başvuru tamamlandı")),
}
PROGRESS: dict[Progress, tuple[str, str]] = {
    Progress.AHEAD: ("soon", N_("Dönem başlayacak")),
    Progress.RUNNING: ("open", N_("Dönem sürüyor")),
    Progress.OVER: ("good", N_("Dönem bitti")),
}


STAGE_KINDS: dict[Stage, str] = {
    **dict.fromkeys(Stage, "open"),
    Stage.ADOPTED: "good",
    Stage.COMPLETED: "good",
    Stage.LEFT: "draft",
}


def crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Program"), url_for("programme.index")), *more]


def window_of(track: Track) -> tuple[str, str]:
    kind, label = WINDOWS[rules.window(track)]
    return kind, _(label)


def progress_of(track: Track) -> tuple[str, str]:
    kind, label = PROGRESS[rules.progress(track)]
    return kind, _(label)


def until_changes(terms: Iterable[Term]) -> None:
    for term in terms:
        for track in term.tracks:
            for moment in rules.next_change(track):
                page_cache.until(moment)


def days_left(track: Track) -> int | None:
    """Until the last day of applications, while they are open."""
    if rules.window(track) is not Window.OPEN or track.closes_at is None:
        return None
    return clock.days_until(clock.last_day(track.closes_at))


@bp.get("/program")
@allow(anyone, cached=True)
def index() -> str:
    terms = queries.list_terms()
    until_changes(terms)
    numbers = [term.id for term in terms]
    over = [t for t in terms if all(rules.progress(x) is Progress.OVER for x in t.tracks)]
    return render_template(
        "programme/index.html",
        current=[term for term in terms if term not in over],
        earlier=over,
        participants=queries.find_participants(numbers),
        **words(),
    )


@bp.get("/program/donemler/<int:term_id>")
@allow(rules.see, term=queries.get_term)
def term(term: Term) -> str:
    return render_template(
        "programme/term.html",
        term=term,
        lines=queries.list_lines([term.id]),
        participants=queries.find_participants([term.id]).get(term.id, []),
        plans=queries.list_agreed(term.id),
        manages=rules.team(g.visitor) is None,
        crumbs=crumbs(),
        **words(),
    )


@bp.get("/program/cagrilar/<int:track_id>")
@allow(rules.see_call, track=queries.get_track)
def call(track: Track) -> str:
    term = (track.term.name, url_for(".term", term_id=track.term_id))
    return render_template(
        "programme/call.html",
        track=track,
        may_apply=rules.apply(g.visitor, track),
        crumbs=crumbs(term),
        **words(),
    )


def words() -> dict[str, object]:
    """What the templates of a term ask."""
    return {
        "window_of": window_of,
        "progress_of": progress_of,
        "days_to": days_left,
        "last_day": clock.last_day,
        "track_labels": TRACK_LABELS,
        "stage_labels": STAGE_LABELS,
        "stage_kinds": STAGE_KINDS,
        "roadmap_of": pages.roadmap_of,
    }
