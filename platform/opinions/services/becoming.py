"""A statement becomes a proposal: a draft of whoever takes it up, with its origin kept."""

from consultations.models import Activity
from journeys import services as journeys
from kernel import audit
from kernel.rules import Visitor
from opinions.models import Statement
from proposals import services as proposals
from proposals.models import Proposal

STATEMENT, PROPOSAL = "opinions.statement", "proposals.show"
LONGEST_TITLE = 140


def become(statement: Statement, activity: Activity, *, by: Visitor, problem: str) -> Proposal:
    """Only a draft: its author writes on, and publishes or discards it."""
    proposal = proposals.save_draft(
        activity, by=by, title=statement.text[:LONGEST_TITLE], problem=problem
    )
    journeys.note_source(
        PROPOSAL,
        proposal.id,
        source=STATEMENT,
        source_id=statement.id,
        municipality_id=statement.municipality_id,
    )
    audit.record("opinions.become", statement, by=by.id, after={"proposal": proposal.id})
    return proposal
