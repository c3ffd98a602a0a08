"""The blueprint all views of voting share, and what every page about an election shows."""

from typing import Any

from flask import Blueprint

from consultations import rules as consultation_rules
from consultations.models import Eligibility
from kernel.i18n import _
from voting import queries, rules
from voting.models import Election

bp = Blueprint("voting", __name__, template_folder="../templates")


def facts(election: Election) -> dict[str, Any]:
    """What every page about an election shows."""
    names = queries.list_neighbourhood_names(election.activity)
    return {
        "election": election,
        "activity": election.activity,
        "consultation": election.activity.consultation,
        "stage": rules.stage(election),
        "sentences": rules.sentences(election),
        "who_may": consultation_rules.eligibility_sentence(election.activity, names)
        if election.activity.eligibility is not Eligibility.EVERYONE
        else _("E-posta adresini doğrulamış herkes katılabilir."),
        "days": rules.days_left(election.activity),
        "notes": queries.list_notes(election.id),
    }
