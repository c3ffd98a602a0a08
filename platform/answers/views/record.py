"""The promise record of a municipality: page, table for download, badge for other sites."""

from flask import Response, g, render_template, request, url_for
from markupsafe import escape

from answers.queries import record as queries
from answers.queries.record import Line
from answers.views.blueprint import bp
from kernel import sheets
from kernel.http import Reply, allow
from kernel.i18n import _, in_language
from kernel.links import absolute
from kernel.rules import anyone

#: how long another site may show the badge it has
BADGE_KEPT = 3600


@bp.get("/<slug>/yanitlar/karne")
@allow(anyone, cached=True)
def record() -> Reply:
    owed = queries.list_owed(g.municipality.id)
    every = queries.summed(owed)
    badges = {"tr": absolute(url_for(".badge")), "en": absolute(url_for(".badge", dil="en"))}
    return render_template(
        "answers/record.html",
        record=queries.promise_record(g.municipality.id),
        every=every,
        years=queries.by_year(owed),
        units=queries.by_unit(owed),
        badges=badges,
        here=absolute(url_for(".record")),
    )


@bp.get("/<slug>/yanitlar/karne.csv")
@allow(anyone)
def record_csv() -> Reply:
    """A line for every year and unit, so that anybody can sum as they like."""
    owed = queries.list_owed(g.municipality.id)
    head: list[sheets.Cell] = [
        _("Yıl"),
        _("Birim"),
        _("Söz"),
        _("Gününde yanıtlandı"),
        _("Geç yanıtlandı"),
        _("Gecikti, yanıt yok"),
        _("Günü gelmedi"),
        _("Ortanca yanıt süresi (gün)"),
    ]
    rows = [
        [year, unit or _("Birim seçilmedi"), *_cells(line)]
        for (year, unit), line in queries.by_year_and_unit(owed).items()
    ]
    answer = Response(sheets.to_csv([head, *rows]), content_type=sheets.CSV)
    name = f"soz-karnesi-{g.municipality.slug}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _cells(line: Line) -> list[sheets.Cell]:
    return [
        line.promised,
        line.on_time,
        line.late,
        line.overdue,
        line.waiting,
        line.median_days,
    ]


@bp.get("/<slug>/yanitlar/karne.svg")
@allow(anyone)
def badge() -> Reply:
    """For other sites: how many of the promises whose day has come were kept on their day."""
    record = queries.promise_record(g.municipality.id)
    with in_language("en" if request.args.get("dil") == "en" else "tr"):
        label = _("Söz karnesi")
        if record.past_due:
            value = _("%(kept)s / %(due)s gününde", kept=record.kept, due=record.past_due)
        else:
            value = _("henüz söz yok")
        title = f"{g.municipality.name}: {label}, {value}"
    answer = Response(_drawn(title, label, value), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = f"public, max-age={BADGE_KEPT}"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


#: of the page's own tokens, fixed: the badge stands on pages that do not know them
INK, LEAF, PAPER = "#22302b", "#1f6b4a", "#ffffff"
SIGN = 7.2  # widest usual sign of Verdana 11, so that no word is cut
HEIGHT, EDGE = 22, 8


def _drawn(title: str, label: str, value: str) -> str:
    left, right = (round(len(text) * SIGN) + 2 * EDGE for text in (label, value))
    width = left + right
    words = "".join(
        f'<text x="{middle}" y="15" textLength="{round(len(text) * SIGN)}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'
        for text, middle in ((label, left / 2), (value, left + right / 2))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
        f'<rect width="{left}" height="{HEIGHT}" fill="{INK}"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{LEAF}"/>'
        f'<g fill="{PAPER}" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" '
        f'text-anchor="middle">{words}</g></svg>\n'
    )
