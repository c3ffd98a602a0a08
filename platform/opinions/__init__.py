"""The opinion map: short statements, answers to them, and where people agree across groups."""
