"""Two residents wait for the letter that proves where they live."""

from collections.abc import Iterator
from functools import partial

from demo import records
from demo.events import Event, in_write
from demo.story import Story
from places.queries import get_municipality
from places.services import residence

#: day of the request, and where the letter goes
ADDRESSES = (
    (-2, "Ihlamur Sokak No 12, Menekşe Apartmanı, Daire 3"),
    (-1, "Değirmen Caddesi No 41"),
)


def events(story: Story) -> Iterator[Event]:
    """First name and surname: a letter to a nickname would not arrive."""
    waiting = (one for one in story.town.residents if not one.verified and one.name.istitle())
    for one, (day, address) in zip(waiting, ADDRESSES, strict=False):
        yield story.when(day, 19), 60, in_write(partial(_request, story, one, address))


def _request(story: Story, one: records.Resident, address: str) -> None:
    person = story.places.people[one.key]
    assert person.id is not None
    residence.request_letter(
        get_municipality(story.places.municipality_id),
        by=person.id,
        full_name=one.name,
        address=address,
        neighbourhood_id=story.places.neighbourhoods[one.neighbourhood],
        birth_year=None,
    )
