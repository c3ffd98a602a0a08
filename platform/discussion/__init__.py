"""Threads, comments and their followers."""
