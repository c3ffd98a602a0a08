"""Roadmaps in public: the list, a version, what changed, its JSON and its PDF."""

from pathlib import Path
from typing import Any

from flask import abort, g, make_response, render_template, request, url_for

from kernel import clock, diffs, formats, page_cache, pdf
from kernel.http import Reply, allow
from kernel.i18n import N_, _, language
from kernel.rules import anyone
from roadmap import queries, rules
from roadmap.models import ADOPTER_LABELS, VERSION_LABELS, Roadmap, Version
from roadmap.queries import snapshots
from roadmap.rules.documents import Stage, stage
from roadmap.views import printed
from roadmap.views.blueprint import bp
from roadmap.views.look import Look

#: kind of the macro status() and its word
STAGES: dict[Stage, tuple[str, str]] = {
    Stage.DRAFT: ("draft", N_("Taslak")),
    Stage.OPEN: ("open", N_("Görüşe açık")),
    Stage.REVISING: ("wait", N_("Görüşler değerlendiriliyor")),
    Stage.ADOPTED: ("good", N_("Kabul edildi")),
    Stage.IN_FORCE: ("good", N_("Yürürlükte")),
    Stage.CLOSED: ("lock", N_("Kapandı")),
}
TEMPLATE = Path(__file__).parent.parent / "templates" / "roadmap" / "document.typ"


def stage_of(roadmap: Roadmap) -> tuple[str, str]:
    kind, word = STAGES[stage(roadmap, clock.now(), clock.today())]
    return kind, _(word)


def decision(thing: Roadmap | Version) -> str:
    """ "Belediye Meclisi, 12 Ekim 2026, karar 2026/114"; "" before one."""
    if thing.decided_on is None or thing.adopted_by is None:
        return ""
    return _(
        "%(office)s, %(day)s, karar %(number)s",
        office=_(ADOPTER_LABELS[thing.adopted_by]),
        day=formats.day(thing.decided_on),
        number=thing.decision_number,
    )


def list_crumbs() -> list[tuple[str, str]]:
    return [
        (_("Yol haritası"), url_for(".list_all")),
        (_("Belgeler"), url_for(".list_documents")),
    ]


@bp.get("/<slug>/yol-haritasi/belgeler")
@allow(anyone, cached=True)
def list_documents() -> str:
    page_cache.until(clock.next_midnight())
    municipality = g.municipality
    drafts = rules.desk(g.visitor, municipality) is None
    found = queries.list_roadmaps(municipality.id, drafts=drafts)
    return render_template(
        "roadmap/documents.html",
        roadmaps=found,
        stage_of=stage_of,
        decision=decision,
        sections=queries.list_my_sections(g.visitor, municipality.id),
        may_create=rules.documents.create(g.visitor, municipality) is None,
        crumbs=list_crumbs()[:1],
    )


def chosen_version(roadmap: Roadmap, name: str, otherwise: int) -> Version:
    """As the address says; a number that was never published is no page."""
    typed = request.args.get(name, "")
    number = int(typed) if typed.isascii() and typed.isdigit() else (0 if typed else otherwise)
    if not 1 <= number <= roadmap.current:
        abort(404)
    return queries.get_version(roadmap.id, number)


@bp.get("/<slug>/yol-haritasi/belge/<int:roadmap_id>")
@allow(rules.documents.see, cached=True, roadmap=queries.get_roadmap)
def document(roadmap: Roadmap) -> Reply:
    page_cache.until(clock.next_midnight())
    if not roadmap.current:
        return _unpublished(roadmap)
    if roadmap.comments_until is not None:
        page_cache.until(roadmap.comments_until)
    version = chosen_version(roadmap, "surum", roadmap.current)
    return render_template(
        "roadmap/document.html",
        roadmap=roadmap,
        version=version,
        words=queries.read(version),
        old=version.number != roadmap.current,
        kinds=VERSION_LABELS,
        stage=stage_of(roadmap),
        open=rules.documents.takes_comments(roadmap, clock.now()),
        last_day=roadmap.comments_until and clock.last_day(roadmap.comments_until),
        decision=decision,
        living=queries.list_living(roadmap.id),
        versions=queries.list_versions(roadmap.id),
        reports=queries.list_reports(roadmap.id),
        base=url_for(".show", action_id=0).removesuffix("0"),
        look=Look(),
        shown=printed.Shown(),
        may_work=rules.documents.work(g.visitor, roadmap) is None,
        crumbs=list_crumbs(),
    )


def _unpublished(roadmap: Roadmap) -> Reply:
    return render_template(
        "roadmap/unpublished.html",
        roadmap=roadmap,
        stage=stage_of(roadmap),
        crumbs=list_crumbs(),
    )


@bp.get("/<slug>/yol-haritasi/belge/<int:roadmap_id>/degisenler")
@allow(rules.documents.see, cached=True, roadmap=queries.get_roadmap)
def changes(roadmap: Roadmap) -> str:
    new = chosen_version(roadmap, "yeni", roadmap.current)
    old = chosen_version(roadmap, "eski", max(1, new.number - 1))
    found = snapshots.compare(queries.read(old), queries.read(new))
    shown = printed.Shown()
    return render_template(
        "roadmap/changes.html",
        roadmap=roadmap,
        old=old,
        new=new,
        kinds=VERSION_LABELS,
        versions=queries.list_versions(roadmap.id),
        changes=[(change, shown.fields(change)) for change in found],
        levels=printed.LEVELS,
        words=diffs.words,
        crumbs=[*list_crumbs(), (roadmap.title, url_for(".document", roadmap_id=roadmap.id))],
    )


@bp.get("/<slug>/yol-haritasi/belge/<int:roadmap_id>/surum-<int:number>.json")
@allow(rules.documents.see, roadmap=queries.get_roadmap)
def version_json(roadmap: Roadmap, number: int) -> Reply:
    """Byte for byte what its fingerprint was made of."""
    version = queries.get_version(roadmap.id, _within(roadmap, number))
    answer = make_response(version.content)
    answer.mimetype = "application/json"
    return answer


def _within(roadmap: Roadmap, number: int) -> int:
    if not 1 <= number <= roadmap.current:
        abort(404)
    return number


@bp.get("/<slug>/yol-haritasi/belge/<int:roadmap_id>/surum-<int:number>.pdf")
@allow(rules.documents.see, roadmap=queries.get_roadmap)
def version_pdf(roadmap: Roadmap, number: int) -> Reply:
    version = queries.get_version(roadmap.id, _within(roadmap, number))
    answer = make_response(make_pdf(version))
    answer.mimetype = "application/pdf"
    name = f"yol-haritasi-{roadmap.id}-{number}-{language()}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def make_pdf(version: Version) -> bytes:
    """The same version gives the same bytes in the same language."""
    words = queries.read(version)
    data: dict[str, Any] = printed.data(
        words,
        town=g.municipality.official_name,
        version=_(
            "Sürüm %(number)s: %(kind)s",
            number=version.number,
            kind=_(VERSION_LABELS[version.kind]),
        ),
        published=formats.day(version.published_at),
        decision=decision(version),
        note=version.note,
        sha256=version.sha256,
    )
    return pdf.make(
        TEMPLATE,
        data,
        title=words["title"],
        footer=f"{g.municipality.official_name} · {words['title']}",
        made_at=version.published_at,
    )
