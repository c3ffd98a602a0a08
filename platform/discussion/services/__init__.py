"""Threads, comments, what readers do with them, what moderators and facilitators do."""

from discussion.services.errors import AlreadyAsked, NoLongerPossible, NotYourVoice, ParentGone
from discussion.services.hearing import Origin, take_down
from discussion.services.helping import (
    add_source,
    ask_source,
    pin,
    rate,
    remove_source,
    summarise,
    unpin,
    unrate,
)
from discussion.services.judging import decide, decide_appeal, hide, report, unhide
from discussion.services.posting import delete, edit, post
from discussion.services.threads import follow, forget, open_thread, unfollow

__all__ = [
    "AlreadyAsked",
    "NoLongerPossible",
    "NotYourVoice",
    "Origin",
    "ParentGone",
    "add_source",
    "ask_source",
    "decide",
    "decide_appeal",
    "delete",
    "edit",
    "follow",
    "forget",
    "hide",
    "open_thread",
    "pin",
    "post",
    "rate",
    "remove_source",
    "report",
    "summarise",
    "take_down",
    "unfollow",
    "unhide",
    "unpin",
    "unrate",
]
