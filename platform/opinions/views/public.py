"""What everybody reads of a conversation, and what each reads of themselves."""

from flask import Response, g, render_template, request, url_for

from consultations import rules as consultations
from kernel import clock, page_cache
from kernel.http import allow, see_other
from kernel.i18n import N_, _
from opinions import queries, rules, services
from opinions.models import (
    GROUND_LABELS,
    STATEMENT_LABELS,
    Answer,
    Conversation,
    Origin,
    Statement,
    StatementGround,
    StatementState,
)
from opinions.queries import StatementRow
from opinions.queries.asked import Asked
from opinions.views.blueprint import bp
from places.queries import list_neighbourhoods

ANSWER_WORDS = {
    Answer.AGREE: N_("katılıyorum"),
    Answer.DISAGREE: N_("katılmıyorum"),
    Answer.PASS: N_("kararsızım, geçtim"),
    Answer.UNCLEAR: N_("ifade anlaşılmıyor"),
}
#: kind of the macro status()
LOOKS = {
    StatementState.PENDING: "wait",
    StatementState.ACCEPTED: "good",
    StatementState.REJECTED: "no",
    StatementState.BANNED: "no",
}
#: whose words are not shown to everybody, only that there was one and why it went
UNSHOWN = (StatementGround.PERSONAL, StatementGround.OFFENSIVE)


def crumbs(conversation: Conversation | Asked, *, inside: bool = True) -> list[tuple[str, str]]:
    consultation = conversation.activity.consultation
    href = url_for("consultations.show", consultation_id=consultation.id)
    found = [(_("Danışmalar"), url_for("consultations.list_all")), (consultation.title, href)]
    if inside:
        own = url_for("opinions.show", conversation_id=conversation.id)
        found.append((conversation.activity.title, own))
    return found


def label(state: StatementState) -> tuple[str, str]:
    return LOOKS[state], _(STATEMENT_LABELS[state])


def why(row: StatementRow | Statement) -> str:
    """The ground, as everybody reads it."""
    if row.origin is Origin.IMPORTED and row.state is StatementState.BANNED and row.ground is None:
        return _("Polis’te alınmamıştı")
    return why_ground(row.ground)


def why_ground(ground: StatementGround | None) -> str:
    return _(GROUND_LABELS[ground]) if ground else ""


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>")
@allow(rules.see, conversation=queries.get_conversation, cached=True)
def show(conversation: Conversation) -> str:
    activity = conversation.activity
    for moment in (activity.opens_at, activity.closes_at):
        if moment is not None:
            page_cache.until(moment)
    rows = queries.list_statements(conversation.id)
    out = queries.list_statements(conversation.id, StatementState.REJECTED, StatementState.BANNED)
    return render_template(
        "opinions/show.html",
        conversation=conversation,
        activity=activity,
        window=consultations.window(activity).value,
        last_day=activity.closes_at and clock.last_day(activity.closes_at),
        who=_who(conversation),
        statements=rows,
        out=[(row, why(row), row.ground in UNSHOWN) for row in out],
        answered=len(queries.own_answers(conversation.id, g.visitor.id)),
        snapshot=queries.snapshot(conversation.id),
        may={
            "answer": rules.answer(g.visitor, conversation),
            "add": rules.add_statement(g.visitor, conversation),
            "results": rules.see_results(g.visitor, conversation),
        },
        work_href=url_for(".work", conversation_id=conversation.id)
        if rules.work(g.visitor, conversation) is None
        else "",
        crumbs=crumbs(conversation, inside=False),
    )


def _who(conversation: Conversation) -> str:
    ids = conversation.activity.neighbourhood_ids or []
    known = {row.id: row.name for row in list_neighbourhoods(conversation.municipality_id)}
    names = [known[number] for number in ids if number in known]
    return consultations.eligibility_sentence(conversation.activity, names)


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>/yanitlarim")
@allow(rules.see_own, conversation=queries.get_conversation)
def own(conversation: Conversation) -> str:
    answers = queries.own_answers(conversation.id, g.visitor.id)
    texts = {
        row.id: row
        for row in queries.list_statements(
            conversation.id, StatementState.ACCEPTED, StatementState.BANNED
        )
    }
    return render_template(
        "opinions/own.html",
        conversation=conversation,
        answers=[(texts[one], _(ANSWER_WORDS[answer])) for one, answer in answers.items()],
        statements=[
            (row, *label(row.state), why(row))
            for row in queries.list_statements(
                conversation.id, *StatementState, author_id=g.visitor.id
            )
        ],
        voter=queries.find_voter(conversation.id, g.visitor.id),
        may_answer=rules.answer(g.visitor, conversation),
        may_add=rules.add_statement(g.visitor, conversation),
        results_href=url_for(".results", conversation_id=conversation.id)
        if rules.see_results(g.visitor, conversation) is None
        else "",
        crumbs=crumbs(conversation),
    )


@bp.post("/<slug>/gorus-haritalari/<int:conversation_id>/satirim")
@allow(rules.share_row, conversation=queries.get_conversation)
def share_row(conversation: Conversation) -> Response:
    services.share_row(conversation, by=g.visitor, shares=request.form.get("paylas") == "1")
    return see_other(".own", conversation_id=conversation.id, _anchor="satir")
