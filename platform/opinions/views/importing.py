"""An officer brings the answers of a Polis conversation; rows leave with consent alone."""

import random

from flask import Response, flash, g, render_template, url_for

from kernel import audit, sheets
from kernel.http import allow, as_file, see_other
from kernel.i18n import _
from kernel.text import slug as slugged
from opinions import forms, queries, rules
from opinions.forms import ImportForm
from opinions.models import Conversation
from opinions.queries import rows as shared
from opinions.services import importing as services
from opinions.views.blueprint import bp
from opinions.views.desk import crumbs


def import_page(conversation: Conversation, form: ImportForm) -> str:
    return render_template(
        "opinions/import.html",
        conversation=conversation,
        form=form,
        row=queries.find_import(conversation.id),
        work_href=url_for("opinions.work", conversation_id=conversation.id),
        crumbs=crumbs(conversation),
    )


@bp.route("/<slug>/masa/gorus-haritalari/<int:conversation_id>/aktar", methods=["GET", "POST"])
@allow(
    rules.import_answers,
    conversation=queries.get_conversation,
    form=forms.import_answers,
    page=import_page,
    limit="post",
)
def import_answers(conversation: Conversation, form: ImportForm) -> Response:
    services.keep_files(
        conversation,
        form.export,
        by=g.visitor,
        language=form.language.data,
        file_hash=form.file_hash,
        files=form.packed,
    )
    return see_other("opinions.import_answers", conversation_id=conversation.id)


@bp.post("/<slug>/masa/gorus-haritalari/<int:conversation_id>/aktar/onayla")
@allow(rules.import_answers, conversation=queries.get_conversation)
def confirm_import(conversation: Conversation) -> Response:
    services.confirm_import(conversation, by=g.visitor)
    flash(_("Aktarım sıraya alındı. Durumu bu sayfada görünür."), "good")
    return see_other("opinions.import_answers", conversation_id=conversation.id)


# --- rows of those who consented ----------------------------------------------------------------


@bp.post("/<slug>/masa/gorus-haritalari/<int:conversation_id>/satirlar.csv")
@allow(rules.export_rows, conversation=queries.get_conversation)
def rows_csv(conversation: Conversation) -> Response:
    """Shuffled anew each time: a row's place says nothing, and its number is of this file only."""
    statements = queries.list_statements(conversation.id)
    people = shared.list_shared(conversation.id)
    if len(people) < shared.FEWEST:
        flash(_("Yanıtlarının satır satır verilmesine 10’dan az kişi izin verdi. Dosya yok."))
        return see_other("opinions.work", conversation_id=conversation.id)
    random.SystemRandom().shuffle(people)
    head: list[sheets.Cell] = ["row", *(str(row.number) for row in statements)]
    table: list[list[sheets.Cell]] = [head]
    for number, answers in enumerate(people, 1):
        table.append([number, *(answers.get(row.id) for row in statements)])
    audit.record("opinions.rows_csv", conversation, by=g.visitor.id, after={"people": len(people)})
    name = f"{slugged(conversation.activity.title) or 'gorus-haritasi'}-satirlar.csv"
    return as_file(sheets.to_csv(table), name, sheets.CSV, private=True)
