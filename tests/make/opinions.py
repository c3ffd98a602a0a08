"""Conversations for tests: seeds, people who answer in camps, what the worker makes of it."""

import random
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from consultations import queries as consultations
from consultations.models import Activity, ActivityKind
from kernel import clock
from kernel.db import db, in_write
from kernel.rules import Visitor
from opinions import queries, services, tasks
from opinions.models import Answer, Conversation, Voter
from places.models import Municipality
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_person, saving, visitor

SEEDS = [
    "Pazar yeri haftanın iki günü araçlara kapatılsın.",
    "Pazarda tezgâhlar arasında bebek arabası geçecek yer bırakılsın.",
    "Pazar akşam sekize kadar açık kalsın.",
    "Pazarcılar çöplerini kendileri toplasın.",
    "Pazarın üstü kapatılsın.",
    "Pazarın yanına tuvalet yapılsın.",
    "Pazarda yerli üreticiye ayrı sıra verilsin.",
    "Pazar günleri otobüs seferleri artırılsın.",
]


def make_opinions_activity(town: Municipality | None = None, **anything: Any) -> Activity:
    made = make_activity(make_consultation(town, activities=()), ActivityKind.OPINIONS, **anything)
    return consultations.get_activity(made.id)


def make_conversation(
    activity: Activity | None = None,
    *,
    seeds: int = len(SEEDS),
    published: bool = True,
    **anything: Any,
) -> Conversation:
    owner = activity or make_opinions_activity()
    with saving():
        made = services.draw_up(owner, by=Visitor(), question="Pazar yeri nasıl olsun?", **anything)
        for number in range(seeds):
            text = SEEDS[number] if number < len(SEEDS) else f"{SEEDS[0][:-1]}, ifade {number}."
            services.add_seed(queries.get_conversation(made.id), by=Visitor(), text=text)
        if published:
            services.publish(queries.get_conversation(made.id), by=Visitor())
    return fresh(made)


def fresh(conversation: Conversation) -> Conversation:
    number = conversation.id
    db.session.expire_all()
    return queries.get_conversation(number)


def statement_ids(conversation: Conversation) -> list[int]:
    return [row.id for row in queries.list_statements(conversation.id)]


def camps(
    conversation: Conversation, sizes: tuple[int, ...], *, seed: int = 7, missing: float = 0.1
) -> dict[int, dict[int, Answer]]:
    """Person -> statement -> answer: each camp has its own mind about each statement."""
    draw = random.Random(seed)
    ids = statement_ids(conversation)
    found: dict[int, dict[int, Answer]] = {}
    with saving():
        for camp, size in enumerate(sizes):
            minds = [draw.choice((Answer.AGREE, Answer.DISAGREE)) for _one in ids]
            for _person in range(size):
                own = {
                    one: _said(draw, mind)
                    for one, mind in zip(ids, minds, strict=True)
                    if draw.random() >= missing
                }
                found[make_person(f"Kişi {camp}").id] = own
    return found


def _said(draw: random.Random, mind: Answer) -> Answer:
    if draw.random() < 0.08:
        return Answer.PASS
    if draw.random() < 0.92:
        return mind
    return Answer.DISAGREE if mind is Answer.AGREE else Answer.AGREE


def answered(conversation: Conversation, given: dict[int, dict[int, Answer]]) -> None:
    with saving():
        services.answer_many(conversation.id, given)


def close(conversation: Conversation) -> Conversation:
    """Its window is over since an hour."""
    with saving() as session:
        activity = session.get_one(Activity, conversation.activity_id)
        activity.opens_at = clock.now() - timedelta(days=9)
        activity.closes_at = clock.now() - timedelta(hours=1)
    return fresh(conversation)


def vote(conversation: Conversation, person: Any, statement_id: int, answer: Answer) -> None:
    with saving():
        services.answer(conversation.id, statement_id, by=visitor(person), answer=answer)


def samples(town: Municipality) -> dict[str, list[int]]:
    """For every address: open with a statement that waits, a draft, one with its result."""
    running = make_conversation(make_opinions_activity(town))
    drafted = make_conversation(make_opinions_activity(town), published=False)
    given = camps(running, (6, 6))
    over = make_conversation(make_opinions_activity(town))
    with saving():
        services.answer_many(running.id, given)
        mine = {
            person: dict(zip(statement_ids(over), own.values(), strict=False))
            for person, own in given.items()
        }
        services.answer_many(over.id, mine)
        author = visitor(make_person())
        waiting = services.add_statement(
            fresh(running), by=author, text="Pazar cumartesi kurulsun."
        ).id
    voters = list(
        db.session.scalars(
            select(Voter.id).where(Voter.conversation_id == running.id).order_by(Voter.id).limit(2)
        )
    )
    with saving() as session:
        session.get_one(Voter, voters[1]).banned = True
    close(over)
    ids = [running.id, drafted.id, over.id]
    shown = [statement_ids(queries.get_conversation(number))[0] for number in ids]
    if not in_write():
        db.session.rollback()
        tasks.analyse(running.id)
        tasks.analyse(over.id)
    return {
        "conversation_id": ids,
        "statement_id": [shown[0], waiting, *shown[1:]],
        "voter_id": voters,
        "activity_id": [make_opinions_activity(town).id, drafted.activity_id],
    }
