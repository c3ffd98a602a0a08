"""Writes of councils: bodies and their meetings, opinions, sessions, agendas and decisions."""

from councils.services.agenda import (
    NumberTaken,
    add_document,
    add_item,
    close_window,
    decide,
    edit_item,
    open_window,
    refer,
    remove_document,
    window_over,
)
from councils.services.bodies import (
    NameTaken,
    TermEndsTooEarly,
    add_body,
    add_member,
    edit_body,
    edit_member,
    end_body,
    end_member,
    forget,
)
from councils.services.gatherings import (
    MoreVotesThanSeats,
    call,
    count_heads,
    record_vote,
)
from councils.services.opinions import adopt, announce, hand_over, take_up, tell
from councils.services.sittings import SameMoment, add_sitting, cancel, plan_year, postpone

__all__ = [
    "MoreVotesThanSeats",
    "NameTaken",
    "NumberTaken",
    "SameMoment",
    "TermEndsTooEarly",
    "add_body",
    "add_document",
    "add_item",
    "add_member",
    "add_sitting",
    "adopt",
    "announce",
    "call",
    "cancel",
    "close_window",
    "count_heads",
    "decide",
    "edit_body",
    "edit_item",
    "edit_member",
    "end_body",
    "end_member",
    "forget",
    "hand_over",
    "open_window",
    "plan_year",
    "postpone",
    "record_vote",
    "refer",
    "remove_document",
    "take_up",
    "tell",
    "window_over",
]
