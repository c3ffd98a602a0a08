"""One statement at a time: the page, the answer, taking it back."""

from datetime import timedelta
from typing import Any

from flask import flash, g, render_template, request

from kernel import tokens
from kernel.db import write
from kernel.http import Reply, allow, see_other
from kernel.i18n import N_, _
from kernel.ids import as_id
from opinions import queries, rules, services
from opinions.models import Answer
from opinions.queries import StatementRow
from opinions.queries.asked import Asked, get_asked
from opinions.views.blueprint import bp
from opinions.views.public import ANSWER_WORDS, crumbs

DRAW, DRAW_VALID = "opinions.draw", timedelta(hours=12)
#: answers that take a side, from which somebody has a place on the map
PLACED = 7
SIDES = (Answer.AGREE, Answer.DISAGREE)


def answer_page(conversation: Asked) -> str:
    answers = queries.own_answers(conversation.id, g.visitor.id)
    rows = {row.id: row for row in queries.list_statements(conversation.id)}
    row, draw = _next(conversation, answers, rows)
    last = next((rows[one] for one in reversed(answers) if one in rows), None)
    return render_template(
        "opinions/answer.html",
        conversation=conversation,
        row=row,
        draw=draw,
        given=_(ANSWER_WORDS[answers[row.id]]) if row and row.id in answers else "",
        last=last if last is not row else None,
        last_word=_(ANSWER_WORDS[answers[last.id]]) if last else "",
        count=len(answers),
        placed=sum(answer in SIDES for answer in answers.values()) >= PLACED,
        may_add=rules.add_statement(g.visitor, conversation) is None,
        crumbs=crumbs(conversation),
    )


def _next(
    conversation: Asked, answers: dict[int, Answer], rows: dict[int, StatementRow]
) -> tuple[StatementRow | None, str]:
    """The one that was asked for, or one that is drawn; and the sealed chance of the draw."""
    wanted = rows.get(as_id(request.args.get("ifade", "")) or 0)
    if wanted is not None:
        return wanted, ""
    open_ids = [one for one in rows if one not in answers]
    drawn = _draw(conversation.id, open_ids, answers)
    if drawn is None:
        return None, ""
    facts = {"c": conversation.id, "s": drawn.statement_id, "p": g.visitor.id}
    seal = tokens.sign(DRAW, DRAW_VALID, q=drawn.propensity, **facts)
    return rows[drawn.statement_id], seal


def _draw(conversation_id: int, open_ids: list[int], answers: dict[int, Answer]) -> Any:
    # A web process starts without NumPy.
    from opinions.queries.numbers import draw  # noqa: PLC0415

    # The same page again shows the same statement.
    turn = f"{conversation_id}:{g.visitor.id}:{len(answers)}"
    chance = int(tokens.mark(DRAW, turn)[:13], 16) / 16**13
    return draw(queries.find_analysis(conversation_id), open_ids, answers, chance)


@bp.route("/<slug>/gorus-haritalari/<int:conversation_id>/yanitla", methods=["GET", "POST"])
@allow(
    rules.answer,
    conversation=get_asked,
    page=answer_page,
    own_transaction=True,
)
def answer(conversation: Asked) -> Reply:
    """A transaction of its own: no page that is kept changes by an answer."""
    statement_id = as_id(request.form.get("ifade", ""))
    given = request.form.get("yanit", "")
    if statement_id is None or given not in set(Answer):
        flash(_(N_("Bir yanıt seçin.")), "error")
        return see_other(".answer", conversation_id=conversation.id)
    propensity = _propensity(conversation.id, statement_id)
    try:
        with write():
            services.answer(
                conversation.id,
                statement_id,
                by=g.visitor,
                answer=Answer(given),
                propensity=propensity,
            )
    except services.Gone as error:
        flash(_(error.message), "error")
    return see_other(".answer", conversation_id=conversation.id)


def _propensity(conversation_id: int, statement_id: int) -> float | None:
    """The chance with which it was drawn, as this server said so; else it was chosen."""
    facts = tokens.read(DRAW, request.form.get("cekilis", "")) or {}
    same = (facts.get("c"), facts.get("s"), facts.get("p"))
    if same != (conversation_id, statement_id, g.visitor.id):
        return None
    return float(facts["q"])


@bp.post("/<slug>/gorus-haritalari/<int:conversation_id>/geri-al")
@allow(rules.undo, conversation=get_asked, own_transaction=True)
def undo(conversation: Asked) -> Reply:
    """The statement stands there again, to be answered anew."""
    statement_id = as_id(request.form.get("ifade", "")) or 0
    try:
        with write():
            services.undo(conversation.id, statement_id, by=g.visitor)
    except services.NothingToUndo as error:
        flash(_(error.message), "error")
        return see_other(".answer", conversation_id=conversation.id)
    return see_other(".answer", conversation_id=conversation.id, ifade=statement_id)
