"""From a statement to a proposal, or to an answer that is owed."""

from flask import Response, flash, g

from kernel.http import allow, see_other
from kernel.i18n import _
from opinions import rules
from opinions.queries import StatementPart, get_statement
from opinions.queries.becoming import Becoming, get_becoming
from opinions.services import becoming as services
from opinions.services import marking
from opinions.views.blueprint import bp


@bp.post("/<slug>/ifadeler/<int:statement_id>/bulgu")
@allow(rules.mark, statement=get_statement)
def mark(statement: StatementPart) -> Response:
    """A promise of an answer."""
    marking.mark(statement, by=g.visitor)
    flash(_("Bulgu işaretlendi. Belediye buna ayrıca yanıt verecek."), "good")
    return see_other(".statement", statement_id=statement.row.id, _anchor="sonrasi")


@bp.post("/<slug>/ifadeler/<int:statement_id>/oneri")
@allow(rules.become, statement=get_becoming, limit="post")
def become(statement: Becoming) -> Response:
    assert statement.step is not None
    row = statement.statement.row
    problem = _("Görüş haritasındaki bir ifadeden doğdu: “%(text)s”", text=row.text)
    proposal = services.become(row, statement.step, by=g.visitor, problem=problem)
    flash(_("İfadeden bir taslak yazıldı. Onu tamamlayıp yayımlayabilirsiniz."), "good")
    return see_other("proposals.edit", proposal_id=proposal.id)
