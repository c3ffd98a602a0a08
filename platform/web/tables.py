"""Every table of the house, for migrations and tests."""

import importlib

PACKAGES = (
    "accounts",
    "places",
    "notifications",
    "journeys",
    "moderation",
    "answers",
    "discussion",
    "meetings",
    "consultations",
    "proposals",
    "surveys",
    "opinions",
    "texts",
    "voting",
    "councils",
    "roadmap",
    "following",
    "programme",
    "capacity",
)


def load() -> None:
    for module in ("audit", "drafts", "files", "outbox", "page_cache", "throttle"):
        importlib.import_module(f"kernel.{module}")
    for package in PACKAGES:
        importlib.import_module(f"{package}.models")
    for part in ("assessments", "entries", "kinship"):
        importlib.import_module(f"proposals.{part}")
