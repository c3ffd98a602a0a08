"""What the worker does at its moment."""

from moderation.services.reminding import appeal_late, appeal_soon

__all__ = ["appeal_late", "appeal_soon"]
