"""Writes of the capacity work."""

from capacity.services.assessments import (
    Filling,
    begin,
    give_back,
    hand_in,
    save,
)
from capacity.services.consultancy import (
    finish_task,
    log,
)
from capacity.services.forgetting import forget
from capacity.services.instruments import take_in
from capacity.services.outputs import (
    PracticeText,
    edit_practice,
    give_grant,
    move_grant,
    offer_practice,
    publish_practice,
    report_grant,
    write_practice,
)
from capacity.services.reminding import remind_grant, remind_task
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
    reissue,
    remove_material,
    settle,
    settle_late,
)

__all__ = [
    "Filling",
    "PracticeText",
    "Shape",
    "add_material",
    "announce",
    "begin",
    "cancel",
    "change",
    "edit_practice",
    "finish_task",
    "forget",
    "give_back",
    "give_grant",
    "hand_in",
    "join",
    "judge",
    "leave",
    "log",
    "move_grant",
    "offer_practice",
    "plan",
    "publish_practice",
    "reissue",
    "remind_grant",
    "remind_task",
    "remove_material",
    "report_grant",
    "save",
    "settle",
    "settle_late",
    "take_in",
    "write_practice",
]
