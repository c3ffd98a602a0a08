"""Routes of voting."""

from voting.views import booth, custody, desk, pages, receipts, trial, work
from voting.views.blueprint import bp

__all__ = ["booth", "bp", "custody", "desk", "pages", "receipts", "trial", "work"]
