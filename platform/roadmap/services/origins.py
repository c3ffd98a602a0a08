"""What an action came from: several rows, with real keys where the thing is of this house."""

from typing import Any

from consultations.models import Consultation
from councils.models import Opinion
from kernel import audit
from kernel.db import DomainError, db
from kernel.dialects import insert_into
from kernel.i18n import N_
from kernel.rules import Visitor
from opinions.models import Statement
from proposals.models import Proposal
from roadmap import queries
from roadmap.models import Action, Origin, OriginKind, action_neighbourhood
from roadmap.services import gathering
from voting.models import Election


class NoSuchOrigin(DomainError):
    message = N_("Bu adreste bu belediyenin yayımlanmış bir sayfası bulunamadı.")
    field = "address"


#: endpoint -> kind, its table, the column of the key, the attribute that names it
SOURCES: dict[str, tuple[OriginKind, Any, str, str]] = {
    "consultations.show": (OriginKind.CONSULTATION, Consultation, "consultation_id", "title"),
    "proposals.show": (OriginKind.PROPOSAL, Proposal, "proposal_id", "title"),
    "voting.show": (OriginKind.VOTE, Election, "election_id", "question"),
    "opinions.statement": (OriginKind.STATEMENT, Statement, "statement_id", "text"),
    # Without a key of its own: endpoint and number name it.
    "councils.opinion": (OriginKind.COUNCIL, Opinion, "", "title"),
}


def note(action: Action, endpoint: str, object_id: int, *, label: str = "") -> None:
    """Said twice it is said once."""
    if endpoint not in SOURCES:
        raise NoSuchOrigin()
    kind, table, column, name = SOURCES[endpoint]
    thing = db.session.get(table, object_id)
    if thing is None or thing.municipality_id != action.municipality_id or not _is_public(thing):
        raise NoSuchOrigin()
    _insert(
        action,
        kind,
        label or str(getattr(thing, name)),
        endpoint,
        object_id,
        {column: object_id} if column else {},
    )


def _is_public(thing: Any) -> bool:
    if isinstance(thing, Opinion):
        return True
    return str(thing.state) not in ("draft", "pending", "held", "hidden", "declined")


def _insert(
    action: Action,
    kind: OriginKind,
    label: str,
    endpoint: str,
    object_id: int | None,
    keys: dict[str, int],
) -> None:
    db.session.execute(
        insert_into(Origin)
        .values(
            municipality_id=action.municipality_id,
            action_id=action.id,
            kind=kind,
            label=label[:300],
            endpoint=endpoint,
            object_id=object_id,
            **keys,
        )
        .on_conflict_do_nothing(index_elements=["action_id", "endpoint", "object_id"])
    )


def note_first(action: Action, proposal: Proposal | None) -> None:
    """Of an action made from an answer: the consultation, the proposal, the vote that chose it."""
    if action.consultation_id is not None:
        note(action, "consultations.show", action.consultation_id)
    if proposal is None:
        return
    note(action, "proposals.show", proposal.id)
    if proposal.neighbourhood_id is not None:
        _place(action, proposal.neighbourhood_id)
    vote = queries.find_vote(proposal)
    if vote is not None:
        note(action, "voting.show", vote[0])


def _place(action: Action, neighbourhood_id: int) -> None:
    db.session.execute(
        action_neighbourhood.insert().values(action_id=action.id, neighbourhood_id=neighbourhood_id)
    )


def add(action: Action, *, by: Visitor, endpoint: str, object_id: int, label: str = "") -> None:
    """Another source; who follows it follows the action from now on."""
    note(action, endpoint, object_id, label=label)
    db.session.flush()
    gathering.from_origins(action)
    after = {"endpoint": endpoint, "object_id": object_id}
    audit.record("roadmap.add_origin", action, by=by.id, after=after)


def add_outside(action: Action, *, by: Visitor, label: str) -> None:
    """Something that has no page here, in words."""
    db.session.add(
        Origin(
            municipality_id=action.municipality_id,
            action_id=action.id,
            kind=OriginKind.OTHER,
            label=label[:300],
        )
    )
    db.session.flush()
    audit.record("roadmap.add_origin", action, by=by.id, after={"label": label[:300]})
