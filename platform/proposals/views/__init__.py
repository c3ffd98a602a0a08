"""Pages of proposals: reading, writing, supporting, screening."""

from proposals.views import acting, listing, reading, screening, writing
from proposals.views.blueprint import bp

__all__ = ["acting", "bp", "listing", "reading", "screening", "writing"]
