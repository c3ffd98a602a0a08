"""Meetings in public, places in them, the door, the minutes, and those of no consultation."""

from meetings.views import door, planning, public
from meetings.views.blueprint import bp
from meetings.views.public import event

__all__ = ["bp", "door", "event", "planning", "public"]
