"""What the worker does at its moment."""

from proposals.services.cosponsoring import expire_offer
from proposals.services.entering import tell_owners
from proposals.services.importing import drop_import
from proposals.services.merging import expire_merge as merge_over
from proposals.services.pairs import pair_old
from proposals.services.preparing import publish_prepared
from proposals.services.reminding import (
    assessment_late,
    assessment_soon,
    plan_screening,
    postponed,
    screening_late,
    screening_soon,
)

__all__ = [
    "assessment_late",
    "assessment_soon",
    "drop_import",
    "expire_offer",
    "merge_over",
    "pair_old",
    "plan_screening",
    "postponed",
    "publish_prepared",
    "screening_late",
    "screening_soon",
    "tell_owners",
]
