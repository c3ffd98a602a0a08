"""What somebody is told of one comment."""

from collections.abc import Iterable
from typing import Any

from discussion.models import Comment
from notifications.models import NoticeKind
from notifications.services import tell

PAGE = "discussion.show"


def tell_about(
    comment: Comment,
    people: Iterable[int],
    *,
    key: str,
    message: str,
    facts: dict[str, Any] | None = None,
    but_not: int | None = None,
) -> None:
    """Under the subject of its thread, with the way to the comment."""
    tell(
        people,
        key=key,
        message=message,
        facts=facts or {},
        subject=comment.thread.subject,
        endpoint=PAGE,
        object_id=comment.id,
        municipality_id=comment.municipality_id,
        but_not=but_not,
        kind=NoticeKind.ANSWERS,
    )
