"""A short list in which every voice is heard once before any is heard twice.

Proportional approval voting (Thiele 1895) in turns: each next statement is the one that adds most,
where a person already spoken for t times counts 1 / (1 + t). What somebody did not see counts by
what the model expects, so that a late statement is not punished for being late.
"""

import numpy as np

from opinions.analysis.agreeing import Finding
from opinions.analysis.bridging import Model
from opinions.analysis.votes import Bools, Floats, Votes


def proportional(
    votes: Votes, model: Model, candidates: tuple[Finding, ...], people: Bools, length: int
) -> tuple[Finding, ...]:
    """At most `length` of the candidates, in the order in which they were chosen."""
    if not candidates or not people.any():
        return ()
    approvals = _approvals(votes, model, candidates)[people]
    heard = np.zeros(len(approvals))
    chosen: list[int] = []
    for _place in range(min(length, len(candidates))):
        gains = (approvals / (1 + heard)[:, None]).sum(axis=0)
        gains[chosen] = -1.0
        best = int(gains.argmax())
        chosen.append(best)
        heard += approvals[:, best]
    return tuple(candidates[one] for one in chosen)


def _approvals(votes: Votes, model: Model, candidates: tuple[Finding, ...]) -> Floats:
    """People × candidates: 1 and 0 where told, the model's expectation elsewhere."""
    everybody = np.arange(votes.n)
    place = np.full(votes.m, -1)
    found = np.empty((votes.n, len(candidates)))
    for column, one in enumerate(candidates):
        place[one.index] = column
        expected = model.predict(everybody, np.full(votes.n, one.index))
        found[:, column] = np.clip((1 + (expected if one.agree else -expected)) / 2, 0, 1)
    wanted = np.array([1 if one.agree else -1 for one in candidates])
    cells = np.flatnonzero(place[votes.columns] >= 0)
    columns = place[votes.columns[cells]]
    found[votes.rows[cells], columns] = votes.values[cells] == wanted[columns]
    return found
