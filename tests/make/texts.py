"""Texts for tests: published, with a heading and three paragraphs."""

from typing import Any

from accounts.models import Person
from consultations import queries as consultations
from consultations.models import Activity, ActivityKind
from kernel.db import db
from kernel.rules import Visitor
from places.models import Municipality
from tests.make.consultations import make_activity, make_consultation
from tests.make.places import make_person, saving, visitor
from texts import forms, queries, services
from texts.models import Document, Suggestion

SOURCE = """# Park kullanım yönergesi

Park her gün saat 07.00 ile 23.00 arasında açıktır.

Köpekler parkta tasmayla gezdirilir; sahipleri dışkıyı toplar.

## Etkinlikler

Parkta yirmiden çok kişinin katılacağı etkinlikler on gün önceden bildirilir."""


def make_text_activity(town: Municipality | None = None, **anything: Any) -> Activity:
    made = make_activity(make_consultation(town, activities=()), ActivityKind.TEXT, **anything)
    return consultations.get_activity(made.id)


def make_text(
    activity: Activity | None = None, *, source: str = SOURCE, published: bool = True
) -> Document:
    owner = activity or make_text_activity()
    blocks = forms.rendered(source)
    with saving():
        activity = consultations.get_activity(owner.id)
        text = services.draw_up(activity, by=Visitor(), source=source, blocks=blocks)
        if published:
            services.publish(queries.get_text(text.id), by=Visitor())
    return queries.get_text(text.id)


def paragraphs(text_id: int) -> list[int]:
    """The numbered ones of the version that is read now."""
    current = queries.get_text(text_id).current or 1
    return [line.paragraph_id for line in queries.list_lines(text_id, current) if line.number]


def make_suggestion(
    paragraph_id: int,
    author: Person | None = None,
    words: str = "Park her gün saat 06.00 ile 24.00 arasında açıktır.",
) -> Suggestion:
    by = visitor(author or make_person())
    with saving():
        db.session.expire_all()
        return services.suggest(
            queries.get_paragraph(paragraph_id), by=by, words=words, reason="Sabah koşanlar var."
        )


def samples(town: Municipality) -> dict[str, list[int]]:
    """For every address: a published text with a suggestion, a draft, one that waits."""
    text = make_text(make_text_activity(town))
    drafted = make_text(make_text_activity(town), published=False)
    waiting = make_text(make_text_activity(town))
    with saving():
        services.propose_version(
            queries.get_text(waiting.id), by=Visitor(), source=SOURCE.replace("07.00", "06.00")
        )
    ids = [row.id for row in (text, drafted, waiting)]
    found = paragraphs(ids[0])
    heading = next(line.paragraph_id for line in queries.list_lines(ids[0], 1) if line.is_heading)
    made = make_suggestion(found[0])
    return {
        "text_id": ids,
        "paragraph_id": [*found[:2], heading, *paragraphs(ids[1])[:1]],
        "suggestion_id": [made.id],
        "activity_id": [make_text_activity(town).id],
    }
