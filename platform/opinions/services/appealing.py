"""A refused statement goes the way of every refused text: its author may appeal once."""

from kernel import audit, clock
from kernel.db import db
from kernel.i18n import _
from kernel.rules import Visitor
from moderation import services as moderation
from moderation.models import Case, Cause, Decision, Ground
from moderation.rules import STATES
from opinions.models import (
    GROUND_LABELS,
    Conversation,
    Statement,
    StatementGround,
    StatementState,
)
from opinions.rules import comes_back
from opinions.services.again import again
from opinions.services.marking import keep_promise

DESK = "opinions.moderate_statement"
#: in the words of the public report
GROUNDS = {
    StatementGround.REPEATED: Ground.DUPLICATE,
    StatementGround.SEVERAL: Ground.OTHER,
    StatementGround.UNCLEAR: Ground.OTHER,
    StatementGround.OFF_TOPIC: Ground.OFF_TOPIC,
    StatementGround.PERSONAL: Ground.PERSONAL_DATA,
    StatementGround.OFFENSIVE: Ground.INSULT,
}


def open_case(statement: Statement, decision: Decision, *, by: Visitor) -> Case | None:
    """With the decision that was taken; what the municipality wrote itself has none."""
    if statement.author_id is None or statement.ground is None:
        return None
    case = moderation.open_case(
        municipality_id=statement.municipality_id,
        subject=statement.text,
        endpoint=DESK,
        object_id=statement.id,
        author_id=statement.author_id,
        cause=Cause.OWN,
    )
    moderation.decide(
        case,
        by=by.id,
        state=STATES[decision],
        ground=GROUNDS[statement.ground],
        reason=statement.reason or _(GROUND_LABELS[statement.ground]),
        decision=decision,
    )
    statement.case_id = case.id
    db.session.flush()
    return case


def judge_appeal(
    statement: Statement,
    case: Case,
    conversation: Conversation,
    *,
    by: Visitor,
    reverse: bool,
    reason: str,
) -> None:
    """Reversed, it is shown and counted again. After the end nothing is counted anew: what was
    not counted stays away, what was counted and taken out since comes back."""
    decided_at = statement.decided_at
    moderation.decide_appeal(case, by=by, reverse=reverse, reason=reason)
    if reverse and comes_back(statement.state, decided_at, conversation):
        statement.state, statement.ground, statement.reason = StatementState.ACCEPTED, None, ""
        statement.decided_at, statement.decided_by_id = clock.now(), by.id
        db.session.flush()
        again(statement.conversation_id)
        keep_promise(statement, by=by)
    audit.record("opinions.judge_appeal", statement, by=by.id, after={"reversed": reverse})
