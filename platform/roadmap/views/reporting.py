"""Monitoring reports: written at the desk, read by everybody, frozen once published."""

from pathlib import Path
from typing import Any

from flask import flash, g, render_template, url_for

from kernel import clock, formats, pdf
from kernel.http import Reply, allow, as_file, see_other
from kernel.i18n import _, language
from roadmap import queries, services
from roadmap.forms import documents as forms
from roadmap.models import Report, Roadmap
from roadmap.rules import State
from roadmap.rules import documents as rules
from roadmap.views.blueprint import bp
from roadmap.views.documents import list_crumbs
from roadmap.views.drafting import Shown, form_page, work_crumbs
from roadmap.views.look import state_word
from roadmap.views.printed import Shown as Printed
from roadmap.views.printed import amount, report_counts, report_data

TEMPLATE = Path(__file__).parent.parent / "templates" / "roadmap" / "report.typ"


def _crumbs(roadmap: Roadmap) -> list[tuple[str, str]]:
    return [*list_crumbs(), (roadmap.title, url_for(".document", roadmap_id=roadmap.id))]


@bp.get("/<slug>/yol-haritasi/raporlar/<int:report_id>")
@allow(rules.see_report, report=queries.get_report)
def report(report: Report) -> str:
    """A draft shows what would be frozen today."""
    words = _words(report)
    return render_template(
        "roadmap/report.html",
        report=report,
        roadmap=report.roadmap,
        words=words,
        counts=report_counts(words),
        word=lambda line: state_word(State(line["state"]), line["delay"]),
        shown=Printed(),
        amount=amount,
        base=url_for(".show", action_id=0).removesuffix("0"),
        may_edit=rules.edit_report(g.visitor, report) is None,
        crumbs=_crumbs(report.roadmap),
    )


def _words(report: Report) -> dict[str, Any]:
    return queries.read_report(report) or queries.standing(report.roadmap, report, clock.today())


@bp.get("/<slug>/yol-haritasi/raporlar/<int:report_id>.pdf")
@allow(rules.see_report, report=queries.get_report)
def report_pdf(report: Report) -> Reply:
    """In the reader's language; a published one gives the same bytes always."""
    heading = _("%(number)s. izleme raporu", number=report.number)
    published = report.published_at
    said = _("Yayımlandı: %(date)s", date=formats.day(published)) if published else _("Taslak")
    content = pdf.make(
        TEMPLATE,
        report_data(
            _words(report),
            cover=[report.roadmap.title, g.municipality.official_name, said],
        ),
        title=heading,
        footer=f"{g.municipality.official_name} · {report.roadmap.title} · {heading}",
        made_at=published,
    )
    name = f"izleme-raporu-{report.id}-{language()}.pdf"
    return as_file(content, name, pdf.MIME, private=published is None)


SHOWN: Shown = [
    ("starts_on", {"width": "w10"}),
    ("ends_on", {"width": "w10"}),
    ("text", {"rows": 10}),
]


def write_page(roadmap: Roadmap, form: forms.ReportForm) -> str:
    return form_page(
        form,
        heading=_("İzleme raporu yazın"),
        lead=_("Rakamlar kendiliğinden gelir; siz rakamların söylemediğini yazın."),
        shown=SHOWN,
        button=_("Taslağı kaydedin"),
        back=url_for(".work", roadmap_id=roadmap.id),
        crumbs=work_crumbs(roadmap),
    )


@bp.route("/<slug>/yol-haritasi/taslak/<int:roadmap_id>/rapor", methods=["GET", "POST"])
@allow(rules.report, roadmap=queries.get_roadmap, form=forms.write_report, page=write_page)
def write_report(roadmap: Roadmap, form: forms.ReportForm) -> Reply:
    made = services.write_report(roadmap, by=g.visitor, period=form.period())
    return see_other(".report", report_id=made.id)


def edit_report_page(report: Report, form: forms.ReportForm) -> str:
    return form_page(
        form,
        heading=_("İzleme raporunu düzenleyin"),
        shown=SHOWN,
        button=_("Taslağı kaydedin"),
        back=url_for(".report", report_id=report.id),
        crumbs=work_crumbs(report.roadmap),
    )


@bp.route("/<slug>/yol-haritasi/raporlar/<int:report_id>/duzenle", methods=["GET", "POST"])
@allow(
    rules.edit_report,
    report=queries.get_report,
    form=forms.edit_report,
    page=edit_report_page,
)
def edit_report(report: Report, form: forms.ReportForm) -> Reply:
    services.edit_report(report, by=g.visitor, period=form.period())
    return see_other(".report", report_id=report.id)


@bp.post("/<slug>/yol-haritasi/raporlar/<int:report_id>/yayimla")
@allow(rules.edit_report, report=queries.get_report)
def publish_report(report: Report) -> Reply:
    services.publish_report(report, by=g.visitor)
    flash(_("Rapor yayımlandı. Bundan sonra değişmez."), "good")
    return see_other(".report", report_id=report.id)
