"""Writes of consultations."""

from sqlalchemy import update

from consultations.models import Activity
from kernel.db import db


def attach(activity: Activity, *, endpoint: str, object_id: int) -> None:
    """What the activity's card leads to, once its owner has published it."""
    activity.endpoint = endpoint
    activity.object_id = object_id
    db.session.flush()


def contributed(activity: Activity, by: int = 1) -> None:
    """A proposal or comment more, or fewer; added in the database, where two may write at once."""
    db.session.execute(
        update(Activity)
        .where(Activity.id == activity.id)
        .values(contribution_count=Activity.contribution_count + by)
    )


def finish_activity(activity: Activity, *, note: str) -> None:
    """The outcome in one sentence, shown on the card of what is over."""
    activity.done_note = note[:300]
    db.session.flush()
