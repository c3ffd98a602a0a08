"""Councils: the kent konseyi with its bodies, and what the municipal council decides."""
