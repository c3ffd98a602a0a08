"""Pages of the programme, /program/…"""

from programme.views import (  # noqa: F401  their routes
    applying,
    deciding,
    desk,
    participating,
    public,
    reviewing,
    team,
)
from programme.views.blueprint import bp, know_reader

__all__ = ["bp", "know_reader"]
