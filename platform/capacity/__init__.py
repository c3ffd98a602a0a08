"""Capacity: assessments, trainings, consultancy, grants and good practices of a term."""
