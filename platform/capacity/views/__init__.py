"""Pages of the capacity work, /program/…"""

from capacity.views import assessments, certificates, sessions, sessions_team, working
from capacity.views.blueprint import bp

__all__ = ["assessments", "bp", "certificates", "sessions", "sessions_team", "working"]
