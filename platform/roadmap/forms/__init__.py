"""The shape of what is written about actions and roadmaps."""
