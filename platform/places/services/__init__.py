"""Writes of places; what other packages call is named here."""

from places.services.forgetting import forget
from places.services.joining import join
from places.services.numbers import next_number
from places.services.residence import expire_letter
from places.services.staff import end_role, grant

__all__ = ["end_role", "expire_letter", "forget", "grant", "join", "next_number"]
