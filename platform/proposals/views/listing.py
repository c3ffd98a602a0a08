"""The public list: search, filters, order."""

from dataclasses import replace
from typing import Any, NamedTuple

from flask import abort, g, render_template, request, url_for

from consultations import rules as consultations
from journeys.models import STATUS_LABELS, Status
from journeys.models import Kind as JourneyKind
from journeys.rules import MOVES
from kernel import clock, page_cache
from kernel.drafts import sign_in_address
from kernel.http import allow, asked_id
from kernel.i18n import N_, _, ngettext
from kernel.keyset import Page
from kernel.rules import anyone
from kernel.text import clean_input
from proposals import queries, rules
from proposals.queries import MOST, NEWEST, RANDOM, STARTS, Filter
from proposals.queries.lists import ListActivity, list_places
from proposals.views import drawn
from proposals.views.blueprint import bp

ORDERS = {NEWEST: N_("En yeni"), MOST: N_("En çok desteklenen"), RANDOM: N_("Karışık")}
FILTERS = ("q", "adim", "mahalle", "konu", "durum", "kurulus", "sira")


class Named(NamedTuple):
    id: int
    name: str


@bp.get("/<slug>/oneriler")
@allow(anyone, cached=True)
def list_all() -> str:
    wanted, order = asked_for(), _order()
    start = _start()
    places, common = list_places(wanted)
    page, activities = queries.list_page(
        wanted, order=order, start=start, reader_id=g.visitor.id, common=common
    )
    activity = _asked_activity(wanted, activities)
    if order == RANDOM:
        page = _with_start(page, start)
    counts = queries.count_by_category(wanted, common=common)
    base, login = url_for(".list_all"), sign_in_address(None)
    _expire(activities)
    return render_template(
        "proposals/list_all.html",
        page=page,
        has_points=any(row.latitude is not None for row in page.rows),
        lines=drawn.lines(page.rows, g.visitor, base=base, login=login, places=places),
        activity=activity,
        write_denied=rules.write(g.visitor, activity) if activity else None,
        places=places,
        tags=_tags(counts, wanted.category_id),
        wanted=wanted,
        order=order,
        orders=[(key, _(label)) for key, label in ORDERS.items()],
        statuses=[(s.value, _(STATUS_LABELS[s])) for s in MOVES[JourneyKind.PROPOSAL]],
        organisation=_organisation(wanted.organisation_id),
        heading=_heading(_total(counts, wanted.category_id), wanted.words),
        base=base,
        crumbs=_crumbs(activity),
    )


def asked_for() -> Filter:
    """By the address; the list's feed asks for the same."""
    status = request.args.get("durum", "")
    return Filter(
        g.municipality.id,
        words=clean_input(request.args.get("q", ""))[:100].strip(),
        activity_id=asked_id("adim"),
        neighbourhood_id=asked_id("mahalle"),
        category_id=asked_id("konu"),
        organisation_id=asked_id("kurulus"),
        status=Status(status) if status in set(MOVES[JourneyKind.PROPOSAL]) else None,
    )


def _organisation(organisation_id: int | None) -> Named | None:
    if organisation_id is None:
        return None
    name = queries.find_organisation_name(organisation_id, g.municipality.id)
    return abort(404) if name is None else Named(organisation_id, name)


def _order() -> str:
    """Newest first; in one activity everybody gets an equal chance first."""
    chosen = request.args.get("sira", "")
    if chosen in ORDERS:
        return chosen
    return RANDOM if asked_id("adim") else NEWEST


def _start() -> int:
    """The address of a later page keeps the first one's starting point."""
    raw = request.args.get("bas", "")
    if raw.isascii() and raw.isdigit() and len(raw) < 5:
        return int(raw) % STARTS
    return queries.starting_point(g.visitor.id, g.shuffle)


def _with_start(page: Page, start: int) -> Page:
    if "bas" in request.args:
        return page
    return replace(
        page,
        previous_href=page.previous_href and f"{page.previous_href}&bas={start}",
        next_href=page.next_href and f"{page.next_href}&bas={start}",
    )


def _asked_activity(wanted: Filter, activities: dict[int, ListActivity]) -> ListActivity | None:
    if wanted.activity_id is None:
        return None
    activity = activities.get(wanted.activity_id)
    if activity is None or activity.municipality_id != g.municipality.id:
        abort(404)
    if consultations.see_activity(g.visitor, activity) is not None:
        abort(404)
    return activity


def _expire(activities: dict[int, ListActivity]) -> None:
    """Support begins and ends by the clock, and days of answers end at midnight."""
    page_cache.until(clock.next_midnight())
    for activity in activities.values():
        for moment in (activity.opens_at, activity.closes_at):
            if moment is not None:
                page_cache.until(moment)


def _tags(counts: list[queries.CategoryCount], chosen: int | None) -> list[dict[str, Any]]:
    """Nothing to choose from is nothing to show."""
    named = [c for c in counts if c.id is not None]
    if not named:
        return []
    kept = {k: v for k in FILTERS if k != "konu" and (v := request.args.get(k))}
    first = {
        "label": _("Tümü"),
        "href": url_for(".list_all", **kept),  # type: ignore[arg-type]
        "count": _total(counts),
        "current": chosen is None,
    }
    href = url_for(".list_all", **kept, konu=0)  # type: ignore[arg-type]
    return [
        first,
        *(
            {
                "label": c.name,
                "href": href.replace("konu=0", f"konu={c.id}"),
                "count": c.number,
                "current": c.id == chosen,
            }
            for c in named
        ),
    ]


def _total(counts: list[queries.CategoryCount], chosen: int | None = None) -> int | None:
    """None where there are too many to be counted."""
    numbers = [c.number for c in counts if chosen in (None, c.id)]
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None


def _heading(total: int | None, words: str) -> str:
    if total is None:
        return _("“%(words)s” için çok sayıda öneri", words=words)
    if words:
        return ngettext(
            "“%(words)s” için %(num)s öneri", "“%(words)s” için %(num)s öneri", total, words=words
        )
    return ngettext("%(num)s öneri", "%(num)s öneri", total)


def _crumbs(activity: ListActivity | None) -> list[tuple[str, str]]:
    if activity is None:
        return []
    owner = activity.consultation
    return [(owner.title, url_for("consultations.show", consultation_id=owner.id))]
