"""Routes of texts."""

from texts.views import desk, public, speaking
from texts.views.blueprint import bp

__all__ = ["bp", "desk", "public", "speaking"]
