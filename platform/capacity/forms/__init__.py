"""The shape of what the capacity work asks."""

from capacity.forms.assessments import DimensionForm, HandInForm, dimension, hand_in

__all__ = ["DimensionForm", "HandInForm", "dimension", "hand_in"]
