"""Reads that look across the whole house."""
