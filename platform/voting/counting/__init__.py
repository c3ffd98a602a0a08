"""Counting as pure arithmetic: a frozen definition and ballots in, a result with its trace out.

No Flask, no database, no clock, no floats in a decision. `docs/counting.md` is the specification.
"""
