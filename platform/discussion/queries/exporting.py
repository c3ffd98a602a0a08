"""What discussion keeps about one person."""

from typing import Any

from sqlalchemy import select

from discussion.models import (
    Comment,
    CommentVersion,
    Rating,
    SourceAsk,
    Thread,
    ThreadFollower,
)
from kernel.db import db
from places.models import Organisation


def export(person_id: int) -> dict[str, list[dict[str, Any]]]:
    comments = db.session.execute(
        select(
            Thread.subject,
            Comment.stance,
            Comment.body,
            Comment.office,
            Organisation.name.label("organisation"),
            Comment.state,
            Comment.hidden_reason,
            Comment.sources,
            Comment.posted_at,
            Comment.edited_at,
        )
        .join(Thread, Thread.id == Comment.thread_id)
        .outerjoin(Organisation, Organisation.id == Comment.organisation_id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )
    versions = db.session.execute(
        select(CommentVersion.body, CommentVersion.replaced_at)
        .join(Comment, Comment.id == CommentVersion.comment_id)
        .where(Comment.author_id == person_id)
        .order_by(CommentVersion.id)
    )
    followed = db.session.execute(
        select(Thread.subject, ThreadFollower.since)
        .join(Thread, Thread.id == ThreadFollower.thread_id)
        .where(ThreadFollower.person_id == person_id)
        .order_by(ThreadFollower.since)
    )
    answers = db.session.execute(
        select(Thread.subject, Rating.comment_id, Rating.useful, Rating.at)
        .join(Comment, Comment.id == Rating.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(Rating.person_id == person_id)
        .order_by(Rating.comment_id)
    )
    asked = db.session.execute(
        select(Thread.subject, SourceAsk.comment_id, SourceAsk.at)
        .join(Comment, Comment.id == SourceAsk.comment_id)
        .join(Thread, Thread.id == Comment.thread_id)
        .where(SourceAsk.person_id == person_id)
        .order_by(SourceAsk.comment_id)
    )
    return {
        "useful_or_not": [dict(row) for row in answers.mappings()],
        "sources_asked_for": [dict(row) for row in asked.mappings()],
        "comments": [dict(row) for row in comments.mappings()],
        "earlier_wordings": [dict(row) for row in versions.mappings()],
        "followed_threads": [dict(row) for row in followed.mappings()],
    }
