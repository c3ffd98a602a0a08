"""Topics of a municipality's proposals."""

from kernel import audit
from kernel.db import db, refusing
from kernel.text import sort_key
from proposals.models import Category
from proposals.services.errors import CategoryExists


def add_category(municipality_id: int, *, by: int | None, name: str) -> Category:
    row = Category(municipality_id=municipality_id, name=name, sort_key=sort_key(name))
    with refusing(CategoryExists):
        db.session.add(row)
    audit.record("proposals.add_category", row, by=by, after={"name": name})
    return row
