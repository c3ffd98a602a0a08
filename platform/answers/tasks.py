"""What the worker does about a due day: it reminds the desk. No page depends on it."""

from answers.models import Duty
from answers.services import tell_reminded
from kernel.db import db


def remind(duty_id: int) -> None:
    """A week or a day before, the morning after, every week from then on."""
    duty = db.session.get(Duty, duty_id)
    if duty is not None:
        tell_reminded(duty)
