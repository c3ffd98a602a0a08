"""A made-up Polis export that an officer brings: uploaded, confirmed, written, published."""

import csv
import hashlib
import io
import random
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from consultations.queries import get_activity
from demo.events import Event, in_write
from demo.opining import LEAVING, count, own_answers
from demo.story import Story
from demo.town import CONTENT
from kernel import archives
from kernel.text import markdown
from opinions import formats, queries, services
from opinions.models import Answer
from opinions.services import importing

Told = Mapping[str, Any]
CELLS = {Answer.AGREE: "1", Answer.PASS: "0", Answer.DISAGREE: "-1"}
COMMENTS = "timestamp datetime comment-id author-id agrees disagrees moderated comment-body".split()


def events(story: Story) -> Iterator[Event]:
    told = tomllib.loads((CONTENT / "polis.toml").read_text("utf-8"))
    made: dict[str, Any] = {}
    html, files = markdown(told["intro"]), _files(told)
    yield story.when(told["day"], 10), 37, in_write(partial(_bring, story, told, html, files, made))
    # By then the worker has written it, as the officer saw on the page.
    yield story.when(told["day"], 11), 37, in_write(partial(_publish, story, told, made))
    yield story.when(told["day"], 12), 38, partial(count, made)


def _bring(
    story: Story, told: Told, html: str, files: Mapping[str, str], made: dict[str, Any]
) -> None:
    by = story.places.people[told["by"]]
    activity = get_activity(story.activities[told["consultation"], told["activity"]])
    row = services.draw_up(
        activity, by=by, question=told["question"], intro=told["intro"], intro_html=html
    )
    made["id"] = row.id
    conversation = queries.get_conversation(row.id)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        export = formats.read(Path(folder))
    importing.keep_files(
        conversation,
        export,
        by=by,
        language="tr",
        file_hash=hashlib.sha256(files[formats.VOTES].encode()).hexdigest(),
        files=archives.pack(files),
    )
    importing.confirm_import(conversation, by=by)


def _publish(story: Story, told: Told, made: Mapping[str, Any]) -> None:
    services.publish(queries.get_conversation(made["id"]), by=story.places.people[told["by"]])


def _files(told: Told) -> dict[str, str]:
    """The same for the same content; people without a name, as Polis has them."""
    draw = random.Random(told["activity"])
    asked = list(enumerate(told["statement"]))
    camps = [camp for camp, size in enumerate(told["people"]) for _one in range(size)]
    draw.shuffle(camps)
    votes = [["participant", "group-id", "n-comments", "n-votes", *(str(n) for n, _one in asked)]]
    for person, camp in enumerate(camps):
        given = own_answers(draw, asked, camp, leaves=draw.uniform(*LEAVING))
        cells = [CELLS[given[n]] if n in given else "" for n, _one in asked]
        votes.append([str(person), "", "0", str(len(given)), *cells])
    comments = [COMMENTS]
    for number, one in asked:
        moderated = "-1" if one.get("rejected") else "1"
        comments.append(["0", "", str(number), "0", "0", "0", moderated, one["text"]])
    return {formats.VOTES: _csv(votes), formats.COMMENTS: _csv(comments)}


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
