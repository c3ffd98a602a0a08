"""Wires the packages together; home, desk, my data, navigation and error pages."""
