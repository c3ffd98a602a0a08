"""Writes of the capacity work."""

from capacity.services.assessments import (
    Filling,
    begin,
    give_back,
    hand_in,
    save,
)
from capacity.services.sessions import (
    Shape,
    add_material,
    announce,
    cancel,
    change,
    join,
    judge,
    leave,
    plan,
    remove_material,
    settle,
    settle_late,
)

__all__ = [
    "Filling",
    "Shape",
    "add_material",
    "announce",
    "begin",
    "cancel",
    "change",
    "give_back",
    "hand_in",
    "join",
    "judge",
    "leave",
    "plan",
    "remove_material",
    "save",
    "settle",
    "settle_late",
]
