"""Pages of answers: the public list and record, the desk, the steps of a draft, settings."""

from answers.views import desk, printing, public, record, settings, steps, writing
from answers.views.blueprint import bp

__all__ = ["bp", "desk", "printing", "public", "record", "settings", "steps", "writing"]
