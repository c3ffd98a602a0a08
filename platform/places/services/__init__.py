"""Writes of places; what other packages call is named here."""

from places.services.forgetting import forget
from places.services.numbers import next_number

__all__ = ["forget", "next_number"]
