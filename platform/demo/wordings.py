"""The demo's text: suggestions to its first version, answered, and taken up in the second."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from consultations.queries import get_activity
from demo.events import Event, in_write
from demo.story import Story
from demo.town import CONTENT
from texts import forms, queries, services
from texts.matching import Old, match
from texts.models import SuggestionState
from texts.services import Rendered

Told = Mapping[str, Any]
Made = dict[Any, int]


def events(story: Story) -> Iterator[Event]:
    for one in tomllib.loads((CONTENT / "texts.toml").read_text("utf-8"))["text"]:
        owner = next(c for c in story.town.consultations if c.key == one["consultation"])
        opens = next(a for a in owner.activities if a.key == one["activity"]).opens
        made: Made = {}
        first, second = one["first"].strip(), one["second"].strip()
        blocks = forms.rendered(first)
        yield (
            story.when(opens - 1, 11),
            35,
            in_write(partial(_publish, story, one, first, blocks, made)),
        )
        for place, told in enumerate(one["suggestion"]):
            yield (
                story.when(told["day"], 19, place),
                36,
                in_write(partial(_suggest, story, told, place, made)),
            )
            if "answered" in told:
                yield (
                    story.when(told["answered"], 14, place),
                    37,
                    in_write(partial(_answer, story, one, told, place, made)),
                )
        yield (
            story.when(one["renewed"], 10),
            38,
            in_write(partial(_renew, story, one, second, forms.rendered(second), made)),
        )
        for told in one["done"]:
            yield (
                story.when(told["day"], 12),
                39,
                in_write(partial(_say_done, story, one, told, made)),
            )


def _publish(story: Story, told: Told, source: str, blocks: Sequence[Rendered], made: Made) -> None:
    by = story.places.people[told["by"]]
    activity = get_activity(story.activities[told["consultation"], told["activity"]])
    text = services.draw_up(activity, by=by, source=source, blocks=blocks)
    made["text"] = text.id
    services.publish(queries.get_text(text.id), by=by)


def _paragraph(made: Made, number: int) -> int:
    """By its number in the version that is read then."""
    text = queries.get_text(made["text"])
    lines = queries.list_lines(text.id, text.current)
    return next(line.paragraph_id for line in lines if line.number == number)


def _suggest(story: Story, told: Told, place: int, made: Made) -> None:
    paragraph = queries.get_paragraph(_paragraph(made, told["paragraph"]))
    by = story.places.people[told["by"]]
    made[place] = services.suggest(paragraph, by=by, words=told["words"], reason=told["reason"]).id


def _answer(story: Story, one: Told, told: Told, place: int, made: Made) -> None:
    services.answer(
        queries.get_suggestion(made[place]),
        by=story.places.people[one["by"]],
        state=SuggestionState(told["state"]),
        answer=told["answer"],
        office=one["office"],
    )


def _renew(story: Story, told: Told, source: str, blocks: Sequence[Rendered], made: Made) -> None:
    by = story.places.people[told["by"]]
    text = queries.get_text(made["text"])
    version = services.propose_version(text, by=by, source=source)
    before = [
        Old(line.paragraph_id, line.source, line.is_heading)
        for line in queries.list_lines(text.id, text.current)
    ]
    found = match(before, [one.block for one in blocks])
    services.publish_version(
        text,
        version,
        by=by,
        blocks=blocks,
        same={n: one.paragraph_id for n, one in enumerate(found) if one.paragraph_id is not None},
        note=told["note"],
    )


def _say_done(story: Story, one: Told, told: Told, made: Made) -> None:
    paragraph = queries.get_paragraph(_paragraph(made, told["paragraph"]))
    services.say_done(paragraph, by=story.places.people[one["by"]], we_did=told["words"])
