"""Municipalities, neighbourhoods, units, organisations, roles and proofs of residence."""
