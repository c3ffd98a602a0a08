"""Writes of the capacity work."""

from capacity.services.assessments import Filling, begin, give_back, hand_in, save

__all__ = ["Filling", "begin", "give_back", "hand_in", "save"]
