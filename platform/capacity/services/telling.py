"""Telling the people around a participant; by name, at its page of work."""

from typing import Any

from capacity.queries.circle import list_consultants, list_participant_people
from notifications import services as notifications
from notifications.models import NoticeKind
from programme.models import Participation
from programme.queries import list_team

WORK = "capacity.work"


def tell_participant(
    participation: Participation,
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    waits: bool = False,
    but_not: int | None = None,
) -> None:
    """Its contacts and the staff of its municipality that acts in the programme."""
    _tell(
        list_participant_people(participation), participation, key, message, facts, waits, but_not
    )


def tell_team(
    participation: Participation,
    *,
    key: str,
    message: str,
    facts: dict[str, Any],
    but_not: int | None = None,
) -> None:
    """The consultants of the participant and whoever runs the programme."""
    people = {*list_consultants(participation.id), *list_team()}
    _tell(people, participation, key, message, facts, False, but_not)


def _tell(
    people: Any,
    participation: Participation,
    key: str,
    message: str,
    facts: dict[str, Any],
    waits: bool,
    but_not: int | None,
) -> None:
    notifications.tell(
        people,
        key=key,
        message=message,
        facts=facts,
        subject=participation.name,
        endpoint=WORK,
        object_id=participation.id,
        municipality_id=None,
        kind=NoticeKind.WORK,
        waits=waits,
        but_not=but_not,
    )
