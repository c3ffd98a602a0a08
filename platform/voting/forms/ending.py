"""A new end of an open vote."""

from consultations.forms import LocalDeadline
from kernel.forms import BaseForm, LongText, TextLine, length, required
from kernel.i18n import lazy
from voting.models import Election


class EndForm(BaseForm):
    closes_at = LocalDeadline(lazy("Yeni bitiş"), [required()])
    reason = LongText(lazy("Gerekçe"), [required(), length(20, 600)])
    office = TextLine(lazy("Kararı veren"), [required(), length(2, 160)])


def end(election: Election) -> EndForm:
    return EndForm(data={"closes_at": election.activity.closes_at})
