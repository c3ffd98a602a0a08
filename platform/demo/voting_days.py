"""The demo's votes: drawn up, frozen, cast ballot by ballot through the booth's own service.

The morning after, two custodians open the box as everywhere.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from consultations import queries as consultations_queries
from demo import ballots, polling_days, records
from demo.events import Event, in_write
from demo.story import Story
from demo.town import PHOTOS
from kernel import clock
from kernel.db import db, write
from kernel.rules import Visitor
from voting import casting, custody, definitions, queries, sealing, services
from voting.models import Custodian, Election, Paper, Secrecy
from voting.plan import Invited, Photo, Plan
from voting.services import paper

#: after the ballots, while the box is still open
BATCHES = (timedelta(minutes=15), timedelta(minutes=30))


def events(story: Story, told: records.Consultation) -> Iterator[Event]:
    for activity in told.activities:
        vote = activity.vote
        if vote is None:
            continue
        key = (told.key, activity.key)
        opens = story.when(activity.opens, 9)
        closes = clock.end_of(story.town.today + timedelta(days=activity.closes))
        held = min(closes - timedelta(hours=1), clock.now() - timedelta(hours=1))
        yield opens - timedelta(hours=20), 35, _drawing_up(story, told, key, vote)
        if vote.voters:
            yield held, 36, _casting(story, activity, key, vote)
            for later in BATCHES:
                yield held + later, 36, in_write(partial(_batch, story, key))
        morning = story.when(activity.closes + 1, 8)
        if morning < clock.now():
            if vote.desks:
                yield morning - timedelta(hours=1), 36, _typing(story, told, key, vote)
            yield morning, 37, _opening(story, told, key)


def _drawing_up(
    story: Story, told: records.Consultation, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    def draw_up() -> None:
        officer = story.places.people[told.created_by]
        with write():
            election = services.draw_up(
                consultations_queries.get_activity(story.activities[key]),
                by=officer,
                plan=_plan(vote),
                proposal_ids=[story.proposals[one] for one in vote.options],
            )
            for one in vote.written:
                services.add_option(
                    election,
                    by=officer,
                    title=one.title,
                    text=one.text,
                    cost_kurus=None if one.cost_tl is None else one.cost_tl * 100,
                    pot=one.pot,
                    groups=one.groups,
                    photo=_photo(one),
                )
            db.session.flush()
            polling_days.prepare(story, key, election, vote, officer)
            _give_keys(queries.get_election(election.id), officer)
            services.freeze(queries.get_election(election.id), by=officer)

    return draw_up


def _photo(choice: records.Choice) -> Photo | None:
    """Small and clean as it lies there: nothing is decoded under the lock."""
    if not choice.photo:
        return None
    accepted = (PHOTOS / choice.photo).read_bytes(), "image/webp", choice.photo
    return Photo(choice.photo_alt, accepted)


def _plan(vote: records.Vote) -> Plan:
    return Plan(
        question=vote.question,
        consequence=vote.if_wins,
        rule=vote.kind,
        params=in_kurus(vote.params),
        seats=vote.seats,
        quorum_percent=vote.quorum_percent or None,
        tie=vote.tie,
        secrecy=Secrecy(vote.secrecy),
        open_ballots=vote.open_ballots,
        roll=polling_days.roll_of(vote),
        paper=Paper(vote.paper),
    )


#: parameters that are sums
MONEY = frozenset(("budget", "max_cost", "increment"))


def in_kurus(params: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value * 100 if name in MONEY else value for name, value in params.items()}
    if "pots" in params:
        found["pots"] = [[name, lira * 100] for name, lira in params["pots"]]
    return found


#: who keeps the key of the box; their words are no secret here
CUSTODIANS = (
    Invited("Nermin Aksoy", "Çınarlı Belediyesi", "nermin.aksoy@cinarli.example"),
    Invited("Haluk Tan", "Çınarlı Kent Konseyi", "haluk.tan@cinarli.example"),
    Invited("Av. Sevda Uçar", "Çınarlı Barosu", "sevda.ucar@cinarli.example"),
)


def private_key(number: int) -> bytes:
    """Of a demo custodian."""
    return custody.private_of(hashlib.sha256(f"demo {number}".encode()).digest()[:16])


def _give_keys(election: Election, officer: Visitor) -> None:
    """Each sends the public half and opens the envelope once, on trial."""
    services.invite(election, by=officer, people=CUSTODIANS)
    for one in queries.get_election(election.id).custodians:
        line = custody.public_line(sealing.public_of(private_key(one.number)))
        services.receive_key(one, line=line)
    for one in queries.get_election(election.id).custodians:
        services.try_envelope(one, answer=custody.trial_answer(_halves(one)))


def _halves(custodian: Custodian) -> dict[str, bytes]:
    return custody.opened(services.envelope(custodian), private_key(custodian.number))


def _opening(story: Story, told: records.Consultation, key: tuple[str, str]) -> Callable[[], None]:
    """The morning after: the seed is drawn, two of the three bring their halves."""

    def open_box() -> None:
        found = find(story, key)
        officer = story.places.people[told.created_by]
        seed = hashlib.sha256(f"zar {found.id}".encode()).hexdigest()
        digits = "".join(str(int(letter, 16) % 6 + 1) for letter in seed[:20])
        with write():
            election = queries.get_election(found.id)
            how = "Meclis salonunda, gelenlerin önünde yirmi kez zar atıldı."
            services.enter_seed(election, by=officer, seed=digits, how=how)
        for number in (2, 3):
            with write():
                custodian = queries.get_election(found.id).custodians[number - 1]
                services.bring(custodian, lines=custody.half_lines(_halves(custodian)))
        with write():
            services.open_box(found.id)

    return open_box


def _casting(
    story: Story, activity: records.Activity, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    def cast() -> None:
        election = find(story, key)
        choices = _choices(story, election, vote)
        db.session.rollback()
        codes = story.codes.get(key, ())
        if codes:
            for code, choice in zip(codes, choices, strict=False):
                casting.vote(election, by=Visitor(), choice=choice, code=code)
            return
        pool = _pool(story, activity, vote)
        for voter, choice in zip(pool[: vote.voters], choices, strict=True):
            casting.vote(election, by=voter, choice=choice)
        polling_days.mark(story, election, vote, pool[vote.voters - vote.both :])

    return cast


def _typing(
    story: Story, told: records.Consultation, key: tuple[str, str], vote: records.Vote
) -> Callable[[], None]:
    """The paper of the desks, on the morning after."""

    def type_in() -> None:
        election = find(story, key)
        polling_days.type_in(story, election, vote)
        with write():
            fresh = queries.get_election(election.id)
            paper.settle(fresh, by=story.places.people[told.created_by])

    return type_in


def _choices(story: Story, election: Election, vote: records.Vote) -> list[Any]:
    if not vote.approvals:
        return ballots.drawn(vote, definitions.definition(election))
    options = {option.proposal_id: str(option.id) for option in election.options}
    ids = [options[story.proposals[one]] for one in vote.options]
    ids += [str(option.id) for option in election.options if option.proposal_id is None]
    return [[ids[mark] for mark in marks] for marks in ballots.told(vote)]


def _batch(story: Story, key: tuple[str, str]) -> None:
    services.batch(find(story, key).id)


def find(story: Story, key: tuple[str, str]) -> Election:
    found = queries.find_election(story.activities[key])
    assert found is not None
    return queries.get_election(found.id)


def _pool(story: Story, activity: records.Activity, vote: records.Vote) -> list[Visitor]:
    """Who may vote; the first ones do so on the web, those after them at a desk."""
    places = story.places
    if vote.listed:
        return [places.people[key] for key in vote.listed]
    pool = places.verified() if activity.eligibility == "resident" else places.sample("all", 1000)
    year = clock.today().year
    if activity.min_age is not None:
        home = [(one, one.residence[places.municipality_id][1]) for one in pool]
        pool = [one for one, born in home if born and year - born > activity.min_age]
    return pool
