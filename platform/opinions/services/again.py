"""What changed other than by an answer makes the worker look again."""

from sqlalchemy import update

from kernel.db import db
from opinions.models import Analysis


def again(conversation_id: int) -> None:
    db.session.execute(
        update(Analysis).where(Analysis.conversation_id == conversation_id).values(at=None)
    )
