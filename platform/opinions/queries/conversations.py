"""A conversation with its activity and the activity's consultation."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consultations.models import Activity, Consultation
from kernel.db import db
from kernel.rules import NOBODY, Visitor
from opinions.models import Conversation


def _whole() -> Select[Conversation]:
    head = joinedload(Conversation.activity).joinedload(Activity.consultation)
    return select(Conversation).options(head, head.joinedload(Consultation.unit))


def get_conversation(conversation_id: int, for_: Visitor = NOBODY) -> Conversation:
    """With its activity and the activity's consultation."""
    return db.session.scalars(_whole().where(Conversation.id == conversation_id)).one()


def find_conversation(activity_id: int) -> Conversation | None:
    return db.session.scalars(_whole().where(Conversation.activity_id == activity_id)).first()
