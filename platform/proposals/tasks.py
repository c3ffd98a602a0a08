"""What the worker does at its moment."""

from proposals.services.cosponsoring import expire_offer
from proposals.services.merging import expire_merge as merge_over

__all__ = ["expire_offer", "merge_over"]
