"""Routes of voting."""

from voting.views import booth, desk, pages
from voting.views.blueprint import bp

__all__ = ["booth", "bp", "desk", "pages"]
