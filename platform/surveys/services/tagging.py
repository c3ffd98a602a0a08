"""What officers read in free text, as tags."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert, select

from kernel import audit
from kernel.db import DomainError, db
from kernel.i18n import N_
from kernel.rules import Visitor
from kernel.text import fold
from surveys.models import Answer, Question, Survey, Tag, Tagged

MOST, LONGEST, MOST_TAGS = 8, 60, 100


class TooManyTags(DomainError):
    message = N_("Bir metne en çok %(most)s etiket, bir soruya en çok %(all)s etiket verilebilir.")

    def __init__(self) -> None:
        super().__init__(most=MOST, all=MOST_TAGS)


def tag(
    survey: Survey, question: Question, *, by: Visitor, names: Mapping[int, Sequence[str]]
) -> None:
    """`names` by answer: exactly these from now on. Tags that nobody uses go."""
    if any(len(found) > MOST for found in names.values()):
        raise TooManyTags()
    own = set(
        db.session.scalars(
            select(Answer.id).where(Answer.question_id == question.id, Answer.id.in_(names))
        )
    )
    tags = _tags(question, {name for found in names.values() for name in found})
    db.session.execute(delete(Tagged).where(Tagged.answer_id.in_(own)))
    rows = {
        (answer_id, tags[fold(name)])
        for answer_id, found in names.items()
        if answer_id in own
        for name in found
    }
    if rows:
        db.session.execute(insert(Tagged), [{"answer_id": a, "tag_id": t} for a, t in sorted(rows)])
    _drop_unused(question)
    audit.record("surveys.tag", survey, by=by.id, after={"question": question.id})


def _tags(question: Question, names: set[str]) -> dict[str, int]:
    """Folded name -> tag; new ones are made."""
    known = {
        row.folded: row.id
        for row in db.session.scalars(select(Tag).where(Tag.question_id == question.id))
    }
    for name in sorted(names):
        if fold(name) not in known:
            row = Tag(question_id=question.id, name=name[:LONGEST], folded=fold(name)[:120])
            db.session.add(row)
            db.session.flush()
            known[fold(name)] = row.id
    if len(known) > MOST_TAGS:
        raise TooManyTags()
    return known


def _drop_unused(question: Question) -> None:
    used = select(Tagged.tag_id)
    db.session.execute(
        delete(Tag)
        .where(Tag.question_id == question.id, Tag.id.not_in(used))
        .execution_options(synchronize_session=False)
    )
