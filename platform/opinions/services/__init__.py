"""Writes of conversations: drawing up, answering, statements, judging.

What the worker does is in `services.analysing`, which alone needs NumPy.
"""

from opinions.services.again import again
from opinions.services.answering import (
    Gone,
    NothingToUndo,
    answer,
    answer_many,
    forget,
    number_of,
    share_row,
    undo,
    write_votes,
)
from opinions.services.appealing import judge_appeal
from opinions.services.drawing import (
    SaidAlready,
    TooFewSeeds,
    TooManySeeds,
    add_seed,
    discard,
    discard_of,
    draw_up,
    edit,
    publish,
    remove_seed,
)
from opinions.services.judging import ban_voter, unban_voter
from opinions.services.stating import (
    MOST_OWN,
    ThereAlready,
    TooManyOwn,
    WroteAlready,
    accept,
    add_statement,
    ban_statement,
    reject,
)

__all__ = [
    "MOST_OWN",
    "Gone",
    "NothingToUndo",
    "SaidAlready",
    "ThereAlready",
    "TooFewSeeds",
    "TooManyOwn",
    "TooManySeeds",
    "WroteAlready",
    "accept",
    "add_seed",
    "add_statement",
    "again",
    "answer",
    "answer_many",
    "ban_statement",
    "ban_voter",
    "discard",
    "discard_of",
    "draw_up",
    "edit",
    "forget",
    "judge_appeal",
    "number_of",
    "publish",
    "reject",
    "remove_seed",
    "share_row",
    "unban_voter",
    "undo",
    "write_votes",
]
