"""Pure arithmetic of the opinion map: NumPy and nothing else; docs/opinions.md is its statement."""
