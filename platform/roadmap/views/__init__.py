"""Routes of the roadmap."""

from roadmap.views import (
    describing,
    desk,
    documents,
    drafting,
    overviews,
    public,
    publishing,
    reporting,
    tables,
)
from roadmap.views.blueprint import bp

__all__ = [
    "bp",
    "describing",
    "desk",
    "documents",
    "drafting",
    "overviews",
    "public",
    "publishing",
    "reporting",
    "tables",
]
