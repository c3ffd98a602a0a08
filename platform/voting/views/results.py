"""The result page: the stored result as sentences, charts and links."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from answers import queries as answer_queries
from answers import rules as answers
from journeys import queries as journeys
from journeys.models import STATUS_KIND, STATUS_LABELS
from journeys.queries import StepRow
from kernel import clock, formats
from kernel.i18n import N_, _
from places import queries as places
from voting import definitions, outcomes, queries
from voting.counting.definition import COUNCIL, DECLARE, LOT, Definition
from voting.counting.results import restore
from voting.counting.ties import lot_order
from voting.explaining import taking_part
from voting.explaining.charts import charts
from voting.explaining.grid import Page
from voting.explaining.methods import METHODS
from voting.explaining.ties import pot_of
from voting.explaining.turnout import Rough, Turnout, rough_turnout, turnout_cells
from voting.explaining.words import Words
from voting.models import ENDPOINT, Election

OPEN_WORDS = {
    COUNCIL: N_("Eşitlik: kararı belediye meclisi verir."),
    LOT: N_("Eşitlik: kura çekilince kesinleşir."),
    DECLARE: N_("Eşitlik: kural bunu bozmaz."),
}
#: names in the heading; from here on they stand below it
NAMED = 3


def rough(election: Election) -> Rough:
    """While the vote is open: how many take part, in whole tens."""
    return rough_turnout(_named(election, queries.list_turnout(election)))


def _cells(election: Election) -> Turnout:
    """Nothing where no neighbourhood is known."""
    rows = (election.turnout or {}).get("neighbourhoods", ())
    return turnout_cells(_named(election, rows) if any(row[0] for row in rows) else ())


def _named(election: Election, rows: Iterable[Sequence[Any]]) -> list[tuple[str, int, int]]:
    """In the alphabet's order, whoever has no known place last."""
    found = {place: (eligible, voted) for place, eligible, voted in rows}
    known = places.list_neighbourhoods(election.municipality_id)
    named = [(place.name, *found.pop(place.id)) for place in known if place.id in found]
    eligible, voted = (sum(row[part] for row in found.values()) for part in (0, 1))
    return [*named, *([(_("Mahallesi bilinmeyen"), eligible, voted)] if found else [])]


def result(election: Election) -> dict[str, Any]:
    """What the page shows."""
    stored: dict[str, Any] = election.result or {}
    definition = definitions.definition(election)
    found = outcomes.result(election)
    titles = {str(option.id): option.title for option in election.options}
    chosen = [option.title for option in election.options if option.id in found.chosen]
    return {
        "found": found,
        "outcome": outcomes.outcome(election),
        "why": outcomes.why(election),
        "options": {str(option.id): option for option in election.options},
        "chosen_titles": chosen if len(chosen) > NAMED else [],
        "small": stored["small"],
        "eligible": stored["eligible"],
        "open_ties": _ties(election, [(tie, tie["options"]) for tie in _open(stored, found)]),
        "settled_ties": _ties(election, outcomes.settled_ties(stored)),
        "open_words": _(OPEN_WORDS[definition.tie]),
        "quorum": taking_part.quorum_test(stored["quorum"]),
        "approval": taking_part.approval_test(stored.get("approval_quorum"), titles),
        "ballots_published": outcomes.publishes_ballots(election),
        "method": METHODS[definition.rule],
        "actions": _actions(election, found),
        "charts": [],
        "lot": [],
        **_answer(election),
        **({} if stored["small"] else _figures(election, definition, stored, found)),
    }


def _open(stored: Mapping[str, Any], found: outcomes.Result) -> list[Mapping[str, Any]]:
    return outcomes.open_ties(stored) if found.open else []


def _ties(
    election: Election, ties: Iterable[tuple[Mapping[str, Any], Sequence[str]]]
) -> list[dict[str, Any]]:
    """Each with its pot, its places, and the titles that are equal, or were chosen."""
    titles = {str(option.id): option.title for option in election.options}
    return [
        {
            "pot": pot_of(tie["at"]),
            "places": tie["places"],
            "titles": ", ".join(titles[name] for name in names),
        }
        for tie, names in ties
    ]


def _figures(
    election: Election,
    definition: Definition,
    stored: Mapping[str, Any],
    found: outcomes.Result,
) -> dict[str, Any]:
    """Only where there are enough ballots to show any."""
    whole = restore(definition, stored)
    page = Page(Words(whole, formats.money), _names(found.chosen), _names(found.open))
    seed = election.seed if definition.tie == LOT else None
    return {
        "counts": stored["counts"],
        "not_completed": (election.turnout or {}).get("not_completed", 0),
        "turnout": taking_part.turnout(stored),
        "channels": taking_part.channels(stored),
        "places": _cells(election),
        "charts": charts(page),
        "seed": seed,
        "seed_how": election.seed_how,
        "seed_used": any(tie.how == LOT for tie in whole.ties),
        "lot": [
            page.words.title(name)
            for name in (lot_order(seed, definition.election, definition.ids) if seed else ())
        ],
    }


def _names(ids: frozenset[int]) -> frozenset[str]:
    return frozenset(str(option_id) for option_id in ids)


def _answer(election: Election) -> dict[str, Any]:
    """The vote's own duty; before votes had one, that of its consultation."""
    own = answer_queries.find_dates(election.duty_id)
    duty = own or election.activity.consultation.duty
    today = clock.today()
    return {
        "duty": duty,
        "duty_state": duty and answers.state(duty, today),
        "duty_days": duty and answers.days(duty, today),
        "answer": answer_queries.find_shown(election.duty_id) if own and own.answered_on else None,
    }


def _actions(election: Election, found: outcomes.Result) -> list[dict[str, Any]]:
    """Where each chosen proposal stands today, and the action that came of it."""
    proposals = [
        proposal
        for option_id, proposal in queries.list_proposals(election.id).items()
        if option_id in found.chosen
    ]
    steps = journeys.list_latest([row.journey_id for row in proposals if row.journey_id])
    return [
        {
            "proposal": proposal,
            "kind": STATUS_KIND[proposal.journey.status],
            "word": _(STATUS_LABELS[proposal.journey.status]),
            "step": _elsewhere(steps.get(proposal.journey.id)),
        }
        for proposal in proposals
        if proposal.journey is not None
    ]


def _elsewhere(step: StepRow | None) -> StepRow | None:
    """What moved the proposal after the vote: an answer, an action."""
    return step if step and step.endpoint and step.endpoint != ENDPOINT else None
