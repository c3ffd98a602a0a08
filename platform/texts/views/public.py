"""What everybody reads: the text, its older versions, what changed, what was answered."""

from typing import Any

from flask import abort, g, render_template, request, url_for

from consultations import rules as consultations
from discussion.views import board
from kernel import clock, diffs, page_cache
from kernel.http import allow
from kernel.i18n import _
from texts import queries, rules
from texts.models import SUGGESTION_LABELS, Document, SuggestionState, Version
from texts.queries import Line, Place
from texts.views.blueprint import bp

#: kind of the macro status()
LOOKS = {
    SuggestionState.OPEN: "wait",
    SuggestionState.TAKEN: "good",
    SuggestionState.PARTLY: "part",
    SuggestionState.DECLINED: "no",
    SuggestionState.WITHDRAWN: "draft",
}


def crumbs(text: Document, *, inside: bool = True) -> list[tuple[str, str]]:
    consultation = text.activity.consultation
    href = url_for("consultations.show", consultation_id=consultation.id)
    found = [(_("Danışmalar"), url_for("consultations.list_all")), (consultation.title, href)]
    if inside:
        found.append((text.activity.title, url_for("texts.show", text_id=text.id)))
    return found


def status(state: SuggestionState) -> tuple[str, str]:
    return LOOKS[state], _(SUGGESTION_LABELS[state])


def _chosen(name: str, versions: list[Version], otherwise: int) -> int:
    typed = request.args.get(name, "")
    numbers = {str(version.number) for version in versions}
    if typed and typed not in numbers:
        abort(404)
    return int(typed) if typed else otherwise


@bp.get("/<slug>/metinler/<int:text_id>")
@allow(rules.see, text=queries.get_text, cached=True)
def show(text: Document) -> str:
    activity = text.activity
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    versions = queries.list_versions(text.id)
    number = _chosen("surum", versions, text.current or 1)
    shown = next((version for version in versions if version.number == number), None)
    return render_template(
        "texts/show.html",
        text=text,
        activity=activity,
        window=consultations.window(activity).value,
        last_day=activity.closes_at and clock.last_day(activity.closes_at),
        versions=versions,
        shown=shown,
        old=bool(text.current) and number != text.current,
        lines=queries.list_lines(text.id, number),
        work_href=url_for(".work", text_id=text.id) if rules.work(g.visitor, text) is None else "",
        crumbs=crumbs(text, inside=False),
    )


@bp.get("/<slug>/metinler/<int:text_id>/degisenler")
@allow(rules.see, text=queries.get_text, cached=True)
def changes(text: Document) -> str:
    """Two versions beside each other, paragraph by paragraph."""
    versions = queries.list_versions(text.id)
    new = _chosen("yeni", versions, text.current)
    old = _chosen("eski", versions, max(1, new - 1))
    return render_template(
        "texts/changes.html",
        text=text,
        versions=versions,
        old=old,
        new=new,
        version=next((one for one in versions if one.number == new), None),
        rows=_compared(queries.list_lines(text.id, old), queries.list_lines(text.id, new)),
        crumbs=crumbs(text),
    )


def _compared(before: list[Line], after: list[Line]) -> list[dict[str, Any]]:
    """In the order of the new text; what has gone stands where it stood."""
    old = {line.paragraph_id: line for line in before}
    kept = {line.paragraph_id for line in after}
    rows: list[dict[str, Any]] = []
    gone = [(place, line) for place, line in enumerate(before) if line.paragraph_id not in kept]
    for place, line in enumerate(after):
        while gone and gone[0][0] <= place:
            rows.append(_row(gone.pop(0)[1], None))
        rows.append(_row(old.get(line.paragraph_id), line))
    return rows + [_row(line, None) for _place, line in gone]


def _row(old: Line | None, new: Line | None) -> dict[str, Any]:
    line = new or old
    assert line is not None
    kind = "new" if old is None else "gone" if new is None else "same"
    if old is not None and new is not None and old.source != new.source:
        kind = "changed"
    before, after = (one.source.lstrip("# ") if one else "" for one in (old, new))
    return {"kind": kind, "line": line, "words": diffs.words(before, after)}


@bp.get("/<slug>/metinler/<int:text_id>/yanitlar")
@allow(rules.see, text=queries.get_text, cached=True)
def answers(text: Document) -> str:
    """You said, we did: paragraph by paragraph."""
    lines = {line.paragraph_id: line for line in queries.list_lines(text.id, text.current)}
    told = queries.list_suggestions(text_id=text.id)
    groups: dict[int, list[queries.Told]] = {}
    for one in told:
        groups.setdefault(one.paragraph_id, []).append(one)
    wanted = [*lines, *(number for number in groups if number not in lines)]
    return render_template(
        "texts/answers.html",
        text=text,
        rows=[
            (number, lines.get(number), groups.get(number, []))
            for number in wanted
            if number in groups or (number in lines and lines[number].we_did)
        ],
        status=status,
        open_count=sum(1 for one in told if one.state is SuggestionState.OPEN),
        crumbs=crumbs(text),
    )


@bp.get("/<slug>/paragraflar/<int:paragraph_id>")
@allow(rules.see_paragraph, paragraph=queries.get_paragraph, cached=True)
def paragraph(paragraph: Place) -> str:
    if paragraph.thread is None:
        abort(404)
    text = paragraph.text
    closes_at = text.activity.closes_at
    if closes_at is not None:
        page_cache.until(closes_at)
    return render_template(
        "texts/paragraph.html",
        place=paragraph,
        text=text,
        suggestions=queries.list_suggestions(paragraph_id=paragraph.id),
        diff=diffs.words,
        status=status,
        me=g.visitor.id,
        denied=rules.suggest(g.visitor, paragraph),
        may_answer=rules.manage(g.visitor, text) is None,
        board=board.board(
            paragraph.thread,
            denied=rules.comment(g.visitor, paragraph),
            href=url_for(".comment", paragraph_id=paragraph.id),
        ),
        crumbs=crumbs(text),
    )
