"""The shape of what is followed: ticks for places and topics, a search with its filters."""

from collections.abc import Mapping
from typing import Any

from flask import request

from following.models import SEEKS_LABELS, Seeks
from kernel.forms import (
    BaseForm,
    Choice,
    Radio,
    Several,
    TextLine,
    length,
    optional,
    options,
    required,
)
from kernel.http import asked_id
from kernel.i18n import lazy
from kernel.text import clean_input


class FollowForm(BaseForm):
    neighbourhood_id = Several(lazy("Mahalleler"), [optional], coerce=int)
    category_id = Several(lazy("Konular"), [optional], coerce=int)
    unit_id = Several(lazy("Müdürlükler"), [optional], coerce=int)
    organisation_id = Several(lazy("Kuruluşlar"), [optional], coerce=int)


COLUMNS = ("neighbourhood_id", "category_id", "unit_id", "organisation_id")
#: how addresses name them
ARGUMENTS = dict(zip(COLUMNS, ("mahalle", "konu", "birim", "kurulus"), strict=True))


def follow(
    choices: Mapping[str, list[tuple[int, str]]], followed: Mapping[str, list[int]]
) -> FollowForm:
    """With what the page one came from asks for ticked, to be saved with one press."""
    form = FollowForm(data={name: [*followed[name], *_asked(name)] for name in COLUMNS})
    for name in COLUMNS:
        form[name].choices = options(choices[name])
    return form


def _asked(name: str) -> list[int]:
    number = asked_id(ARGUMENTS[name])
    return [] if number is None else [number]


class RadarForm(BaseForm):
    words = TextLine(lazy("Sözcükler"), [optional, length(0, 100)])
    seeks = Radio(
        lazy("Nerede aransın?"),
        [required()],
        choices=options((seeks.value, lazy(label)) for seeks, label in SEEKS_LABELS.items()),
    )
    neighbourhood_id = Choice(lazy("Mahalle"), [optional])
    category_id = Choice(lazy("Konu"), [optional])

    def search(self) -> dict[str, Any]:
        return {
            "words": " ".join((self.words.data or "").split()),
            "seeks": Seeks(self.seeks.data),
            "neighbourhood_id": _whole(self.neighbourhood_id.data),
            "category_id": _whole(self.category_id.data),
        }


def radar(choices: Mapping[str, list[tuple[int, str]]]) -> RadarForm:
    """Filled with the search of the list it was opened from."""
    form = RadarForm(
        data={
            "words": clean_input(request.args.get("q", ""))[:100].strip(),
            "seeks": Seeks.BOTH.value,
            "neighbourhood_id": request.args.get("mahalle", ""),
            "category_id": request.args.get("konu", ""),
        }
    )
    for name in ("neighbourhood_id", "category_id"):
        form[name].choices = options([("", lazy("Tümü")), *choices[name]])
    return form


def _whole(value: str | None) -> int | None:
    return int(value) if value else None
