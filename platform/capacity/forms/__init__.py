"""The shape of what the capacity work asks."""

from capacity.forms.assessments import DimensionForm, HandInForm, dimension, hand_in
from capacity.forms.consultancy import LogForm, log
from capacity.forms.outputs import (
    GrantForm,
    MoveForm,
    PracticeForm,
    ReportForm,
    edit_practice,
    give_grant,
    move_grant,
    report_grant,
    topics,
    write_practice,
)
from capacity.forms.sessions import (
    CancelForm,
    FeedbackForm,
    MaterialForm,
    ReissueForm,
    SessionForm,
    cancel,
    change,
    judge,
    material,
    plan,
    reissue,
)

__all__ = [
    "CancelForm",
    "DimensionForm",
    "FeedbackForm",
    "GrantForm",
    "HandInForm",
    "LogForm",
    "MaterialForm",
    "MoveForm",
    "PracticeForm",
    "ReissueForm",
    "ReportForm",
    "SessionForm",
    "cancel",
    "change",
    "dimension",
    "edit_practice",
    "give_grant",
    "hand_in",
    "judge",
    "log",
    "material",
    "move_grant",
    "plan",
    "reissue",
    "report_grant",
    "topics",
    "write_practice",
]
