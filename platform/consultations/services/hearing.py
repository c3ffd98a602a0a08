"""Comments that were said at a meeting: both pages name the other."""

from discussion import services as discussion
from discussion.models import Comment, Stance, Thread
from kernel.rules import Visitor
from meetings import services as meetings
from meetings.models import Meeting


def take_down(
    thread: Thread, meeting: Meeting, *, by: Visitor, stance: Stance, body: str, html: str
) -> Comment | None:
    origin = discussion.Origin(meeting.title, meetings.SHOW, meeting.id)
    comment = discussion.take_down(
        thread, by=by, origin=origin, stance=stance, body=body, html=html
    )
    if comment is not None:
        meetings.note_said(
            meeting,
            subject=thread.subject,
            endpoint=thread.endpoint,
            object_id=thread.object_id,
        )
    return comment
