"""Public numbers: "Ö-2026-0412"."""

from kernel import clock
from kernel.db import db
from kernel.dialects import insert_into
from places.models import Counter


def next_number(municipality_id: int, letter: str) -> str:
    """The next one of this municipality, letter and year; two writers never get the same."""
    year = clock.today().year
    statement = insert_into(Counter).values(
        municipality_id=municipality_id, letter=letter, year=year, last=1
    )
    last = db.session.scalar(
        statement.on_conflict_do_update(
            index_elements=["municipality_id", "letter", "year"], set_={"last": Counter.last + 1}
        ).returning(Counter.last)
    )
    return f"{letter}-{year}-{last:04d}"
