"""Opening and deciding cases, telling their authors, appeals."""

from moderation.services.appeals import (
    AlreadyAppealed,
    appeal,
    change_settings,
    decide_appeal,
    forget,
)
from moderation.services.cases import (
    AlreadyDecided,
    AlreadyReported,
    Verdict,
    conclude,
    decide,
    open_case,
    report,
    suspend,
    take_back,
    waiting_case,
)

__all__ = [
    "AlreadyAppealed",
    "AlreadyDecided",
    "AlreadyReported",
    "Verdict",
    "appeal",
    "change_settings",
    "conclude",
    "decide",
    "decide_appeal",
    "forget",
    "open_case",
    "report",
    "suspend",
    "take_back",
    "waiting_case",
]
