"""The shape of what the capacity work asks."""

from capacity.forms.assessments import DimensionForm, HandInForm, dimension, hand_in
from capacity.forms.sessions import (
    CancelForm,
    FeedbackForm,
    MaterialForm,
    SessionForm,
    cancel,
    change,
    judge,
    material,
    plan,
)

__all__ = [
    "CancelForm",
    "DimensionForm",
    "FeedbackForm",
    "HandInForm",
    "MaterialForm",
    "SessionForm",
    "cancel",
    "change",
    "dimension",
    "hand_in",
    "judge",
    "material",
    "plan",
]
