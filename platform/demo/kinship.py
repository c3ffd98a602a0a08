"""Proposals of the demo that belong together: merged, waiting for an author, split off, linked."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from demo.events import Event, in_write
from demo.putting import Told, put_forward
from demo.story import Story
from kernel import geojson
from kernel.db import db
from kernel.text import markdown
from places.models import Municipality
from places.services.outlines import draw_map
from proposals import services
from proposals.kinship import LinkKind
from proposals.models import Proposal
from proposals.queries import get_proposal
from proposals.queries.merging import get_merge

OFFICER = "murat"


@dataclass(frozen=True)
class Kin(Told):
    supports: int
    #: how it differs from an older one, in its author's words
    differs: tuple[str, str] | None = None


TOLD = (
    Kin(
        "tepecik-isik", "welat", -14, "tepecik",
        "Tepecik merdivenlerine ışık ve tutunma demiri",
        "Merdivenler gece kapkaranlık. Elimizde torbayla çıkarken tutunacak yer yok.",
        "İki yana tutunma demiri, her sahanlığa bir lamba konulsun. Dinlenecek bir yer de olursa "
        "yaşlılar için iyi olur.",
        31,
    ),
    Kin(
        "kutuphane-aksam", "gulten", -9, "yesilova",
        "Yeşilova Kütüphanesi hafta sonu akşama kadar açık kalsın",
        "Cumartesi öğlen kapanıyor, pazar hiç açılmıyor. Çalışan ailelerin çocukları gelemiyor.",
        "Cumartesi ve pazar 10.00–19.00 arası açık olsun.",
        27,
    ),
    Kin(
        "kedi-su", "berfin", -5, "kavakli",
        "Parklara kedi evi ve su kabı",
        "Yazın susuz, kışın soğukta kalıyorlar.",
        "Kavaklı’daki üç parka yalıtımlı kedi evi ve damlalıklı su kabı konulsun.",
        12,
    ),
    Kin(
        "ilica-ates", "leyla", -4, "ilica",
        "Ilıca yolundaki piknik yerlerine kapalı ateş yeri",
        "Çöpün yanında açık ateş de yanıyor; geçen yaz iki kez itfaiye geldi.",
        "Dört piknik yerine taş ocak yapılsın, dışında ateş yakılmasın.",
        9,
        differs=("ilica-cop", "O öneri çöp kutusu istiyor; benimki aynı yerlerde yangına karşı "
                 "ateş yeri istiyor."),
    ),
)  # fmt: skip
#: the one that stays, the one that joins it, days of the proposal and of each author's consent
MERGED = ("tepecik-merdiven", "tepecik-isik", -8, {"havva": -7, "welat": -6})
MERGED_WHY = (
    "İkisi de aynı merdivenlere korkuluk ve dinlenme yeri istiyor. Tek öneri olarak tek keşif ve "
    "tek maliyetle değerlendirilir."
)
WAITING = ("kutuphane-pazar", "kutuphane-aksam", -2, {"gulten": -1})
WAITING_WHY = (
    "İki öneri de Yeşilova Kütüphanesi’nin hafta sonu saatlerini konu alıyor. Birlikte yazılırsa "
    "personel ihtiyacı bir kez hesaplanır."
)
#: key of a proposal, latitude, longitude
POINTS = (
    ("satranc", 40.71310, 30.02140),
    ("kavakli-kaldirim", 40.72050, 30.03420),
    ("istasyon-golge", 40.70520, 30.03360),
    ("bisiklet-park", 40.71260, 30.03420),
    ("sogutlu-durak", 40.70480, 30.04690),
    ("tepecik-merdiven", 40.72110, 30.04720),
    ("degirmen-tuvalet", 40.72020, 30.02090),
    ("sesli-isik", 40.71330, 30.04650),
    ("kedi-su", 40.71890, 30.03110),
    ("ilica-cop", 40.72950, 30.02210),
)
#: an invented town of three by four neighbourhoods
GRID = (
    ("degirmenbasi", "kavakli", "tepecik"),
    ("cinaralti", "cumhuriyet", "hurriyet"),
    ("yesilova", "istasyon", "sogutlu"),
    ("bahcelievler", "ilica", "ovakoy"),
)
NORTH, WEST, HIGH, WIDE = 40.7250, 30.0150, 0.0080, 0.0130
LINKED = ("istasyon-golge", "golge-agac", -1)


def events(story: Story) -> Iterator[Event]:
    for told in TOLD:
        html = markdown(told.text)
        write = in_write(partial(_write, story, told, html))
        yield story.when(told.day, 13), 22, write
    for (stays, joins, day, consents), why in ((MERGED, MERGED_WHY), (WAITING, WAITING_WHY)):
        propose = in_write(partial(_propose, story, stays, joins, why))
        yield story.when(day, 11), 23, propose
        for author, agreed in consents.items():
            agree = in_write(partial(_agree, story, stays, author))
            yield story.when(agreed, 19), 24, agree
    yield story.when(-19, 16), 26, in_write(partial(_draw_map, story))
    yield story.when(-1, 16), 27, in_write(partial(_put_on_map, story))
    one, other, day = LINKED
    yield story.when(day, 15), 25, in_write(partial(_link, story, one, other))


def _write(story: Story, told: Kin, html: str) -> None:
    proposal = put_forward(story, told, html)
    if told.differs is not None:
        services.differ(proposal, story.proposals[told.differs[0]], told.differs[1])
    fresh = get_proposal(proposal.id)
    for person in story.places.sample(f"kin:{told.key}", told.supports, without=[told.author]):
        with contextlib.suppress(services.SupportsUsedUp):
            services.support(fresh, by=person)


def _propose(story: Story, stays: str, joins: str, why: str) -> None:
    merge = services.propose_merge(
        get_proposal(story.proposals[stays]),
        [story.proposals[joins]],
        by=story.places.people[OFFICER],
        reason=why,
    )
    story.merges[stays] = merge.id


def _agree(story: Story, stays: str, author: str) -> None:
    services.agree_to_merge(get_merge(story.merges[stays]), by=story.places.people[author])


def _link(story: Story, one: str, other: str) -> None:
    services.link(
        get_proposal(story.proposals[one]),
        story.proposals[other],
        by=story.places.people[OFFICER],
        kind=LinkKind.COMPLETES,
    )


def _draw_map(story: Story) -> None:
    """As an administrator's file would be read."""
    places = story.places
    names = {one.key: one.name for one in story.town.municipality.neighbourhoods}
    features = []
    for row, line in enumerate(GRID):
        for column, key in enumerate(line):
            shape = {"type": "Polygon", "coordinates": [_ring(row, column)]}
            told = {"ad": names[key]}
            features.append({"type": "Feature", "properties": told, "geometry": shape})
    file = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    known = {number: names[key] for key, number in places.neighbourhoods.items()}
    town = db.session.get_one(Municipality, places.municipality_id)
    by = places.people["sevgi"]
    draw_map(town, by=by, outlines=geojson.outlines(file, known))


def _ring(row: int, column: int) -> list[list[float]]:
    """A neighbourhood with bent borders; neighbours share their corners."""
    corners = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
    return [_corner(*corner) for corner in [*corners, corners[0]]]


def _corner(row: int, column: int) -> list[float]:
    """The same bend for everybody who meets there."""
    bend = ((row * 7 + column * 5) % 4 - 1.5) / 8
    return [WEST + (column + bend) * WIDE, NORTH - (row - bend) * HIGH]


def _put_on_map(story: Story) -> None:
    for key, latitude, longitude in POINTS:
        proposal = db.session.get_one(Proposal, story.proposals[key])
        proposal.latitude, proposal.longitude = latitude, longitude
