"""The moment at which tests stand still."""

from datetime import UTC, datetime

#: Sunday 22 November 2026, 15.42 in Istanbul
NOW = datetime(2026, 11, 22, 12, 42, tzinfo=UTC)
