"""What the worker does at its moment."""

from proposals.services.cosponsoring import expire_offer
from proposals.services.merging import expire_merge as merge_over
from proposals.services.reminding import assessment_late, assessment_soon, postponed

__all__ = ["assessment_late", "assessment_soon", "expire_offer", "merge_over", "postponed"]
