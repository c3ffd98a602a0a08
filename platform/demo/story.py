"""What the events of the demo town tell each other."""

from datetime import datetime

from demo import records
from demo.settling import Places
from demo.town import at


class Story:
    """The ids that later events need, by the keys of the content."""

    def __init__(self, town: records.Town, places: Places) -> None:
        self.town = town
        self.places = places
        self.consultations: dict[str, int] = {}
        self.activities: dict[tuple[str, str], int] = {}
        self.proposals: dict[str, int] = {}
        self.answers: dict[str, int] = {}
        self.actions: dict[str, int] = {}
        self.merges: dict[str, int] = {}
        #: on paper only: what the services have returned once
        self.codes: dict[tuple[str, str], list[str]] = {}

    def when(self, day: int, hour: int = 10, minute: int = 0) -> datetime:
        return at(self.town.today, day, hour, minute)
