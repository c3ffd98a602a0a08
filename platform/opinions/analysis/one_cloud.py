"""What the same people's places would look like if there were one cloud of opinions only.

Places drawn from a single normal cloud; from each an answer to the very statements that the person
answered (agree where intercept + place · loading + noise > 0); from those answers the place again,
as the model would find it. A plain normal cloud would be too easy a foil: answers have two sides
only, which pushes strong opinions outwards into a ring that falls apart by itself.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from opinions.analysis import bridging
from opinions.analysis.bridging import FACTORS, PERSON_INTERCEPT, Model
from opinions.analysis.votes import Floats, Ints, Votes, run_sums

#: turns in which places and statements are found again
SWEEPS = 4
#: how far drawn places may have to be spread, and how loud the noise has to be, for the places
#: found again to spread as far, and to explain as much, as the real ones
SCALES = 2.0 ** np.arange(-0.5, 4.5, 0.5)
NOISES = 2.0 ** np.arange(-2, 2.5, 0.5)


@dataclass(frozen=True)
class OneCloud:
    """Of some people: their answers that take a side, and the normal equations of their places."""

    votes: Votes
    #: of each answer: what is expected of anybody, and the statement's loadings (2 of them)
    base: Floats
    loadings: list[Floats]
    inverse: Floats
    #: what the model leaves unexplained of the real answers
    left: float
    #: Cholesky factor of intercept and place over these people, times the fitted scale
    root: Floats
    #: of each answer: standard deviation of what is unexplained of its statement, times a fit
    noise: Floats

    def draw(self, random: np.random.Generator) -> Floats:
        """Places of as many people, found again: people and statements in turns, as for real."""
        places, answers = _answers(self, random)
        drawn = replace(self.votes, values=answers.astype(np.int8))
        return bridging.fit(drawn, start=places[:, 1:], sweeps=SWEEPS).positions


def one_cloud(votes: Votes, model: Model, who: Ints, random: np.random.Generator) -> OneCloud:
    among = np.zeros(votes.n, dtype=bool)
    among[who] = True
    some = votes.only(among)
    told = (some.values != 0) & ~(some.out | some.meta)[some.columns]
    some = replace(some, rows=some.rows[told], columns=some.columns[told], values=some.values[told])
    known = np.column_stack([model.people[who], model.positions[who]])
    root: Floats = np.asarray(
        np.linalg.cholesky(np.cov(known.T) + 1e-9 * np.eye(1 + FACTORS)), dtype=np.float64
    )
    loadings = [column[some.columns] for column in model.loadings.T]
    cloud = OneCloud(
        some,
        model.mean + model.statements[some.columns],
        loadings,
        _inverse(some.row_starts, loadings),
        model.noise,
        root,
        _noise(votes, model)[some.columns],
    )
    return _fitted(cloud, model.positions[who], random)


def _noise(votes: Votes, model: Model) -> Floats:
    """With ten answers' worth of the common noise: a statement few have seen is no oracle."""
    told = votes.values != 0
    rows, columns = votes.rows[told], votes.columns[told]
    wrong = (votes.values[told] - model.predict(rows, columns)) ** 2
    total = np.bincount(columns, weights=wrong, minlength=votes.m) + 10 * model.noise
    return np.asarray(np.sqrt(total / (np.bincount(columns, minlength=votes.m) + 10)))


def _inverse(bounds: NDArray[np.int64], loadings: list[Floats]) -> Floats:
    matrices = bridging.normal(bounds, loadings, PERSON_INTERCEPT)
    return np.asarray(np.linalg.inv(matrices), dtype=np.float64)


def _answers(cloud: OneCloud, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Drawn intercepts and places, and what people there would answer."""
    places = random.standard_normal((cloud.votes.n, 1 + FACTORS)) @ cloud.root.T
    noise = cloud.noise * random.standard_normal(len(cloud.base))
    return places, np.where(cloud.base + _camps(cloud, places) + noise > 0, 1.0, -1.0)


def _camps(cloud: OneCloud, places: Floats) -> Floats:
    """Of each answer what its person's intercept and place add."""
    first, *others = (np.repeat(column, cloud.votes.per_row) for column in places.T)
    for column, loading in zip(others, cloud.loadings, strict=True):
        first += column * loading
    return first


def _again(cloud: OneCloud, random: np.random.Generator) -> tuple[Floats, float]:
    """Places found again with the statements held, and the mean square left unexplained."""
    _places, answers = _answers(cloud, random)
    wanted = answers - cloud.base
    parts = [wanted, *(wanted * loading for loading in cloud.loadings)]
    right = np.column_stack([run_sums(part, cloud.votes.row_starts) for part in parts])
    found = (cloud.inverse @ right[:, :, None])[:, :, 0]
    left = wanted - _camps(cloud, found)
    return np.asarray(found[:, 1:]), float((left**2).mean())


def _fitted(cloud: OneCloud, real: Floats, random: np.random.Generator) -> OneCloud:
    """Spread and noise at which the places found again are most like the real ones."""
    spread = _spread(real)

    def off(tried: OneCloud) -> float:
        places, left = _again(tried, random)
        return float(abs(np.log(_spread(places) / spread)) + abs(np.log(left / cloud.left)))

    every = [
        replace(cloud, root=cloud.root * scale, noise=cloud.noise * noise)
        for scale in SCALES
        for noise in NOISES
    ]
    return min(every, key=off)


def _spread(places: Floats) -> float:
    return max(float(np.trace(np.cov(places.T))), 1e-300)
