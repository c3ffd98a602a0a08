"""Writes of consultations; every verb that a view or a floor above calls is named here."""

from consultations.services.activities import (
    add_activity,
    attach,
    change_activity,
    contributed,
    edit_activity,
    finish_activity,
    move_end,
    remove_activity,
)
from consultations.services.errors import (
    AlreadyOpen,
    AlreadyOver,
    Incomplete,
    NothingChanged,
    TooEarly,
    TooMany,
    VoteIsFrozen,
)
from consultations.services.fields import ActivityFields, PromiseFields
from consultations.services.frame import create, discard, edit, edit_promise
from consultations.services.hearing import take_down
from consultations.services.parts import (
    add_document,
    add_meeting,
    add_person,
    add_phase,
    cancel_meeting,
    edit_meeting,
    remove_document,
    remove_meeting,
    remove_person,
    remove_phase,
)
from consultations.services.publishing import (
    change_promise,
    end_early,
    explain,
    publish,
    withdraw,
)

__all__ = [
    "ActivityFields",
    "AlreadyOpen",
    "AlreadyOver",
    "Incomplete",
    "NothingChanged",
    "PromiseFields",
    "TooEarly",
    "TooMany",
    "VoteIsFrozen",
    "add_activity",
    "add_document",
    "add_meeting",
    "add_person",
    "add_phase",
    "attach",
    "cancel_meeting",
    "change_activity",
    "change_promise",
    "contributed",
    "create",
    "discard",
    "edit",
    "edit_activity",
    "edit_meeting",
    "edit_promise",
    "end_early",
    "explain",
    "finish_activity",
    "move_end",
    "publish",
    "remove_activity",
    "remove_document",
    "remove_meeting",
    "remove_person",
    "remove_phase",
    "take_down",
    "withdraw",
]
