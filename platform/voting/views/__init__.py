"""Routes of voting."""

from voting.views import (
    booth,
    custody,
    desk,
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
    "custody",
    "desk",
    "pages",
    "paper",
    "polling",
    "receipts",
    "rolls",
    "tickets",
    "trial",
    "work",
]
