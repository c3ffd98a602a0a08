"""Files of elections, read and written: pure functions between a path and an `Election`.

No Flask, no database. `docs/counting.md` describes every format and what is refused.
"""
