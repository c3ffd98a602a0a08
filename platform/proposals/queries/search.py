"""Search by FTS5 trigrams or pg_trgm; likeness by trigrams that say something."""

import json
import math
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, func, select, text

from journeys.models import Journey, Status
from kernel.db import db
from kernel.text import clean_input, first_sentence, fold, trigrams
from proposals.models import Proposal, ProposalState


class Asked(NamedTuple):
    """The shape of a search: one statement serves all of a shape."""

    #: whether the index of trigrams is asked
    trigrams: bool = False
    #: words for LIKE: on SQLite those too short for a trigram, on PostgreSQL all
    likes: int = 0
    #: words read in each text, and what that is called here: for words that most texts have
    within: int = 0
    finder: str = ""


def _folded(words: str) -> list[str]:
    return fold(clean_input(words))[:200].split()[:8]


def asked_words(words: str, *, common: bool = False) -> tuple[Asked, dict[str, str]]:
    """The shape of a search and its bind parameters.

    A word that stands in most texts is found sooner in the texts themselves, in the order of the
    list, than by an index that names them all.
    """
    folded = _folded(words)
    if common:
        finder = "instr" if _on_sqlite() else "strpos"
        values = {f"within_{i}": word for i, word in enumerate(folded)}
        return Asked(within=len(folded), finder=finder), values
    long = [word for word in folded if len(word) > 2] if _on_sqlite() else []
    short = [word for word in folded if word not in long]
    values = {f"word_{i}": f"%{_escaped(word)}%" for i, word in enumerate(short)}
    if long:
        values["search"] = " AND ".join(_quoted(word) for word in long)
    return Asked(bool(long), len(short)), values


def matching(statement: Select[Any], asked: Asked) -> Select[Any]:
    """Every word somewhere in the text."""
    for i in range(asked.within):
        statement = statement.where(holds(Proposal.folded_all, asked, i))
    if asked.trigrams:
        statement = statement.where(
            text(
                "proposal.id IN (SELECT rowid FROM proposal_search "
                "WHERE proposal_search MATCH :search)"
            )
        )
    for i in range(asked.likes):
        word = bindparam(f"word_{i}", type_=Text)
        statement = statement.where(Proposal.folded_all.like(word, escape="/"))
    return statement


def holds(column: Any, asked: Asked, place: int) -> ColumnElement[bool]:
    word = bindparam(f"within_{place}", type_=Text)
    found: ColumnElement[bool] = getattr(func, asked.finder)(column, word) > 0
    return found


def _escaped(word: str) -> str:
    return word.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


class Similar(NamedTuple):
    id: int
    title: str
    excerpt: str
    status: Status
    support_count: int
    author_id: int
    #: likeness in per cent
    score: int


#: share of what the asked trigrams weigh that a similar one holds; below it, chance decides
ENOUGH = 0.36
#: proposals of one trigram that are counted: beyond, it says nothing about a proposal
COMMON = 300
#: of a trigram that says nothing
LEAST = 0.25
#: proposals looked at for candidates, rare trigrams first
BUDGET = 2000
#: candidates for each one that is shown
CANDIDATES = 6
#: of a text that is compared: what a proposal is about stands at its beginning
LONGEST = 800


def key_of(title: str, problem: str) -> str:
    """What likeness is judged by: the folded title and first sentence."""
    return " ".join(fold(f"{title} {first_sentence(problem)}").split())


def grams_of(folded: str) -> frozenset[str]:
    """Without those of a first letter alone, which every text has."""
    return frozenset(gram for gram in trigrams(folded) if not gram.startswith("  "))


def similar(
    municipality_id: int, words: str, *, body: str = "", limit: int = 5, but_not: int | None = None
) -> list[Similar]:
    """Published proposals that say nearly the same in nearly the same words.

    Candidates by the rare trigrams of title and first sentence; they are put in order with the
    whole text. Other words for the same wish are out of reach of trigrams (reference/stack.md §7).
    """
    asked = grams_of(" ".join(fold(clean_input(words))[:400].split()))
    if len(asked) < 4:
        return []
    weights = _weights(municipality_id, asked)
    rows = _candidates(municipality_id, weights, limit * CANDIDATES, but_not)
    whole = trigrams(fold(clean_input(f"{words} {body}"))[:LONGEST])
    judged = sorted(
        ((likeness, row) for row in rows if (likeness := _by_title(weights, row))),
        key=lambda pair: (-pair[0], pair[1].id),
    )
    near = [
        (0.85 * likeness + 0.15 * _by_text(whole, row), row)
        for likeness, row in judged[: 2 * limit]
    ]
    near.sort(key=lambda pair: (-pair[0], pair[1].id))
    return [Similar._make((*row[:6], round(100 * likeness))) for likeness, row in near[:limit]]


_COUNTS = {
    "sqlite": text(
        "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM proposal_gram WHERE"
        " municipality_id = :municipality AND gram = value LIMIT :most)) FROM json_each(:grams)"
    ),
    "postgresql": text(
        "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM proposal_gram WHERE"
        " municipality_id = :municipality AND gram = value LIMIT :most) few)"
        " FROM jsonb_array_elements_text(CAST(:grams AS jsonb))"
    ),
}
_FOUND = {
    "sqlite": text(
        "SELECT proposal_id FROM json_each(:grams) CROSS JOIN proposal_gram ON"
        " municipality_id = :municipality AND gram = key"
        " GROUP BY proposal_id ORDER BY sum(value) DESC, proposal_id LIMIT :most"
    ),
    "postgresql": text(
        "SELECT proposal_id FROM jsonb_each(CAST(:grams AS jsonb)) JOIN proposal_gram ON"
        " municipality_id = :municipality AND gram = key"
        " GROUP BY proposal_id ORDER BY sum(CAST(value AS float8)) DESC, proposal_id LIMIT :most"
    ),
}


def _weights(municipality_id: int, grams: frozenset[str]) -> dict[str, float]:
    """What each trigram says: the fewer proposals have it, the more; rare ones first."""
    values = {
        "municipality": municipality_id,
        "grams": json.dumps(sorted(grams)),
        "most": COMMON,
    }
    counts = db.session.execute(_COUNTS[db.engine.dialect.name], values).all()
    ordered = sorted((count, gram) for gram, count in counts)
    return {gram: max(LEAST, math.log2(COMMON / max(1, count))) for count, gram in ordered}


def _candidates(
    municipality_id: int, weights: dict[str, float], most: int, but_not: int | None
) -> Any:
    chosen: dict[str, float] = {}
    looked = 0.0
    for gram, weight in weights.items():
        looked += COMMON / 2**weight
        if chosen and looked > BUDGET:
            break
        chosen[gram] = round(weight, 3)
    values = {"municipality": municipality_id, "grams": json.dumps(chosen), "most": most}
    ids = db.session.scalars(_FOUND[db.engine.dialect.name], values).all()
    return db.session.execute(
        select(
            Proposal.id,
            Proposal.title,
            Proposal.excerpt,
            Journey.status,
            Proposal.support_count,
            Proposal.author_id,
            Proposal.folded,
            Proposal.folded_all,
        )
        .join(Journey, Proposal.journey_id == Journey.id)
        .where(
            Proposal.id.in_(ids),
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.id != (but_not or 0),
        )
    ).all()


def _by_title(weights: dict[str, float], row: Any) -> float:
    """Of title and first sentence; 0 below the bar."""
    theirs = grams_of(row.folded)
    # Damped: rare trigrams find candidates, but a rare ending must not outweigh the words.
    asked = sum(1 + weight / 4 for weight in weights.values())
    shared = sum(1 + weight / 4 for gram, weight in weights.items() if gram in theirs)
    if shared < ENOUGH * asked:
        return 0
    both = len(theirs & weights.keys()) / len(theirs | weights.keys())
    return 0.7 * shared / asked + 0.3 * both


def _by_text(whole: frozenset[str], row: Any) -> float:
    theirs = trigrams(row.folded_all[:LONGEST])
    return len(whole & theirs) / (min(len(whole), len(theirs)) or 1)
