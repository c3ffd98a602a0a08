"""What came out: the result page, a statement's own page, and the same figures as files."""

import json
from typing import Any

from flask import Response, g, render_template, url_for

from answers import queries as answers
from kernel import page_cache, sheets
from kernel.http import allow, as_file
from kernel.i18n import N_, _
from kernel.text import slug as slugged
from opinions import queries, rules
from opinions.models import (
    STATEMENT_LABELS,
    Conversation,
    Origin,
    StatementState,
)
from opinions.queries import Position, StatementPart, StatementRow, becoming
from opinions.views import drawn, told
from opinions.views.blueprint import bp
from opinions.views.public import why
from places.queries import list_neighbourhoods

ORIGIN_LABELS = {
    Origin.SEED: N_("Belediyenin ifadesi"),
    Origin.RESIDENT: N_("Bir hemşehrinin ifadesi"),
    Origin.IMPORTED: N_("Polis’ten aktarıldı"),
}


def crumbs(conversation: Conversation) -> list[tuple[str, str]]:
    activity = conversation.activity
    consultation = activity.consultation
    return [
        (_("Danışmalar"), url_for("consultations.list_all")),
        (consultation.title, url_for("consultations.show", consultation_id=consultation.id)),
        (activity.title, url_for("opinions.show", conversation_id=conversation.id)),
    ]


def _texts(conversation_id: int) -> dict[int, StatementRow]:
    return {row.id: row for row in queries.list_statements(conversation_id)}


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>/sonuc")
@allow(rules.see_results, conversation=queries.get_conversation, cached=True)
def results(conversation: Conversation) -> str:
    if conversation.activity.closes_at is not None:
        page_cache.until(conversation.activity.closes_at)
    snapshot = queries.snapshot(conversation.id)
    found = snapshot.result if snapshot else None
    own = queries.own_position(conversation.id, g.visitor.id)
    points = drawn.points(found["history"]) if found else []
    return render_template(
        "opinions/results.html",
        conversation=conversation,
        activity=conversation.activity,
        snapshot=snapshot,
        told=found,
        page=told.page(found, _texts(conversation.id)) if found and found["people"] else None,
        map=drawn.opinion_map(found, _own(found, own)) if found else "",
        shape=drawn.shape,
        own=own,
        own_letter=told.letter(own.group) if own and own.group is not None else "",
        growth=drawn.growth([(at, people) for at, people, _answers in points]),
        days=drawn.by_day(points),
        places=_places(conversation, found),
        answer_denied=rules.answer(g.visitor, conversation),
        may_export_rows=rules.export_rows(g.visitor, conversation) is None,
        crumbs=crumbs(conversation),
    )


def _own(found: dict[str, Any], own: Position | None) -> list[int] | None:
    """Only for oneself, and only where it is known well enough."""
    if own is None or own.told < own.needed or not found["map"]:
        return None
    if found["clear"] and own.group is None:
        return None
    return drawn.place(own.x, own.y, found["map"]["extent"])


def _places(conversation: Conversation, found: dict[str, Any] | None) -> dict[str, Any]:
    if not found:
        return {"rows": [], "joined": "", "together": 0}
    names = {row.id: row.name for row in list_neighbourhoods(conversation.municipality_id)}
    parts = found["places"]
    return {
        "rows": sorted(
            ((names.get(key, _("Mahallesi bilinmiyor")), count) for key, count in parts["alone"]),
            key=lambda row: -row[1],
        ),
        "joined": ", ".join(
            names.get(key, _("mahallesi bilinmeyenler")) for key in parts["joined"]
        ),
        "together": parts["together"],
    }


# --- one statement ------------------------------------------------------------------------------


@bp.get("/<slug>/ifadeler/<int:statement_id>")
@allow(rules.see_statement, statement=queries.get_statement, cached=True)
def statement(statement: StatementPart) -> str:
    conversation = statement.conversation
    snapshot = queries.snapshot(conversation.id)
    found = snapshot.result if snapshot else None
    becomes = becoming.get_becoming(statement.row.id)
    if becomes.step and becomes.step.closes_at:
        page_cache.until(becomes.step.closes_at)
    return render_template(
        "opinions/statement.html",
        statement=statement.row,
        conversation=conversation,
        activity=conversation.activity,
        snapshot=snapshot,
        line=_line(statement, found),
        shown=statement.state is StatementState.ACCEPTED,
        origin=_(ORIGIN_LABELS[statement.row.origin]),
        state=_(STATEMENT_LABELS[statement.state]),
        ground=why(statement.row),
        grown=becoming.list_grown(statement.row.id),
        citing=becoming.list_citing(statement.municipality_id, statement.row.id),
        become_denied=rules.become(g.visitor, becomes),
        mark_denied=rules.mark(g.visitor, statement),
        duty=answers.find_dates(statement.duty_id),
        answer=answers.find_shown(statement.duty_id),
        elsewhere=becomes.elsewhere,
        shape=drawn.shape,
        here=url_for(".statement", statement_id=statement.row.id, _external=True),
        answer_denied=rules.answer(g.visitor, conversation),
        crumbs=crumbs(conversation),
    )


def _line(statement: StatementPart, found: dict[str, Any] | None) -> told.Line | None:
    if not found or statement.state is not StatementState.ACCEPTED:
        return None
    finder = told.Finder(found, _texts(statement.conversation.id))
    known = finder.known([{"id": statement.row.id}])
    if not known:
        return None
    one = next(row for row in found["statements"] if row["id"] == statement.row.id)
    groups = len(found["groups"])
    return finder.line(
        statement.row.id, told.finding(one, groups), notes=told.certainty(one, groups)
    )


# --- files --------------------------------------------------------------------------------------


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>/sayilar.json")
@allow(rules.export, conversation=queries.get_conversation)
def figures_json(conversation: Conversation) -> Response:
    found = queries.publication(conversation.id) or {}
    texts = _texts(conversation.id)
    data = {
        "conversation": conversation.activity.title,
        "question": conversation.question,
        **found,
        "statements": [
            {**one, "text": texts[one["id"]].text}
            for one in found.get("statements", [])
            if one["id"] in texts
        ],
    }
    body = json.dumps(data, ensure_ascii=False, sort_keys=True).encode()
    return _file(conversation, body, "application/json", "json")


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>/sayilar.csv")
@allow(rules.export, conversation=queries.get_conversation)
def figures_csv(conversation: Conversation) -> Response:
    found = queries.publication(conversation.id)
    rows: list[list[sheets.Cell]] = [_HEAD]
    if found:
        rows += _rows(found, _texts(conversation.id))
    return _file(conversation, sheets.to_csv(rows), sheets.CSV, "csv")


#: rounded: shares in points instead of people
_HEAD: list[sheets.Cell] = [
    "statement",
    "text",
    "part",
    "exact",
    "people",
    "agree",
    "disagree",
    "pass",
    "at_least_in_every_group",
    "lower_bound_95",
    "bridging",
    "doubtful",
    "not_understood_at_least",
]


def _rows(found: dict[str, Any], texts: dict[int, StatementRow]) -> list[list[sheets.Cell]]:
    rows: list[list[sheets.Cell]] = []
    for one in found["statements"]:
        if one["id"] not in texts:
            continue
        parts = [("all", one["everybody"])]
        parts += [(told.letter(group), part) for group, part in enumerate(one["groups"])]
        more = [one["floor"], one["sure"], one["bridging"], int(one["doubtful"]), one["unclear"]]
        for name, figure in parts:
            rows.append(
                [
                    one["id"],
                    texts[one["id"]].text,
                    name,
                    int(figure["exact"]),
                    figure["people"],
                    figure["agree"],
                    figure["disagree"],
                    figure["passed"],
                    *(more if name == "all" else [None] * len(more)),
                ]
            )
    return rows


def _file(conversation: Conversation, content: bytes, mime: str, ending: str) -> Response:
    name = f"{slugged(conversation.activity.title) or 'gorus-haritasi'}.{ending}"
    return as_file(content, name, mime)
