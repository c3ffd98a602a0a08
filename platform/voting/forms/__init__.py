"""What is typed and ticked in voting."""

from voting.forms.drawing import RuleForm, draw_up
from voting.forms.ending import EndForm, end
from voting.forms.options import OptionForm, SettleForm, option, settle
from voting.forms.voters import OPENED_LABELS, VotersForm, voters

__all__ = [
    "OPENED_LABELS",
    "EndForm",
    "OptionForm",
    "RuleForm",
    "SettleForm",
    "VotersForm",
    "draw_up",
    "end",
    "option",
    "settle",
    "voters",
]
