"""The blueprint all views of voting share, and what every page about an election shows."""

from typing import Any

from flask import Blueprint, g

from consultations import rules as consultation_rules
from consultations.models import Eligibility
from kernel.i18n import _
from voting import queries, rules, wording
from voting.explaining.steps import Ended, Step, steps
from voting.models import Election, Paper, RollKind

bp = Blueprint("voting", __name__, template_folder="../templates")


def facts(election: Election) -> dict[str, Any]:
    """What every page about an election shows."""
    names = queries.list_neighbourhood_names(election.activity)
    return {
        "election": election,
        "activity": election.activity,
        "consultation": election.activity.consultation,
        "stage": rules.stage(election),
        "sentences": wording.sentences(election),
        "who_may": _who_may(election, names),
        "ticket": g.visitor.tickets.get(election.id),
        "days": rules.days_left(election.activity),
        "steps": _steps(election),
        "work_denied": rules.work(g.visitor, election),
        "notes": queries.list_notes(election.id),
    }


def _who_may(election: Election, names: list[str]) -> str:
    if election.roll is RollKind.CODES:
        return _("Belediyenin dağıttığı kâğıtta kodu olan herkes oy kullanabilir.")
    if election.roll is RollKind.UPLOADED:
        return _("Belediyenin listesinde e-posta adresi olan herkes oy kullanabilir.")
    if election.activity.eligibility is Eligibility.EVERYONE:
        return _("E-posta adresini doğrulamış herkes katılabilir.")
    return consultation_rules.eligibility_sentence(election.activity, names)


def _steps(election: Election) -> list[Step]:
    """From the end to the result; the same for everybody."""
    return steps(
        Ended(
            settled_at=election.settled_at,
            key_ended_at=election.key_ended_at,
            seed_at=election.seed_at,
            counted_at=election.counted_at,
            came=[f"{one.name} ({one.body})" for one in election.custodians if one.brought],
            paper=election.paper is not Paper.NONE,
            over=rules.stage(election) in (rules.Stage.COUNTING, rules.Stage.COUNTED),
        )
    )
