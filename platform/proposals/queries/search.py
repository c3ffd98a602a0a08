"""Search and likeness over folded text: FTS5 trigrams on SQLite, pg_trgm on PostgreSQL."""

from typing import Any, NamedTuple

from sqlalchemy import Float, Select, func, literal, select, text

from journeys.models import Journey, Status
from kernel.db import db
from kernel.text import clean_input, first_sentence, fold, trigrams
from proposals.models import Proposal, ProposalState


def matching(statement: Select[Any], words: str) -> Select[Any]:
    """Every word somewhere in the text; words too short for a trigram by LIKE."""
    folded = fold(clean_input(words))[:200].split()[:8]
    if db.engine.dialect.name == "sqlite":
        long = [word for word in folded if len(word) > 2]
        folded = [word for word in folded if len(word) <= 2]
        if long:
            statement = statement.where(
                text(
                    "proposal.id IN (SELECT rowid FROM proposal_search "
                    "WHERE proposal_search MATCH :search)"
                ).bindparams(search=" AND ".join(_quoted(word) for word in long))
            )
    for word in folded:
        statement = statement.where(Proposal.folded_all.contains(word, autoescape=True))
    return statement


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


#: share of the asked trigrams that a similar one holds; below it, chance decides
ENOUGH = 0.36
#: below PostgreSQL's own 0.3, because a stored text is longer than a title
POSTGRESQL_LIMIT = "0.08"
#: how many the database offers for each that is shown
CANDIDATES = 5


def key_of(title: str, problem: str) -> str:
    """What likeness is judged by: the folded title and first sentence."""
    return " ".join(fold(f"{title} {first_sentence(problem)}").split())


def similar(
    municipality_id: int, words: str, *, body: str = "", limit: int = 5, but_not: int | None = None
) -> list[Similar]:
    """Published proposals that say nearly the same in nearly the same words.

    The database offers candidates by title and first sentence; they are put in order with the
    whole text. Other words for the same wish are out of reach of trigrams (reference/stack.md §7).
    """
    asked = " ".join(fold(clean_input(words))[:400].split())
    grams = trigrams(asked)
    if len(grams) < 4:
        return []
    columns: list[Any] = [
        Proposal.id,
        Proposal.title,
        Proposal.excerpt,
        Journey.status,
        Proposal.support_count,
        Proposal.author_id,
        Proposal.folded,
        Proposal.folded_all,
    ]
    statement = (
        select(*columns)
        .join(Journey, Proposal.journey_id == Journey.id)
        .where(
            Proposal.municipality_id == municipality_id,
            Proposal.state == ProposalState.PUBLISHED,
            Proposal.id != (but_not or 0),
        )
    )
    rank = _ranked_sqlite if _on_sqlite() else _ranked_postgresql
    rows = db.session.execute(rank(statement, asked).limit(CANDIDATES * limit)).all()
    whole = trigrams(fold(clean_input(f"{words} {body}"))[:LONGEST])
    judged = [(_likeness(grams, whole, row), row) for row in rows]
    near = sorted((pair for pair in judged if pair[0]), key=lambda pair: (-pair[0], pair[1].id))
    return [Similar._make((*row[:6], round(100 * likeness))) for likeness, row in near[:limit]]


#: of a text that is compared: what a proposal is about stands at its beginning
LONGEST = 1500


def _likeness(grams: frozenset[str], whole: frozenset[str], row: Any) -> float:
    """0 below the bar; otherwise mostly the title, then the words of the whole text."""
    theirs = trigrams(row.folded)
    share = len(grams & theirs) / len(grams)
    if share < ENOUGH:
        return 0
    all_of_theirs = theirs | trigrams(row.folded_all[:LONGEST])
    both = len(grams & theirs) / len(grams | theirs)
    text = len(whole & all_of_theirs) / min(len(whole), len(all_of_theirs))
    return 0.45 * share + 0.35 * both + 0.2 * text


def _on_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _ranked_sqlite(statement: Select[Any], asked: str) -> Select[Any]:
    pieces = {word[i : i + 3] for word in asked.split() for i in range(len(word) - 2)}
    search = " OR ".join(_quoted(piece) for piece in sorted(pieces)) or '"   "'
    hits = text(
        "SELECT rowid, bm25(proposal_search, 1.0, 0.0) AS rank FROM proposal_search "
        "WHERE proposal_search MATCH :similar"
    ).bindparams(similar=f"{{folded}} : ({search})")
    found = hits.columns(rowid=Proposal.id.type, rank=Float()).subquery("found")
    return statement.join(found, found.c.rowid == Proposal.id).order_by(found.c.rank, Proposal.id)


def _ranked_postgresql(statement: Select[Any], asked: str) -> Select[Any]:
    db.session.execute(
        select(func.set_config("pg_trgm.similarity_threshold", POSTGRESQL_LIMIT, True))
    )
    return statement.where(Proposal.folded.bool_op("%")(literal(asked))).order_by(
        func.similarity(Proposal.folded, literal(asked)).desc(), Proposal.id
    )
