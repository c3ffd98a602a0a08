"""Somebody adds a statement of their own; similar ones come first."""

from flask import Response, flash, g, make_response, render_template, request, url_for

from kernel.http import Reply, allow, see_other
from kernel.i18n import _
from kernel.text import clean_input
from moderation.forms import WORK_BITS, work_for
from opinions import forms, queries, rules, services
from opinions.forms import OwnForm
from opinions.models import LONGEST, Conversation, StatementState
from opinions.views.blueprint import bp
from opinions.views.public import crumbs


def add_statement_page(conversation: Conversation, form: OwnForm) -> str:
    return render_template(
        "opinions/write.html",
        conversation=conversation,
        form=form,
        longest=LONGEST,
        similar=form.similar() if form.text.data else [],
        similar_url=url_for(".similar", conversation_id=conversation.id),
        work=work_for(form.guards),
        bits=WORK_BITS,
        crumbs=crumbs(conversation),
    )


@bp.route("/<slug>/gorus-haritalari/<int:conversation_id>/ifade", methods=["GET", "POST"])
@allow(
    rules.add_statement,
    conversation=queries.get_conversation,
    form=forms.add_statement,
    page=add_statement_page,
    limit="post",
)
def add_statement(conversation: Conversation, form: OwnForm) -> Reply:
    row = services.add_statement(
        conversation,
        by=g.visitor,
        text=form.text.data or "",
        language=g.language,
        suspicious=form.suspicion is not None,
    )
    if row.state is StatementState.ACCEPTED:
        flash(_("İfadeniz yayımlandı. Herkes yanıtlayabilir."), "good")
    else:
        flash(_("İfadeniz geldi. Okunup yayımlanınca size haber veririz."), "good")
    return see_other(".own", conversation_id=conversation.id, _anchor="ifadelerim")


@bp.get("/<slug>/gorus-haritalari/<int:conversation_id>/benzer")
@allow(rules.add_statement, conversation=queries.get_conversation)
def similar(conversation: Conversation) -> Response:
    """A fragment for the script under the field; a page of its own for everybody else."""
    words = clean_input(request.args.get("q", ""))[:300].strip()
    fragment = request.headers.get("Accept") == "text/html"
    page = "opinions/_similar.html" if fragment else "opinions/similar.html"
    answer = make_response(
        render_template(
            page,
            conversation=conversation,
            similar=queries.similar(conversation.id, words),
            looked=True,
            words=words,
            crumbs=crumbs(conversation),
        )
    )
    answer.vary.add("Accept")
    return answer
