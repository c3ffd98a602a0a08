"""Pages of the capacity work, /program/…"""

from capacity.views import assessments, working
from capacity.views.blueprint import bp

__all__ = ["assessments", "bp", "working"]
