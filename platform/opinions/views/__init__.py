"""Routes of opinion maps."""

from opinions.views import answering, becoming, desk, importing, public, results, stating
from opinions.views.blueprint import bp

__all__ = ["answering", "becoming", "bp", "desk", "importing", "public", "results", "stating"]
