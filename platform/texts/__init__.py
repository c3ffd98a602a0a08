"""Texts: a draft cut into paragraphs that keep their identity; comments, suggestions, answers."""
