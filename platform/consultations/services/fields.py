"""What forms, demo and templates hand to the services."""

from dataclasses import dataclass
from datetime import date, datetime

from consultations.models import ActivityKind, Eligibility, Level


@dataclass(frozen=True, kw_only=True)
class PromiseFields:
    """One line each in `can_change` and `cannot_change`."""

    can_change: str = ""
    cannot_change: str = ""
    level: Level | None = None
    decided_by: str = ""
    answer_by: date | None = None
    office: str = ""
    document_number: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityFields:
    kind: ActivityKind
    title: str
    text: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    eligibility: Eligibility = Eligibility.EMAIL
    min_age: int | None = None
    neighbourhood_ids: list[int] | None = None
    minutes: int | None = None
    support_threshold: int | None = None
    support_limit: int | None = None

    def stored(self) -> dict[str, object]:
        """Age and neighbourhoods need verified residence, rules of support proposals."""
        resident = self.eligibility is Eligibility.RESIDENT
        supports = self.kind is ActivityKind.PROPOSALS
        return {
            "title": self.title,
            "text": self.text,
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "eligibility": self.eligibility,
            "min_age": self.min_age if resident else None,
            "neighbourhood_ids": (self.neighbourhood_ids or None) if resident else None,
            "minutes": self.minutes,
            "support_threshold": self.support_threshold if supports else None,
            "support_limit": self.support_limit if supports else None,
        }
