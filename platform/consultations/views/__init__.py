"""Routes of consultations."""

from consultations.views import changing, desk, hearing, parts, poster, public
from consultations.views.blueprint import bp

__all__ = ["bp", "changing", "desk", "hearing", "parts", "poster", "public"]
