"""People and how they sign in, nothing else."""
