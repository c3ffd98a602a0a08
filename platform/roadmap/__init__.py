"""Goals, objectives and actions, with where each came from."""
