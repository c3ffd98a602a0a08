"""Forms of the evaluation; a module of views names the one it needs."""

from proposals.evaluation_forms import assessing, deciding, many, measuring

__all__ = ["assessing", "deciding", "many", "measuring"]
