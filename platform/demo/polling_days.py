"""The demo's lists, codes, polling desks and paper, through the desks' own services."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import Person
from consultations import queries as consultations_queries
from consultations.services import parts
from demo import ballots, records
from demo.story import Story
from kernel.db import db, write
from kernel.rules import Visitor
from voting import definitions, queries
from voting.models import Election, RollKind
from voting.services import paper, polling, rolls

#: who type the paper: one, another, and a third where the two differ
TYPISTS = ("emine", "zeynep", "sevgi")
#: of the codes, for whoever wants to try one
TO_TRY = 6
CODES = "Deneme için oy kodları"
CODES_TEXT = """Bu bir gösterim kasabasıdır. Gerçek oylamada kod yalnızca kâğıtta durur.
Oylamanın sayfasında bu kodlardan birini yazın; her kodla bir kişi oy verir:

%s
"""


def roll_of(vote: records.Vote) -> RollKind:
    if vote.codes:
        return RollKind.CODES
    return RollKind.UPLOADED if vote.listed else RollKind.PROOFS


def prepare(
    story: Story, key: tuple[str, str], election: Election, vote: records.Vote, officer: Visitor
) -> None:
    """What belongs to the draft: desks, the list, the codes."""
    for desk in vote.desks:
        polling.add_desk(election, by=officer, name=desk.name)
    if vote.listed:
        lines = [rolls.Line(_email(story.places.people[one])) for one in vote.listed]
        rolls.upload(election, by=officer, lines=lines)
    if vote.codes:
        codes = rolls.make_codes(election, by=officer, number=vote.codes)
        story.codes[key] = codes
        text = CODES_TEXT % "\n".join(codes[-TO_TRY:])
        told = next(one for one in story.town.consultations if one.key == key[0])
        parts.add_document(
            consultations_queries.get_consultation(election.consultation_id),
            by=officer,
            title=CODES,
            accepted=(text.encode(), "text/plain", "kodlar.txt"),
            unit_name=story.places.unit_names[told.owed_by],
        )


def _email(visitor: Visitor) -> str:
    return db.session.get_one(Person, visitor.id).email or ""


def mark(story: Story, election: Election, vote: records.Vote, pool: Sequence[Visitor]) -> None:
    """The next ones of the pool vote on paper, desk by desk; after them those marked by mistake."""
    waiting = iter(pool)
    for desk, told in zip(queries.list_desks(election.id), vote.desks, strict=True):
        fresh = queries.get_desk(desk.id)
        emails = [_email(next(waiting)) for _number in range(told.marks)]
        for email in emails:
            polling.mark(fresh, ticket=polling.find(fresh.election, email).ticket)
        for _number in range(told.undone):
            _mistaken(story, desk.id, _email(next(waiting)))
    db.session.rollback()


def _mistaken(story: Story, desk_id: int, email: str) -> None:
    db.session.rollback()
    with write():
        fresh = queries.get_desk(desk_id)
        ticket = polling.find(fresh.election, email).ticket
        polling.mark(fresh, ticket=ticket)
        polling.unmark(fresh, by=story.places.people[TYPISTS[0]], ticket=ticket)


def type_in(story: Story, election: Election, vote: records.Vote) -> None:
    """Each desk's ballots twice; the second of the first desk was misread by one of the two."""
    people = [story.places.people[one] for one in TYPISTS]
    drawn = _paper_ballots(election, vote)
    for place, (desk, told) in enumerate(
        zip(queries.list_desks(election.id), vote.desks, strict=True)
    ):
        pile = list(_pile(told, drawn))
        misread: dict[int, Any] = {2: []} if place == 0 else {}
        with write():
            paper.count_ballots(queries.get_desk(desk.id), by=people[0], number=len(pile))
        for turn, by in enumerate(people[:2]):
            with write():
                fresh = queries.get_desk(desk.id)
                for number, choice in enumerate(pile, 1):
                    read = misread.get(number, choice) if turn else choice
                    paper.enter(fresh, by=by, number=number, choice=read)
        with write():
            fresh = queries.get_desk(desk.id)
            for number in misread:
                paper.enter(fresh, by=people[2], number=number, choice=pile[number - 1])
            if told.reason:
                paper.explain(fresh, by=people[0], reason=told.reason)


def _paper_ballots(election: Election, vote: records.Vote) -> Iterator[Any]:
    """Drawn as those of the web, after them."""
    filled = sum(desk.ballots - desk.blank - desk.invalid for desk in vote.desks)
    whole = replace(vote, voters=vote.voters + filled)
    return iter(ballots.drawn(whole, definitions.definition(election))[vote.voters :])


def _pile(told: records.Desk, drawn: Iterator[Any]) -> Iterator[Any]:
    for _number in range(told.ballots - told.blank - told.invalid):
        yield next(drawn)
    for _number in range(told.blank):
        yield []
    for _number in range(told.invalid):
        yield None
