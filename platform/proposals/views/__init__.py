"""Pages of proposals: reading, writing, supporting, screening."""

from proposals.views import (
    acting,
    amending,
    cosponsoring,
    entering,
    evaluating,
    listing,
    merging,
    moderating,
    objecting,
    preparing,
    reading,
    screening,
    splitting,
    writing,
)
from proposals.views.blueprint import bp

__all__ = [
    "acting",
    "amending",
    "bp",
    "cosponsoring",
    "entering",
    "evaluating",
    "listing",
    "merging",
    "moderating",
    "objecting",
    "preparing",
    "reading",
    "screening",
    "splitting",
    "writing",
]
