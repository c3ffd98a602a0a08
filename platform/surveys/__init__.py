"""Surveys: questions in sections, one response a person or a code, figures that hide the few."""
