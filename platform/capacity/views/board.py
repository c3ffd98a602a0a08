"""The team's dashboard over the municipalities of a term, and its export."""

from flask import Response, g, render_template, url_for

from capacity import queries, rules
from capacity.queries import Group, Row
from capacity.views.blueprint import bp
from capacity.views.crumbs import of_programme
from kernel import clock, sheets
from kernel.http import Reply, allow, as_file
from kernel.i18n import _
from programme.models import STAGE_LABELS, Stage, Term
from programme.queries import get_term, list_overseen, list_terms
from roadmap.views.documents import STAGES


@bp.get("/program/masa/gosterge")
@allow(rules.oversees)
def boards() -> Reply:
    """Every term for the team; a partner has its own."""
    manages = rules.team(g.visitor) is None
    terms = list_terms(drafts=True) if manages else list_overseen(g.visitor)
    return render_template("capacity/boards.html", terms=terms, crumbs=of_programme())


@bp.get("/program/masa/gosterge/<int:term_id>")
@allow(rules.oversee, term=get_term)
def board(term: Term) -> Reply:
    rows = queries.list_board(term.id)
    return render_template(
        "capacity/board.html",
        term=term,
        rows=rows,
        groups=queries.groups(rows),
        stages=[(stage, STAGE_LABELS[stage], _count(rows, stage)) for stage in Stage],
        stage_labels=STAGE_LABELS,
        document_labels=STAGES,
        manages=rules.team(g.visitor) is None,
        crumbs=of_programme((_("Gösterge"), url_for(".boards"))),
    )


def _count(rows: list[Row], stage: Stage) -> int:
    return sum(1 for row in rows if row.stage is stage)


def _table(rows: list[Row]) -> list[sheets.Row]:
    head = (
        _("Katılımcı"),
        _("İl"),
        _("Nüfus"),
        _("Büyüklük"),
        _("Aşama"),
        _("Dönem başı puanı"),
        _("Dönem sonu puanı"),
        _("Katıldığı oturum"),
        _("Yapılan oturum"),
        _("Katılan kişi"),
        _("Tamamlanan görev"),
        _("Geciken görev"),
        _("Görev"),
        _("Yol haritası"),
        _("Eylem"),
        _("Tamamlanan eylem"),
        _("Ortalama ilerleme, yüzde"),
        _("Zamanında yanıt"),
        _("Günü gelen yanıt"),
    )
    return [head, *(_line(row) for row in rows)]


def _line(row: Row) -> sheets.Row:
    one = row.participation
    return (
        one.name,
        one.province,
        one.population,
        _(row.size),
        _(STAGE_LABELS[row.stage]),
        row.before,
        row.after,
        row.sessions,
        row.held,
        row.people,
        row.tasks_done,
        row.tasks_late,
        row.tasks,
        _(STAGES[row.document][1]) if row.document else None,
        row.actions,
        row.actions_done,
        row.progress,
        row.on_time,
        row.due,
    )


def _medians(groups: list[Group]) -> list[sheets.Row]:
    head = (
        _("Büyüklük"),
        _("Belediye"),
        _("Dönem başı puanı"),
        _("Dönem sonu puanı"),
        _("Katılım, yüzde"),
        _("Ortalama ilerleme, yüzde"),
        _("Zamanında yanıt, yüzde"),
    )
    return [
        head,
        *(
            (
                _(one.name),
                one.count,
                one.before,
                one.after,
                one.attendance,
                one.progress,
                one.on_time,
            )
            for one in groups
        ),
    ]


def _name(term: Term, ending: str) -> str:
    return f"program-gosterge-{term.id}-{clock.today().isoformat()}.{ending}"


@bp.get("/program/masa/gosterge/<int:term_id>/tablo.csv")
@allow(rules.oversee, term=get_term)
def board_csv(term: Term) -> Response:
    table = sheets.to_csv(_table(queries.list_board(term.id)))
    return as_file(table, _name(term, "csv"), "text/csv; charset=utf-8", private=True)


@bp.get("/program/masa/gosterge/<int:term_id>/tablo.xlsx")
@allow(rules.oversee, term=get_term)
def board_xlsx(term: Term) -> Response:
    rows = queries.list_board(term.id)
    book = sheets.to_xlsx(
        [(_("Katılımcılar"), _table(rows)), (_("Büyüklüğe göre"), _medians(queries.groups(rows)))]
    )
    return as_file(book, _name(term, "xlsx"), sheets.XLSX, private=True)
