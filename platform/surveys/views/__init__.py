"""Routes of surveys."""

from surveys.views import desk, filling, papers, public, reading
from surveys.views.blueprint import bp

__all__ = ["bp", "desk", "filling", "papers", "public", "reading"]
