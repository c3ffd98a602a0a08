"""The roadmap looked at in other ways: board, table, timeline, by unit, place and origin."""

from typing import Any

from flask import g, render_template, url_for

from kernel import clock, formats, page_cache
from kernel.http import allow
from kernel.i18n import N_, _
from kernel.rules import anyone
from roadmap import queries
from roadmap.models import ORIGIN_LABELS
from roadmap.queries import ROWS, Group
from roadmap.rules import State
from roadmap.views import gantt, narrowing
from roadmap.views.blueprint import bp
from roadmap.views.look import Look, state_word

#: endpoint and its word, in the order of the tabs
TABS: tuple[tuple[str, str], ...] = (
    ("roadmap.list_all", N_("Liste")),
    ("roadmap.board", N_("Pano")),
    ("roadmap.table", N_("Tablo")),
    ("roadmap.timeline", N_("Zaman çizelgesi")),
    ("roadmap.by_unit", N_("Birimlere göre")),
    ("roadmap.by_neighbourhood", N_("Mahallelere göre")),
    ("roadmap.by_origin", N_("Kökene göre")),
    ("roadmap.progress", N_("İlerleme")),
    ("roadmap.list_documents", N_("Belgeler")),
)


def tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": _(word), "href": url_for(endpoint), "current": endpoint == f"roadmap.{current}"}
        for endpoint, word in TABS
    ]


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Yol haritası"), url_for(".list_all"))]


#: the columns of the board, from left to right
COLUMNS = (State.PLANNED, State.STARTED, State.LATE, State.POSTPONED, State.COMPLETED)


@bp.get("/<slug>/yol-haritasi/pano")
@allow(anyone, cached=True)
def board() -> str:
    page_cache.until(clock.next_midnight())
    totals = queries.count_all(g.municipality.id)
    cards = queries.board(g.municipality.id)
    columns = [
        {
            "state": state.value,
            "status": _plain(state),
            "count": getattr(totals, state.value),
            "cards": cards.get(state.value, []),
            "href": url_for(".table", durum=narrowing.STATES[state]),
        }
        for state in COLUMNS
        if state is not State.POSTPONED or totals.postponed
    ]
    return render_template(
        "roadmap/board.html",
        columns=columns,
        look=Look(),
        base=base(),
        tabs=tabs("board"),
        crumbs=_crumbs(),
    )


def _plain(state: State) -> tuple[str, str]:
    return ("late", _("Gecikti")) if state is State.LATE else state_word(state, 0)


def base() -> str:
    """One look-up instead of one a row."""
    return url_for(".show", action_id=0).removesuffix("0")


@bp.get("/<slug>/yol-haritasi/tablo")
@allow(anyone, cached=True)
def table() -> str:
    page_cache.until(clock.next_midnight())
    chosen, filters = narrowing.read()
    return render_template(
        "roadmap/table.html",
        page=queries.list_page(g.municipality.id, chosen=chosen, size=ROWS),
        filters=filters,
        export={one.name: one.value for one in filters if one.value},
        look=Look(),
        base=base(),
        tabs=tabs("table"),
        crumbs=_crumbs(),
    )


@bp.get("/<slug>/yol-haritasi/zaman-cizelgesi")
@allow(anyone, cached=True)
def timeline() -> str:
    page_cache.until(clock.next_midnight())
    chosen, filters = narrowing.read()
    page = queries.timeline(g.municipality.id, chosen)
    look = Look()
    return render_template(
        "roadmap/timeline.html",
        page=page,
        chart=gantt.draw(page.rows, look, _("Eylemlerin zaman çizelgesi; tablosu altında")),
        filters=filters,
        look=look,
        base=base(),
        tabs=tabs("timeline"),
        crumbs=_crumbs(),
    )


# --- groups -------------------------------------------------------------------------------------


def _grouped(current: str, heading: str, sections: list[dict[str, Any]]) -> str:
    page_cache.until(clock.next_midnight())
    return render_template(
        "roadmap/groups.html",
        heading=heading,
        sections=[one for one in sections if one["rows"]],
        tabs=tabs(current),
        crumbs=_crumbs(),
    )


def _rows(groups: list[Group], href: Any, word: Any = None) -> list[dict[str, Any]]:
    return [
        {
            "name": group.name if word is None else word(group.key),
            "href": href(group.key),
            "totals": group.totals,
            "mean": round(group.totals.progress / group.totals.total) if group.totals.total else 0,
        }
        for group in groups
    ]


def _table_href(name: str) -> Any:
    return lambda key: url_for(".table", **{name: key})


@bp.get("/<slug>/yol-haritasi/birimler")
@allow(anyone, cached=True)
def by_unit() -> str:
    rows = _rows(queries.by_unit(g.municipality.id), _table_href("birim"))
    section = {"name": _("Sorumlu birim"), "id": "birimler", "rows": rows}
    return _grouped("by_unit", _("Birimlere göre eylemler"), [section])


@bp.get("/<slug>/yol-haritasi/mahalleler")
@allow(anyone, cached=True)
def by_neighbourhood() -> str:
    rows = _rows(queries.by_neighbourhood(g.municipality.id), _table_href("mahalle"))
    section = {"name": _("Mahalle"), "id": "mahalleler", "rows": rows}
    return _grouped("by_neighbourhood", _("Mahallelere göre eylemler"), [section])


@bp.get("/<slug>/yol-haritasi/kokenler")
@allow(anyone, cached=True)
def by_origin() -> str:
    municipality_id = g.municipality.id
    kinds = _rows(
        queries.by_origin(municipality_id),
        lambda kind: url_for(".table", koken=narrowing.PATHS[kind]),
        lambda kind: _(ORIGIN_LABELS[kind]),
    )
    asked = _rows(
        queries.by_consultation(municipality_id),
        lambda key: url_for("consultations.show", consultation_id=key),
    )
    sections = [
        {"name": _("Köken"), "id": "kokenler", "rows": kinds},
        {"name": _("Danışma"), "id": "danismalar", "rows": asked},
    ]
    return _grouped("by_origin", _("Kökenine göre eylemler"), sections)


@bp.get("/<slug>/yol-haritasi/ilerleme")
@allow(anyone, cached=True)
def progress() -> str:
    page_cache.until(clock.next_midnight())
    municipality_id = g.municipality.id
    roadmap = queries.find_in_force(municipality_id)
    years = queries.by_year(municipality_id)
    totals = queries.add_up(years)
    return render_template(
        "roadmap/progress.html",
        totals=totals,
        facts=_facts(totals),
        roadmap=roadmap,
        goals=_rows(
            [] if roadmap is None else queries.by_goal(roadmap.id, municipality_id),
            _table_href("amac"),
        ),
        years=_rows(years, _table_href("yil"), lambda year: str(int(year))),
        most=max((one.totals.total for one in years), default=1),
        tabs=tabs("progress"),
        crumbs=_crumbs(),
    )


def _facts(totals: queries.Totals) -> list[dict[str, Any]]:
    done = totals.completed - totals.completed_late
    found: list[dict[str, Any]] = [
        {"label": _("Eylem"), "value": formats.number(totals.total)},
        {
            "label": _("Ortalama ilerleme"),
            "value": formats.percent(totals.progress, 100 * max(1, totals.total), 0),
        },
        {
            "label": _("Zamanında tamamlanan"),
            "value": formats.percent(done, max(1, totals.completed), 0),
            "note": f"{formats.number(done)} / {formats.number(totals.completed)}",
        },
        {
            "label": _("Gecikti"),
            "value": formats.number(totals.late),
            "kind": "late" if totals.late else "",
        },
    ]
    if totals.budget_kurus:
        found.append(
            {
                "label": _("Harcanan"),
                "value": formats.percent(totals.spent_kurus, totals.budget_kurus, 0),
                "note": f"{formats.money(totals.spent_kurus)} / "
                f"{formats.money(totals.budget_kurus)}",
            }
        )
    return found
