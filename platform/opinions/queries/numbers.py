"""Reads that count: what the analysis takes, and what of it a request needs. With NumPy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import case, select

from kernel.db import db
from opinions.analysis import routing, votes
from opinions.analysis.ours import ENOUGH_ANSWERS
from opinions.analysis.routing import Known
from opinions.analysis.votes import Votes
from opinions.models import Analysis, Answer, Statement, StatementState, Vote, Voter
from opinions.queries import Position, statement_ids

SIDES = {Answer.AGREE: 1, Answer.DISAGREE: -1}
COUNTED = (StatementState.ACCEPTED, StatementState.BANNED)


@dataclass(frozen=True)
class Cast:
    """What the analysis takes: `banned` and `started` (minutes) as `votes.participants`."""

    votes: Votes
    banned: np.ndarray[Any, np.dtype[np.bool_]]
    started: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def counted(self) -> int:
        """People whose answers count."""
        return int((~self.banned).sum())


def load_votes(conversation_id: int) -> Cast:
    """The same whatever the order in which anybody came: sorted by number and statement."""
    value = case(
        (Vote.answer == Answer.AGREE, 1), (Vote.answer == Answer.DISAGREE, -1), else_=0
    ).label("value")
    rows = db.session.execute(
        select(Voter.number, Vote.statement_id, value)
        .join(Voter, Voter.id == Vote.voter_id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(
            Voter.conversation_id == conversation_id,
            Vote.answer != Answer.UNCLEAR,
            Statement.state.in_(COUNTED),
        )
    ).all()
    cells = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(-1, 3)
    states = {
        number: state
        for number, state in db.session.execute(
            select(Statement.id, Statement.state).where(
                Statement.conversation_id == conversation_id, Statement.state.in_(COUNTED)
            )
        )
    }
    table = votes.make(
        cells,
        statements=list(states),
        out=[one for one, state in states.items() if state is StatementState.BANNED],
    )
    people = {
        number: (banned, int(first_at.timestamp()) // 60)
        for number, banned, first_at in db.session.execute(
            select(Voter.number, Voter.banned, Voter.first_at).where(
                Voter.conversation_id == conversation_id
            )
        )
    }
    known = [people[number] for number in table.participants]
    return Cast(
        table,
        np.array([banned for banned, _minute in known], dtype=bool),
        np.array([minute for _banned, minute in known], dtype=np.int64),
    )


def read_known(analysis: Analysis | None) -> Known | None:
    """What routing and one's own place need of the last analysis."""
    if analysis is None or not analysis.known:
        return None
    stored = analysis.known
    m, k = len(stored["statements"]), len(stored["centres"])
    return Known(
        float(stored["mean"]),
        np.array(stored["intercepts"], dtype=float),
        np.array(stored["loadings"], dtype=float).reshape(m, -1),
        float(stored["noise"]),
        np.array(stored["centres"], dtype=float).reshape(k, -1),
        np.array(stored["group_agree"], dtype=np.int64).reshape(k, m),
        np.array(stored["group_told"], dtype=np.int64).reshape(k, m),
        np.array(stored["exposure"], dtype=np.int64),
    )


def position(analysis: Analysis, answers: Mapping[int, Answer]) -> Position | None:
    known = read_known(analysis)
    if known is None:
        return None
    column = {one: j for j, one in enumerate(statement_ids(analysis))}
    told = [(column[one], SIDES[a]) for one, a in answers.items() if a in SIDES and one in column]
    found = stand(known, told)
    needed = min(ENOUGH_ANSWERS, len(column))
    doubt = np.sqrt(np.diag(found.doubt)[1:])
    group = _nearest(known, found.place[1:], doubt) if len(told) >= needed else None
    x, y = float(found.place[1]), float(found.place[2])
    return Position(x, y, (float(doubt[0]), float(doubt[1])), group, len(told), needed)


def _nearest(known: Known, place: votes.Floats, doubt: votes.Floats) -> int | None:
    """None where another group is as near as one can tell."""
    if len(known.centres) < 2:
        return None
    away = np.sqrt(((known.centres - place) ** 2).sum(axis=1))
    order = np.argsort(away, kind="stable")
    sure = away[order[1]] - away[order[0]] > float(doubt.max())
    return int(order[0]) if sure else None


def stand(known: Known, told: list[tuple[int, int]]) -> routing.Standing:
    """`told`: (column, ±1)."""
    return routing.standing(
        known,
        np.array([j for j, _side in told], dtype=np.int64),
        np.array([side for _j, side in told], dtype=float),
    )


#: answers that each statement gets before it is drawn by what it tells alone
FLOOR = 20


@dataclass(frozen=True)
class Drawn:
    statement_id: int
    propensity: float


def draw(
    analysis: Analysis | None,
    open_ids: list[int],
    answers: Mapping[int, Answer],
    chance: float,
) -> Drawn | None:
    """The next statement of `open_ids` for whoever gave `answers`; `chance` in [0, 1)."""
    if not open_ids:
        return None
    known = read_known(analysis)
    if known is None or analysis is None:
        found = np.full(len(open_ids), 1 / len(open_ids))
    else:
        found = _chances(known, statement_ids(analysis), open_ids, answers)
    at = routing.draw(found, chance)
    return Drawn(open_ids[at], round(float(found[at]), 6))


def _chances(
    known: Known, ids: list[int], open_ids: list[int], answers: Mapping[int, Answer]
) -> votes.Floats:
    column = {one: j for j, one in enumerate(ids)}
    told = [(column[one], SIDES[a]) for one, a in answers.items() if a in SIDES and one in column]
    person = stand(known, told)
    new = [one for one in open_ids if one not in column]
    wider = with_new(known, len(new))
    column |= {one: len(ids) + at for at, one in enumerate(new)}
    indices = np.array([column[one] for one in open_ids], dtype=np.int64)
    return routing.chances(wider, person, indices, FLOOR)


def with_new(known: Known, count: int) -> Known:
    """Statements that came after the analysis: nobody has seen them, nothing is known of them."""
    if not count:
        return known
    none = np.zeros((len(known.centres), count), dtype=np.int64)
    return Known(
        known.mean,
        np.append(known.intercepts, np.zeros(count)),
        np.vstack([known.loadings, np.zeros((count, known.loadings.shape[1]))]),
        known.noise,
        known.centres,
        np.hstack([known.group_agree, none]),
        np.hstack([known.group_told, none]),
        np.append(known.exposure, np.zeros(count, dtype=np.int64)),
    )
