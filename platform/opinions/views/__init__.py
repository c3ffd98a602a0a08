"""Routes of opinion maps."""

from opinions.views import answering, appealing, becoming, desk, importing, public, results, stating
from opinions.views.blueprint import bp

__all__ = [
    "answering",
    "appealing",
    "becoming",
    "bp",
    "desk",
    "importing",
    "public",
    "results",
    "stating",
]
