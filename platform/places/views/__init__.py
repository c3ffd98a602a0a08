"""Pages of places."""

from places.views import (
    administration,
    days,
    desk,
    invitations,
    letters,
    organisations,
    outlines,
    public,
    residence,
    staff,
    verifying,
)
from places.views.blueprint import bp

__all__ = [
    "administration",
    "bp",
    "days",
    "desk",
    "invitations",
    "letters",
    "organisations",
    "outlines",
    "public",
    "residence",
    "staff",
    "verifying",
]
