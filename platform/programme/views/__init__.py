"""Pages of the programme, /program/…"""

from programme.views import public  # noqa: F401  its routes
from programme.views.blueprint import bp, know_reader

__all__ = ["bp", "know_reader"]
