"""Writes of answers: owing, drafting, approving, publishing; and the reminders of a due day."""

from answers.services.answering import (
    REMEDIES,
    AlreadyPublished,
    NotOnThisRoad,
    SomebodyElseDrafted,
    answer_at_once,
    approve,
    publish,
    save_draft,
    take_back,
)
from answers.services.owing import (
    AlreadyDeclared,
    assign,
    declare_conflict,
    forget,
    owe,
    release,
    reschedule,
    resume,
    tell_staff,
    unassign,
)

__all__ = [
    "REMEDIES",
    "AlreadyDeclared",
    "AlreadyPublished",
    "NotOnThisRoad",
    "SomebodyElseDrafted",
    "answer_at_once",
    "approve",
    "assign",
    "declare_conflict",
    "forget",
    "owe",
    "publish",
    "release",
    "reschedule",
    "resume",
    "save_draft",
    "take_back",
    "tell_staff",
    "unassign",
]
