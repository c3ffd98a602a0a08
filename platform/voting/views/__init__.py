"""Routes of voting."""

from voting.views import (
    booth,
    complaints,
    custody,
    desk,
    heads,
    pages,
    paper,
    polling,
    receipts,
    rolls,
    tickets,
    trial,
    work,
)
from voting.views.blueprint import bp

__all__ = [
    "booth",
    "bp",
    "complaints",
    "custody",
    "desk",
    "heads",
    "pages",
    "paper",
    "polling",
    "receipts",
    "rolls",
    "tickets",
    "trial",
    "work",
]
