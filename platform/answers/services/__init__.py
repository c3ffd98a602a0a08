"""Writes of answers: owing, drafting, the steps to the signature, publishing; reminders."""

from answers.services.answering import (
    REMEDIES,
    AlreadyPublished,
    NotOnThisRoad,
    SomebodyElseDrafted,
    answer_at_once,
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
    owe_in_time,
    release,
    rename,
    reschedule,
    resume,
    unassign,
)
from answers.services.reminding import Reminded, schedule_reminders, tell_reminded
from answers.services.settings import change_settings
from answers.services.sharing import share
from answers.services.steps import StepTaken, approve, check, send_back, submit
from answers.services.telling import tell_staff

__all__ = [
    "REMEDIES",
    "AlreadyDeclared",
    "AlreadyPublished",
    "NotOnThisRoad",
    "Reminded",
    "SomebodyElseDrafted",
    "StepTaken",
    "answer_at_once",
    "approve",
    "assign",
    "change_settings",
    "check",
    "declare_conflict",
    "forget",
    "owe",
    "owe_in_time",
    "publish",
    "release",
    "rename",
    "reschedule",
    "resume",
    "save_draft",
    "schedule_reminders",
    "send_back",
    "share",
    "submit",
    "take_back",
    "tell_reminded",
    "tell_staff",
    "unassign",
]
