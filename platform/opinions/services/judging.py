"""Whose answers do not count: a person's decision, with a reason."""

from kernel import audit, clock
from kernel.db import db
from kernel.i18n import N_
from kernel.rules import Visitor
from notifications.models import NoticeKind
from notifications.services import tell
from opinions.models import Conversation, Voter
from opinions.services.again import again


def ban_voter(conversation: Conversation, voter: Voter, *, by: Visitor, reason: str) -> None:
    voter.banned, voter.banned_reason = True, reason
    voter.banned_at, voter.banned_by_id = clock.now(), by.id
    _changed(conversation, voter, "opinions.ban_voter", by)
    _tell(
        conversation,
        voter,
        by,
        N_("Bu görüş haritasındaki yanıtlarınız artık sayılmıyor."),
        {"reason": reason},
    )


def unban_voter(conversation: Conversation, voter: Voter, *, by: Visitor) -> None:
    voter.banned, voter.banned_reason = False, ""
    voter.banned_at, voter.banned_by_id = None, None
    _changed(conversation, voter, "opinions.unban_voter", by)
    _tell(conversation, voter, by, N_("Bu görüş haritasındaki yanıtlarınız yeniden sayılıyor."), {})


def _changed(conversation: Conversation, voter: Voter, verb: str, by: Visitor) -> None:
    db.session.flush()
    again(conversation.id)
    audit.record(verb, conversation, by=by.id, after={"voter": voter.id})


def _tell(
    conversation: Conversation, voter: Voter, by: Visitor, message: str, facts: dict[str, str]
) -> None:
    if voter.person_id is None:
        return
    tell(
        [voter.person_id],
        key=f"opinion_voter:{voter.id}:{clock.now().isoformat()}",
        message=message,
        facts=facts,
        subject=conversation.activity.title,
        endpoint="opinions.show",
        object_id=conversation.id,
        municipality_id=conversation.municipality_id,
        but_not=by.id,
        kind=NoticeKind.MINE,
    )
