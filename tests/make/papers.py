"""Frozen elections of every rule, written straight into the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from consultations.models import Activity
from kernel import clock, keys
from kernel.db import write
from places.models import Municipality
from tests.make.voting import make_vote
from voting import definitions, queries
from voting.counting import definition as counting
from voting.models import ENDPOINT, Election, ElectionState, Option

TITLES = (
    "Engelsiz rampa ve kabartma yüzey",
    "Dere üstüne yaya köprüsü",
    "Kuş gözlem noktası",
    "Yürüyüş yolunun aydınlatılması",
    "Eski değirmenin onarımı",
    "Gölgelik ve oturma alanları",
    "Mahalle bostanı ve sulama hattı",
    "Doğal malzemeli oyun alanı",
)
LIRA = 100
COSTS = tuple(
    cost * LIRA
    for cost in (
        2_700_000,
        6_250_000,
        480_000,
        3_400_000,
        9_600_000,
        1_850_000,
        1_240_000,
        2_150_000,
    )
)
BUDGET = 20_000_000 * LIRA


@dataclass(frozen=True)
class Sample:
    """One kind of paper, and a choice that it allows."""

    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)
    options: int = 4
    seats: int = 1
    pots: Sequence[str] = ()

    @property
    def document(self) -> dict[str, Any]:
        """Options have the ids "1", "2", …; `make_paper` gives them those of the table."""
        return {
            "election": "1",
            "question": "Kıyıda önce hangileri yapılsın?",
            "rule": self.rule,
            "params": dict(self.params),
            "seats": self.seats,
            "options": [self._option(number) for number in range(self.options)],
        }

    def _option(self, number: int) -> dict[str, Any]:
        return {
            "id": str(number + 1),
            "title": TITLES[number],
            "text": f"{TITLES[number]}: çizimi ve hesabı hazır.",
            "cost": COSTS[number] if "budget" in self.params else None,
            "pot": self.pots[number] if self.pots else "",
            "proposal": None,
        }

    @property
    def definition(self) -> counting.Definition:
        return counting.parse(self.document)


def budget(rule: str, ballot: str = "approval", **more: Any) -> Sample:
    return Sample(rule, {"budget": BUDGET, "ballot": ballot, **more}, options=8)


#: every rule once at least, and every kind of ballot of a budget
SAMPLES: dict[str, Sample] = {
    "plurality": Sample("plurality"),
    "seats": Sample("plurality", {"max_choices": 2}, seats=2),
    "approval": Sample("approval", {"max_choices": 3, "min_choices": 2}),
    "score": Sample("score"),
    "score-100": Sample("score", {"max_score": 100}),
    "average": Sample("average"),
    "average-10": Sample("average", {"max_score": 10}),
    "star": Sample("star"),
    "irv": Sample("irv"),
    "irv-3": Sample("irv", {"max_rank": 3}, options=6),
    "schulze": Sample("schulze", {"equal_ranks": True}),
    "ranked-pairs": Sample("ranked-pairs"),
    "minimax": Sample("minimax"),
    "borda": Sample("borda"),
    "stv": Sample("stv", seats=2),
    "greedy": budget("greedy", "knapsack", max_cost=BUDGET),
    "greedy-no-skip": budget("greedy-no-skip", "approval", max_choices=3),
    "greedy-threshold": budget("greedy-threshold", "choose-1"),
    "greedy-ratio": budget("greedy-ratio", "ordinal", max_choices=5),
    "equal-shares": budget("equal-shares"),
    "cumulative": budget("equal-shares", "cumulative", max_sum=1000, utility="points"),
    "scoring": budget("greedy", "scoring", max_points=5, max_choices=4),
    "pots": Sample(
        "greedy",
        {
            "budget": BUDGET,
            "ballot": "knapsack",
            "max_cost": BUDGET // 2,
            "pots": [["Kavaklı", BUDGET // 4], ["Yeşilova", BUDGET // 4]],
        },
        options=8,
        pots=("Kavaklı", "Kavaklı", "", "Yeşilova", "", "Yeşilova", "Kavaklı", ""),
    ),
    "proportional-split": Sample("proportional-split", {"budget": BUDGET, "max_choices": 2}),
    "quadratic": Sample("quadratic"),
    "quadratic-against": Sample("quadratic", {"negative": True}),
}


def make_paper(
    sample: Sample | str, activity: Activity | None = None, *, town: Municipality | None = None
) -> Election:
    """Frozen and open, with its key."""
    wanted = SAMPLES[sample] if isinstance(sample, str) else sample
    place = activity or make_vote(town)
    document = wanted.document
    with write() as session:
        election = Election(
            municipality_id=place.municipality_id,
            consultation_id=place.consultation_id,
            activity_id=place.id,
            state=ElectionState.FROZEN,
            question=document["question"],
            consequence="Kazananlar 2027 programına girer; kararı meclis verir.",
            seats=wanted.seats,
            frozen_at=clock.now(),
        )
        session.add(election)
        session.flush()
        for number, row in enumerate(document["options"], 1):
            option = Option(
                election_id=election.id,
                title=row["title"],
                text=row["text"],
                cost_kurus=row["cost"],
                position=number,
            )
            session.add(option)
            session.flush()
            row["id"] = str(option.id)
        election.definition = counting.canonical({**document, "election": str(election.id)})
        election.definition_sha256 = counting.digest(election.definition)
        stored = session.get_one(Activity, place.id)
        stored.endpoint, stored.object_id = ENDPOINT, election.id
        if not keys.exists(election.key_name):
            keys.create(election.key_name)
        found = election.id
    return queries.get_election(found)


def ids(election: Election) -> list[str]:
    """Of the options in the definition's order."""
    return list(definitions.definition(election).ids)
