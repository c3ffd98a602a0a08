"""Pages of the capacity work, /program/…"""

from capacity.views import (  # noqa: F401  their routes
    assessments,
    board,
    certificates,
    consulting,
    granting,
    library,
    sessions,
    sessions_team,
    working,
)
from capacity.views.blueprint import bp

__all__ = ["bp"]
