"""Writes of voting; casting has a file of its own."""

from voting.services.drawing import (
    NotReady,
    add_option,
    definition,
    draw_up,
    edit_option,
    freeze,
    remove_option,
)
from voting.services.ending import (
    NO_QUORUM,
    StillOpen,
    WrongNumber,
    count,
    destroy_key,
    end_key,
    forget,
    settle,
)

__all__ = [
    "NO_QUORUM",
    "NotReady",
    "StillOpen",
    "WrongNumber",
    "add_option",
    "count",
    "definition",
    "destroy_key",
    "draw_up",
    "edit_option",
    "end_key",
    "forget",
    "freeze",
    "remove_option",
    "settle",
]
