"""What a person who answers needs of a conversation, in one statement and without entities."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.exc import NoResultFound

from consultations.models import (
    Activity,
    ActivityKind,
    AskedBy,
    Consultation,
    ConsultationState,
    Eligibility,
)
from kernel.db import fetch
from kernel.prepared import Prepared
from kernel.rules import NOBODY, Visitor
from opinions.models import Conversation, ConversationState


@dataclass(frozen=True)
class Frame:
    id: int
    municipality_id: int
    state: ConsultationState
    asked_by: AskedBy
    title: str


@dataclass(frozen=True)
class Step:
    municipality_id: int
    title: str
    kind: ActivityKind
    opens_at: datetime | None
    closes_at: datetime | None
    eligibility: Eligibility
    min_age: int | None
    neighbourhood_ids: list[int] | None
    consultation: Frame


@dataclass(frozen=True)
class Asked:
    id: int
    municipality_id: int
    state: ConversationState
    own_statements: bool
    imported: bool
    question: str
    activity: Step


_ASKED = Prepared(
    select(
        Conversation.id,
        Conversation.municipality_id,
        Conversation.state,
        Conversation.own_statements,
        Conversation.imported,
        Conversation.question,
        Activity.title,
        Activity.kind,
        Activity.opens_at,
        Activity.closes_at,
        Activity.eligibility,
        Activity.min_age,
        Activity.neighbourhood_ids,
        Consultation.id,
        Consultation.state,
        Consultation.asked_by,
        Consultation.title,
    )
    .join(Activity, Activity.id == Conversation.activity_id)
    .join(Consultation, Consultation.id == Activity.consultation_id)
    .where(Conversation.id == bindparam("conversation_id"))
)


def get_asked(conversation_id: int, for_: Visitor = NOBODY) -> Asked:
    rows = fetch(_ASKED, conversation_id=conversation_id)
    if not rows:
        raise NoResultFound
    row = tuple(rows[0])
    frame = Frame(row[13], row[1], row[14], row[15], row[16])
    return Asked(*row[:6], Step(row[1], *row[6:13], frame))  # type: ignore[call-arg]
