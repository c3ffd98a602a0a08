"""Threads, comments and reports for tests; posted through the services, as people do it."""

from typing import Any

from accounts.models import Person
from discussion import services
from discussion.models import Comment, Stance, Thread
from discussion.queries import get_comment
from moderation.models import Ground
from places.models import Municipality
from tests.make.places import make_person, saving, visitor


def make_thread(municipality: Municipality, **anything: Any) -> Thread:
    """Its owner is the municipality's home page, which every test application has."""
    values: dict[str, Any] = {
        "subject": "Pazar yerine gölgelik",
        "endpoint": "web.municipality_home",
        "object_id": 1,
    }
    with saving():
        return services.open_thread(municipality_id=municipality.id, **{**values, **anything})


def make_comment(
    thread: Thread,
    author: Person | None = None,
    body: str = "Gölge olursa haftada bir kasa daha az çöpe gider.",
    *,
    stance: Stance | None = None,
    **anything: Any,
) -> Comment:
    values = {"body": body, "html": f"<p>{body}</p>", **anything}
    if values.get("parent") is None:
        values["stance"] = stance or Stance.FOR
    by = visitor(author or make_person())
    with saving():
        return services.post(thread, by=by, **values)


def make_many(thread: Thread, author: Person, number: int, *, stance: Stance = Stance.FOR) -> None:
    """So many top comments, each with a reply, past the services: for counting queries."""
    common = {
        "municipality_id": thread.municipality_id,
        "thread_id": thread.id,
        "author_id": author.id,
        "body": "Söz",
        "html": "<p>Söz</p>",
    }
    with saving() as session:
        tops = [Comment(**common, stance=stance, reply_count=1) for _ in range(number)]
        session.add_all(tops)
        session.flush()
        session.add_all(Comment(**common, parent_id=top.id) for top in tops)


def with_source(comment: Comment, url: str = "https://kurum.example/rapor") -> Comment:
    with saving():
        row = get_comment(comment.id)
        by = visitor(row.author)
        services.add_source(row, by=by, url=url, title="Belediye raporu, 2026")
        return row


def make_report(
    comment: Comment,
    by: Person | None = None,
    *,
    ground: Ground = Ground.PERSONAL_DATA,
    note: str = "İçinde bir telefon numarası var.",
) -> Comment:
    reporter = visitor(by or make_person("Komşu"))
    comment_id = comment.id
    with saving():
        found = get_comment(comment_id)
        services.report(found, by=reporter, ground=ground, note=note)
    return found


def hide(
    comment: Comment, by: Person, *, reason: str = "Yorumda bir telefon numarası vardı."
) -> Comment:
    moderator = visitor(by)
    comment_id = comment.id
    with saving():
        found = get_comment(comment_id)
        services.hide(found, by=moderator, ground=Ground.PERSONAL_DATA, reason=reason)
    return found
