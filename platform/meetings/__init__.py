"""Meetings with place, registration, attendance and minutes."""
