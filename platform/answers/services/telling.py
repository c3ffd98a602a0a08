"""Notices to those who work on an answer; each leads to its page on the desk."""

from answers.models import Duty
from notifications import services as notifications
from notifications.models import NoticeKind

DUTY_PAGE = "answers.duty"


def tell_staff(
    duty: Duty,
    people: list[int],
    *,
    key: str,
    message: str,
    facts: dict[str, object],
    but_not: int | None,
) -> None:
    notifications.tell(
        people,
        key=key,
        message=message,
        facts=facts,
        subject=duty.subject,
        endpoint=DUTY_PAGE,
        object_id=duty.id,
        municipality_id=duty.municipality_id,
        but_not=but_not,
        kind=NoticeKind.WORK,
    )
