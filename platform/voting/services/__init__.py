"""Writes of voting; casting has a file of its own."""

from voting.services.closing import (
    batch,
    close,
    destroy_key,
    enter_seed,
    forget,
    settle_roll,
)
from voting.services.custodians import envelope, invite, receive_key, token, try_envelope
from voting.services.drawing import (
    NotReady,
    add_option,
    change_plan,
    definition,
    draw_up,
    edit_option,
    freeze,
    remove_option,
)
from voting.services.ending import NO_QUORUM, WrongNumber, settle
from voting.services.opening import bring, open_box, prepared, store
from voting.services.publishing import folder as bundle_folder
from voting.services.publishing import publish

__all__ = [
    "NO_QUORUM",
    "NotReady",
    "WrongNumber",
    "add_option",
    "batch",
    "bring",
    "bundle_folder",
    "change_plan",
    "close",
    "definition",
    "destroy_key",
    "draw_up",
    "edit_option",
    "enter_seed",
    "envelope",
    "forget",
    "freeze",
    "invite",
    "open_box",
    "prepared",
    "publish",
    "receive_key",
    "remove_option",
    "settle",
    "settle_roll",
    "store",
    "token",
    "try_envelope",
]
