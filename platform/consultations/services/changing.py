"""A public change: the row that says so, the audit line, and the followers told."""

from collections.abc import Iterable
from typing import Any

from consultations.models import Change, Consultation
from journeys import services as journeys
from kernel import audit
from kernel.db import db
from kernel.rules import Visitor


def record_change(
    consultation: Consultation,
    *,
    by: Visitor,
    message: str,
    facts: dict[str, Any],
    reason: str,
    office: str,
    also: Iterable[int] = (),
    key: str = "",
) -> None:
    """`facts` as in a notice: text, numbers, `notifications.rules.day(…)` and `word(…)`.

    `also`: journeys of what it concerns beside the consultation's own. `key`: the event under
    which somebody was told of it already.
    """
    change = Change(
        consultation_id=consultation.id,
        message=message,
        facts=facts,
        reason=reason,
        by_id=by.id,
        office=office,
    )
    db.session.add(change)
    db.session.flush()
    audit.record(
        "consultations.change",
        consultation,
        by=by.id,
        after={"change": change.id, "message": message, "facts": facts},
    )
    if consultation.journey is not None:
        journeys.tell_followers(
            consultation.journey,
            key=key or f"consultation-change:{change.id}",
            message=message,
            facts={**facts, "reason": reason},
            by=by.id,
            also=also,
        )
