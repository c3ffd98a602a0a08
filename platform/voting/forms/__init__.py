"""What is typed and ticked in voting."""

from voting.forms.drawing import (
    ElectionForm,
    OptionForm,
    SettleForm,
    draw_up,
    option,
    settle,
)

__all__ = ["ElectionForm", "OptionForm", "SettleForm", "draw_up", "option", "settle"]
