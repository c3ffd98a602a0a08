"""Numbers from outside that may be ids of rows."""

#: PostgreSQL keeps our keys in four bytes
LARGEST_ID = 2**31 - 1


def as_id(raw: str | None) -> int | None:
    """What cannot be an id is nothing."""
    good = raw is not None and raw.isascii() and raw.isdigit() and len(raw) < 11
    number = int(raw) if good and raw is not None else 0
    return number if 0 < number <= LARGEST_ID else None
