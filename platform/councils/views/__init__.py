"""Pages of the kent konseyi and of the municipal council."""

from councils.views import agenda, council, desk_agenda, desk_council, opinions, papers
from councils.views.blueprint import bp

__all__ = ["agenda", "bp", "council", "desk_agenda", "desk_council", "opinions", "papers"]
