"""Writes of voting; casting has a file of its own."""

from voting.services.closing import (
    batch,
    close,
    destroy_key,
    enter_seed,
    forget,
    list_open,
    settle_roll,
    shake_out,
)
from voting.services.custodians import (
    call_to_opening,
    envelope,
    invite,
    invite_again,
    receive_key,
    token,
    try_envelope,
)
from voting.services.drawing import (
    NotReady,
    add_option,
    change_plan,
    definition,
    draw_up,
    edit_option,
    freeze,
    remove_option,
    say_again,
)
from voting.services.ending import NO_QUORUM, WrongNumber, settle
from voting.services.opening import bring, open_box, prepared, store
from voting.services.publishing import folder as bundle_folder
from voting.services.publishing import publish
from voting.services.trial import cast_trial, count_trial, stored_trial, wipe_trial
from voting.services.window import change_end, remind, remind_part

__all__ = [
    "NO_QUORUM",
    "NotReady",
    "WrongNumber",
    "add_option",
    "batch",
    "bring",
    "bundle_folder",
    "call_to_opening",
    "cast_trial",
    "change_end",
    "change_plan",
    "close",
    "count_trial",
    "definition",
    "destroy_key",
    "draw_up",
    "edit_option",
    "enter_seed",
    "envelope",
    "forget",
    "freeze",
    "invite",
    "invite_again",
    "list_open",
    "open_box",
    "prepared",
    "publish",
    "receive_key",
    "remind",
    "remind_part",
    "remove_option",
    "say_again",
    "settle",
    "settle_roll",
    "shake_out",
    "store",
    "stored_trial",
    "token",
    "try_envelope",
    "wipe_trial",
]
