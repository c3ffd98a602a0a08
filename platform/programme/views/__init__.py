"""Pages of the programme, /program/…"""

from programme.views import (  # noqa: F401  their routes
    applying,
    deciding,
    desk,
    participating,
    partners,
    public,
    reviewing,
    team,
    writing_along,
)
from programme.views.blueprint import bp, know_reader

__all__ = ["bp", "know_reader"]
