"""The officer prepares a conversation: question, settings, seeds; publication."""

from sqlalchemy import ColumnElement, delete, select

from consultations import services as consultations
from consultations.models import Activity, Consultation
from kernel import audit, clock
from kernel.db import DomainError, db, lock, refusing
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from opinions import queries
from opinions.models import (
    Analysis,
    Conversation,
    ConversationState,
    Import,
    Origin,
    Statement,
    StatementState,
    Vote,
    Voter,
)
from opinions.services.again import again

MOST_SEEDS = 200
#: with fewer nobody could be told apart from anybody
FEWEST_SEEDS = 7


class Twice(DomainError):
    constraint = "uq_opinion_conversation_activity_id"
    message = N_("Bu adımın görüş haritası zaten var.")


class TooFewSeeds(DomainError):
    message = N_("Yayımlamak için en az %(least)s ifade yazın.")

    def __init__(self) -> None:
        super().__init__(least=FEWEST_SEEDS)


class TooManySeeds(DomainError):
    message = N_("Bir görüş haritasında belediyenin en çok %(most)s ifadesi olabilir.")

    def __init__(self) -> None:
        super().__init__(most=MOST_SEEDS)


class SaidAlready(DomainError):
    message = N_("Bu ifade zaten var: “%(text)s”")
    field = "text"


def draw_up(
    activity: Activity,
    *,
    by: Visitor,
    question: str,
    intro: str = "",
    intro_html: str = "",
    own_statements: bool = True,
    moderated: bool = True,
) -> Conversation:
    conversation = Conversation(
        municipality_id=activity.municipality_id,
        activity_id=activity.id,
        state=ConversationState.DRAFT,
        question=question,
        intro=intro,
        intro_html=intro_html,
        own_statements=own_statements,
        moderated=moderated,
    )
    with refusing(Twice):
        db.session.add(conversation)
    audit.record("opinions.draw_up", conversation, by=by.id)
    return conversation


def edit(
    conversation: Conversation,
    *,
    by: Visitor,
    question: str,
    intro: str,
    intro_html: str,
    own_statements: bool,
    moderated: bool,
) -> None:
    conversation.question = question
    conversation.intro, conversation.intro_html = intro, intro_html
    conversation.own_statements, conversation.moderated = own_statements, moderated
    db.session.flush()
    audit.record("opinions.edit", conversation, by=by.id)


def publish(conversation: Conversation, *, by: Visitor) -> None:
    """From now on people answer; the activity's card leads there."""
    shown = queries.count_statements(conversation.id).get(StatementState.ACCEPTED, 0)
    if shown < FEWEST_SEEDS and not conversation.imported:
        raise TooFewSeeds()
    now = clock.now()
    conversation.state, conversation.published_at = ConversationState.PUBLISHED, now
    # Nobody chooses it: the day of the publication, which everybody knows.
    conversation.seed = int(clock.local(now).strftime("%Y%m%d"))
    db.session.add(Analysis(conversation_id=conversation.id, due_at=now))
    db.session.flush()
    consultations.attach(conversation.activity, endpoint="opinions.show", object_id=conversation.id)
    audit.record("opinions.publish", conversation, by=by.id, after={"seed": conversation.seed})


def add_seed(
    conversation: Conversation, *, by: Visitor, text: str, language: str = "tr"
) -> Statement:
    """The municipality's own; shown at once."""
    lock("opinion_statements", conversation.id)
    rows = queries.list_statements(conversation.id)
    if sum(1 for row in rows if row.origin is Origin.SEED) >= MOST_SEEDS:
        raise TooManySeeds()
    folded = fold(text)
    if same := queries.find_shown(conversation.id, folded):
        raise SaidAlready(text=same)
    seed = Statement(
        municipality_id=conversation.municipality_id,
        conversation_id=conversation.id,
        number=queries.next_number(conversation.id),
        text=text,
        folded=folded,
        language=language,
        origin=Origin.SEED,
        state=StatementState.ACCEPTED,
        decided_at=clock.now(),
        decided_by_id=by.id,
    )
    db.session.add(seed)
    db.session.flush()
    again(conversation.id)
    audit.record("opinions.add_seed", seed, by=by.id)
    return seed


def remove_seed(statement: Statement, *, by: Visitor) -> None:
    """Of a draft: nobody has seen it."""
    audit.record("opinions.remove_seed", statement, by=by.id, before={"text": statement.text})
    db.session.execute(delete(Statement).where(Statement.id == statement.id))


# --- with a draft consultation ------------------------------------------------------------------


def discard(consultation: Consultation, *, by: Visitor) -> None:
    """The conversations of a draft consultation: nobody could answer yet."""
    _discard(Activity.consultation_id == consultation.id, by=by)


def discard_of(activity: Activity, *, by: Visitor) -> None:
    _discard(Activity.id == activity.id, by=by)


def _discard(which: ColumnElement[bool], *, by: Visitor) -> None:
    found = db.session.scalars(
        select(Conversation).join(Activity, Activity.id == Conversation.activity_id).where(which)
    ).all()
    for conversation in found:
        audit.record("opinions.discard", conversation, by=by.id)
        number = conversation.id
        voters = select(Voter.id).where(Voter.conversation_id == number).scalar_subquery()
        db.session.execute(delete(Vote).where(Vote.voter_id.in_(voters)))
        for kind in (Voter, Statement, Analysis, Import):
            db.session.execute(delete(kind).where(kind.conversation_id == number))
        db.session.execute(delete(Conversation).where(Conversation.id == number))
    db.session.expire_all()
