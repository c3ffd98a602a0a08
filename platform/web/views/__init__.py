"""Pages that look across: homes, desk, one's own data, statements, small helpers."""

from web.views import (
    desk,
    discarding,
    feeds,
    home,
    moderating,
    own_data,
    records,
    said,
    small,
    town,
)
from web.views.blueprint import bp

__all__ = [
    "bp",
    "desk",
    "discarding",
    "feeds",
    "home",
    "moderating",
    "own_data",
    "records",
    "said",
    "small",
    "town",
]
