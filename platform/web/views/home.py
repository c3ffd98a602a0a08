"""The home of the installation: who takes part, what is open, what was answered, what is late."""

from typing import Any

from flask import g, redirect, render_template, request, url_for

from consultations.models import ActivityKind
from kernel import clock, formats, page_cache
from kernel.http import allow
from kernel.i18n import N_, _
from kernel.rules import Visitor, anyone
from places.queries import find_municipality_by_host, get_municipality
from programme.queries import know
from web.queries import everywhere
from web.views.blueprint import bp

#: icon and what one does there
VERBS: dict[ActivityKind, tuple[str, str]] = {
    ActivityKind.PROPOSALS: ("proposal", N_("Öneri yazın, destekleyin")),
    ActivityKind.DISCUSSION: ("talk", N_("Tartışmaya katılın")),
    ActivityKind.VOTE: ("vote", N_("Oy verin")),
    ActivityKind.SURVEY: ("survey", N_("Anketi yanıtlayın")),
    ActivityKind.TEXT: ("doc", N_("Metne değişiklik önerin")),
    ActivityKind.OPINIONS: ("map", N_("Görüşlere yanıt verin")),
}


def verb(kind: ActivityKind) -> tuple[str, str]:
    icon, word = VERBS[kind]
    return icon, _(word)


def days_to(closes_at: Any) -> int | None:
    """Whole days until the last day; the page that says so ends at midnight and at the end."""
    if closes_at is None:
        return None
    page_cache.until(closes_at)
    page_cache.until(clock.next_midnight())
    return clock.days_until(clock.last_day(closes_at))


@bp.get("/")
@allow(anyone, cached=True)
def home() -> Any:
    """A host name of its own leads to its municipality."""
    if tenant := find_municipality_by_host(request.host.partition(":")[0]):
        return redirect(url_for("web.municipality_home", slug=tenant.slug))
    page_cache.until(clock.next_midnight())
    if (opening := everywhere.next_opening()) is not None:
        page_cache.until(opening)
    return render_template(
        "web/home.html",
        towns=everywhere.list_towns(),
        open_now=everywhere.list_open_everywhere(),
        answered=everywhere.list_answered_everywhere(),
        overdue=everywhere.list_overdue(),
        verb=verb,
        days_to=days_to,
        percent=lambda town: formats.percent(town.kept, town.due, 0) if town.due else "",
    )


@bp.get("/basla")
@allow(anyone)
def begin() -> Any:
    """Where a person begins after signing in: at their desk, in their town, in the programme."""
    visitor: Visitor = g.visitor
    if staffed := sorted({town for town, _role in visitor.roles}):
        return redirect(url_for("web.desk", slug=get_municipality(staffed[0]).slug))
    if len(towns := {*visitor.neighbourhoods, *visitor.residence}) == 1:
        return redirect(url_for("web.municipality_home", slug=get_municipality(towns.pop()).slug))
    if know(visitor).programme:
        return redirect(url_for("programme.desk"))
    return redirect(url_for(".home"))
