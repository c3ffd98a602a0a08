"""Residents' statements, and what is decided about them, with reasons that everybody reads."""

from kernel import audit, clock
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from moderation.models import Decision
from notifications.models import NoticeKind
from notifications.rules import word
from notifications.services import tell
from opinions import queries
from opinions.models import (
    GROUND_LABELS,
    Conversation,
    Origin,
    Statement,
    StatementGround,
    StatementState,
)
from opinions.services.again import again
from opinions.services.appealing import open_case
from opinions.services.marking import close_promise

#: of one person in one conversation
MOST_OWN = 10
OWN, DECISION = "opinions.own", "moderation.decision"


class TooManyOwn(DomainError):
    message = N_("Bir görüş haritasına en çok %(most)s ifade yazabilirsiniz.")

    def __init__(self) -> None:
        super().__init__(most=MOST_OWN)


class WroteAlready(DomainError):
    constraint = "uq_opinion_statement_conversation_id_author_id_folded"
    message = N_("Bu ifadeyi daha önce gönderdiniz.")
    field = "text"


class ThereAlready(DomainError):
    message = N_("Bu ifade zaten var: “%(text)s” Onu yanıtlayabilirsiniz.")
    field = "text"


def add_statement(
    conversation: Conversation,
    *,
    by: Visitor,
    text: str,
    language: str = "tr",
    suspicious: bool = False,
) -> Statement:
    """Shown at once only where nobody reads it first and nothing about it is odd."""
    assert by.id is not None
    lock("opinion_statements", conversation.id)
    if queries.count_own(conversation.id, by.id) >= MOST_OWN:
        raise TooManyOwn()
    folded = fold(text)
    if same := queries.find_shown(conversation.id, folded):
        raise ThereAlready(text=same)
    waits = conversation.moderated or suspicious
    statement = Statement(
        municipality_id=conversation.municipality_id,
        conversation_id=conversation.id,
        number=queries.next_number(conversation.id),
        text=text,
        folded=folded,
        language=language,
        origin=Origin.RESIDENT,
        author_id=by.id,
        state=StatementState.PENDING if waits else StatementState.ACCEPTED,
        decided_at=None if waits else clock.now(),
    )
    with refusing(WroteAlready):
        db.session.add(statement)
    if not waits:
        again(conversation.id)
    audit.record("opinions.add_statement", statement, by=by.id)
    return statement


def accept(statement: Statement, *, by: Visitor) -> None:
    _decide(statement, by, StatementState.ACCEPTED, None, "")
    again(statement.conversation_id)
    _tell(statement, by, N_("Yazdığınız ifade yayımlandı. Herkes yanıtlayabilir."))


def reject(statement: Statement, *, by: Visitor, ground: StatementGround, reason: str) -> None:
    _decide(statement, by, StatementState.REJECTED, ground, reason)
    open_case(statement, Decision.DECLINE, by=by)
    _tell(statement, by, N_("Yazdığınız ifade alınmadı: %(ground)s."))


def ban_statement(
    statement: Statement, *, by: Visitor, ground: StatementGround, reason: str
) -> None:
    """Nobody answers it any more, and given answers no longer count; after the end its words go,
    and the figures of the others stay as they were counted."""
    _decide(statement, by, StatementState.BANNED, ground, reason)
    again(statement.conversation_id)
    close_promise(statement, by=by)
    open_case(statement, Decision.HIDE, by=by)
    _tell(statement, by, N_("Yazdığınız ifade kaldırıldı: %(ground)s."))


def _decide(
    statement: Statement,
    by: Visitor,
    state: StatementState,
    ground: StatementGround | None,
    reason: str,
) -> None:
    before = statement.state
    statement.state, statement.ground, statement.reason = state, ground, reason
    statement.decided_at, statement.decided_by_id = clock.now(), by.id
    db.session.flush()
    audit.record(
        f"opinions.{state.value}",
        statement,
        by=by.id,
        before={"state": before.value},
        after={"ground": ground.value if ground else None},
    )


def _tell(statement: Statement, by: Visitor, message: str) -> None:
    if statement.author_id is None:
        return
    facts = {"ground": word(GROUND_LABELS[statement.ground])} if statement.ground else {}
    reason = {"reason": statement.reason} if statement.reason else {}
    # The page of the decision says why and until when one may appeal.
    appealable = statement.ground is not None and statement.case_id is not None
    tell(
        [statement.author_id],
        key=f"opinion_statement:{statement.id}:{statement.state.value}",
        message=message,
        facts={**facts, **reason},
        subject=statement.text[:200],
        endpoint=DECISION if appealable else OWN,
        object_id=statement.case_id if appealable else statement.conversation_id,
        municipality_id=statement.municipality_id,
        but_not=by.id,
        kind=NoticeKind.ANSWERS if appealable else NoticeKind.MINE,
        waits=appealable,
    )
