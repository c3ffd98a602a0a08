"""The roadmap as a workbook, and a draft read from one: shown row by row before it is written."""

import uuid
from typing import Any

from flask import flash, g, render_template, url_for

from kernel import sheets
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import _, ngettext
from kernel.rules import anyone
from roadmap import queries, services
from roadmap.forms import importing as forms
from roadmap.models import Roadmap
from roadmap.rules import documents as rules
from roadmap.views import narrowing
from roadmap.views.blueprint import bp
from roadmap.views.drafting import work_crumbs
from roadmap.views.look import Look

#: actions in one workbook; more is asked for in parts
MOST = 5000


@bp.get("/<slug>/yol-haritasi/eylemler.xlsx")
@allow(anyone)
def export_actions() -> Reply:
    """What the table is narrowed to, in the order of their numbers."""
    chosen, _filters = narrowing.read()
    look = Look()
    head = [
        _("Numara"),
        _("Kod"),
        _("Eylem"),
        _("Sorumlu birim"),
        _("Durum"),
        _("İlerleme (yüzde)"),
        _("Başlangıç"),
        _("Bitiş"),
        _("İlk söz verilen bitiş"),
        _("Tamamlandığı gün"),
        _("Bütçe (₺)"),
        _("Harcanan (₺)"),
        _("Stratejik plan kodu"),
        _("SKA"),
    ]
    rows: list[list[sheets.Cell]] = [
        [
            row.number,
            row.code,
            row.title,
            row.unit_name or "",
            look.status(row)[1],
            row.progress,
            row.starts_on.isoformat(),
            row.ends_on.isoformat(),
            row.first_ends_on.isoformat(),
            row.completed_on.isoformat() if row.completed_on else "",
            _lira(row.budget_kurus),
            _lira(row.spent_kurus),
            row.plan_code,
            row.sdg,
        ]
        for row in queries.list_for_sheet(g.municipality.id, chosen, MOST)
    ]
    book = sheets.to_xlsx([(_("Eylemler"), [head, *rows])])
    return as_file(book, f"{g.slug}-eylemler.xlsx", sheets.XLSX)


def _lira(kurus: int | None) -> float | None:
    return None if kurus is None else kurus / 100


@bp.get("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/taslak.xlsx")
@allow(rules.work, roadmap=queries.get_roadmap)
def export_document(roadmap: Roadmap) -> Reply:
    """The working copy in the columns that can be read in again."""
    whole = queries.load_whole(roadmap.id)
    rows: list[list[Any]] = [list(forms.COLUMNS.values())]
    for goal in whole.goals:
        for objective in goal.objectives:
            rows += [forms.line(goal, objective, action) for action in objective.actions]
    book = sheets.to_xlsx([(_("Eylemler"), rows)])
    return as_file(book, f"yol-haritasi-{roadmap.id}.xlsx", sheets.XLSX, private=True)


def take_in_page(roadmap: Roadmap, form: forms.ImportForm) -> str:
    return render_template(
        "roadmap/take_in.html",
        roadmap=roadmap,
        form=form,
        columns=forms.COLUMNS,
        needed=[forms.COLUMNS[name] for name in forms.NEEDED],
        crumbs=work_crumbs(roadmap),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/iceri-al", methods=["GET", "POST"])
@allow(
    rules.lead,
    roadmap=queries.get_roadmap,
    form=forms.take_in,
    page=take_in_page,
    limit="post",
)
def take_in(roadmap: Roadmap, form: forms.ImportForm) -> Reply:
    """Keeps the file for a week and shows what it would write."""
    assert form.table.accepted is not None
    stored = services.keep_upload(roadmap, accepted=form.table.accepted)
    return see_other(".preview", roadmap_id=roadmap.id, file_id=stored.id)


def preview_page(roadmap: Roadmap, file_id: uuid.UUID, form: forms.WriteForm) -> str:
    return render_template(
        "roadmap/preview.html",
        roadmap=roadmap,
        form=form,
        rows=form.rows,
        bad=form.bad,
        again=url_for(".take_in", roadmap_id=roadmap.id),
        crumbs=work_crumbs(roadmap),
    )


@bp.route(
    "/<slug>/yol-haritasi/taslak/<int:roadmap_id>/iceri-al/<uuid:file_id>",
    methods=["GET", "POST"],
)
@allow(rules.lead, roadmap=queries.get_roadmap, form=forms.write, page=preview_page)
def preview(roadmap: Roadmap, file_id: uuid.UUID, form: forms.WriteForm) -> Reply:
    number = services.take_in(roadmap, by=g.visitor, lines=form.lines())
    flash(ngettext("%(num)s eylem alındı.", "%(num)s eylem alındı.", number), "good")
    return see_other(".work", roadmap_id=roadmap.id)
