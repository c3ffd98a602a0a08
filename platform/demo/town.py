"""Reads the demo town Çınarlı from content/ into frozen records.

Days are whole numbers counted from `today` (negative: past). Texts may hold {date:N}, {month:N},
{season:N}, {season_in:N} and {year:N}; `read_town` replaces them, so the town is always fresh.
"""

import random
import re
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from demo import records as r

CONTENT = Path(__file__).parent / "content"
PHOTOS = Path(__file__).parent / "photos"
ISTANBUL = ZoneInfo("Europe/Istanbul")
MONTHS = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split()
SEASONS = (("kışı", "kışında"), ("baharı", "baharında"), ("yazı", "yazında"))
AUTUMN = ("sonbaharı", "sonbaharında")
PLACEHOLDER = re.compile(r"\{(date|month|season|season_in|year):(-?\d+)\}")
GENERATIONS = (("elder", 1943, 1965), ("middle", 1966, 1988), ("young", 1989, 2009))

Table = dict[str, Any]
T = TypeVar("T")


def at(today: date, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """The moment `day` days from today at that hour in Çınarlı, in UTC."""
    local = datetime.combine(today + timedelta(days=day), time(hour, minute), ISTANBUL)
    return local.astimezone(UTC)


def render(text: str, today: date) -> str:
    return PLACEHOLDER.sub(lambda m: _words(m[1], today + timedelta(days=int(m[2]))), text)


def _words(kind: str, when: date) -> str:
    if kind == "date":
        return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
    if kind == "month":
        return f"{MONTHS[when.month - 1]} {when.year}"
    if kind == "year":
        return str(when.year)
    # December counts as the winter of the year that follows.
    year = when.year + (when.month == 12)
    names = (*SEASONS, AUTUMN)[when.month % 12 // 3]
    return f"{year} {names[kind == 'season_in']}"


def _fresh(value: Any, today: date) -> Any:
    if isinstance(value, str):
        return render(value, today)
    if isinstance(value, list):
        return [_fresh(one, today) for one in value]
    if isinstance(value, dict):
        return {key: _fresh(one, today) for key, one in value.items()}
    return value


def read_town(today: date) -> r.Town:
    def read(name: str) -> Table:
        table: Table = tomllib.loads((CONTENT / name).read_text("utf-8"))
        return {key: _fresh(value, today) for key, value in table.items()}

    people, roadmap = read("people.toml"), read("actions.toml")
    municipality = _municipality(read("municipality.toml"))
    return r.Town(
        today=today,
        municipality=municipality,
        staff=[r.Staff(**one) for one in people["staff"]],
        residents=_residents(people, municipality.neighbourhoods),
        organisations=[r.Organisation(**o) for o in read("organisations.toml")["organisation"]],
        consultations=[_consultation(read(name)) for name in _files("consultations")],
        proposals=[p for name in _files("proposals") for p in _proposals(read(name))],
        answers=_answers(read("answers.toml")),
        roadmap_title=roadmap["roadmap"]["title"],
        goals=[r.Goal(**one) for one in roadmap["roadmap"]["goals"]],
        actions=[_action(one) for one in roadmap["action"]],
        reports=[_report(one) for one in read("reports.toml")["report"]],
    )


def _files(folder: str) -> list[str]:
    return [f"{folder}/{path.name}" for path in sorted((CONTENT / folder).glob("*.toml"))]


def _all(kind: Callable[..., T], rows: list[Table]) -> list[T]:
    return [kind(**row) for row in rows]


def _municipality(table: Table) -> r.Municipality:
    def notice(file: str, version: int, day: int) -> r.Notice:
        return r.Notice(text=(CONTENT / file).read_text("utf-8"), version=version, day=day)

    table["privacy_notice"] = notice(**table["privacy_notice"])
    table["community_rules"] = notice(**table["community_rules"])
    table["neighbourhoods"] = _all(r.Neighbourhood, table["neighbourhoods"])
    table["units"] = _all(r.Unit, table["units"])
    table["categories"] = _all(r.Category, table["categories"])
    return r.Municipality(**table)


def _comments(rows: list[Table]) -> list[r.Comment]:
    return [r.Comment(**(row | {"replies": _comments(row.get("replies", []))})) for row in rows]


def _activity(row: Table) -> r.Activity:
    vote = _vote(row["vote"]) if "vote" in row else None
    return r.Activity(**(row | {"vote": vote, "comments": _comments(row.get("comments", []))}))


def _vote(row: Table) -> r.Vote:
    written, desks = _all(r.Choice, row.get("written", [])), _all(r.Desk, row.get("desks", []))
    return r.Vote(**(row | {"written": written, "desks": desks}))


def _phase(row: Table) -> r.Phase:
    when = row.get("when", "")
    return r.Phase(label=row["label"], starts=row.get("from"), ends=row.get("to"), when=when)


def _consultation(table: Table) -> r.Consultation:
    table["promise"] = r.Promise(**table["promise"])
    table["activities"] = [_activity(row) for row in table.pop("activity")]
    table["phases"] = [_phase(row) for row in table.pop("phase")]
    table["people"] = _all(r.Responsible, table.pop("people", []))
    table["meetings"] = _all(r.Meeting, table.pop("meeting", []))
    table["documents"] = _all(r.Document, table.pop("document", []))
    if "ended" in table:
        table["ended"] = r.Ended(**table["ended"])
    if "lateness_note" in table:
        table["lateness_note"] = r.LatenessNote(**table["lateness_note"])
    return r.Consultation(**table)


def _proposals(table: Table) -> list[r.Proposal]:
    shared = {"consultation": table["consultation"]}
    rows = [row | {"comments": _comments(row.get("comments", []))} for row in table["proposal"]]
    return [r.Proposal(**(row | shared)) for row in rows]


def _answers(table: Table) -> list[r.Answer]:
    return [r.Answer(**(table["defaults"] | row)) for row in table["answer"]]


def _action(row: Table) -> r.Action:
    delay = r.Delay(**row["delay"]) if "delay" in row else None
    return r.Action(**(row | {"updates": _all(r.Update, row["updates"]), "delay": delay}))


def _report(row: Table) -> r.Report:
    return r.Report(**(row | {"comment": r.Comment(**row["comment"])}))


def _residents(people: Table, places: list[r.Neighbourhood]) -> list[r.Resident]:
    """The written residents, then invented ones, the same on every machine."""
    settings, names = people["residents"], people["names"]
    known = [r.Resident(email=f"{row['key']}@cinarli.example", **row) for row in settings["key"]]
    draw = random.Random(settings["seed"])
    wanted = settings["count"] - len(known)
    verified = settings["count"] * settings["verified_share"] // 100
    left = verified - sum(person.verified for person in known)
    proofs = [True] * left + [False] * (wanted - left)
    draw.shuffle(proofs)
    taken = {person.name for person in known}
    return known + [
        _invented(number, draw, names, places, proof, taken)
        for number, proof in enumerate(proofs, start=1)
    ]


def invented(town: r.Town, count: int, *, seed: int) -> list[r.Resident]:
    """More of them, beside those of the town; the same on every machine."""
    names = tomllib.loads((CONTENT / "people.toml").read_text("utf-8"))["names"]
    draw, taken = random.Random(seed), {one.name for one in town.residents}
    places, first = town.municipality.neighbourhoods, len(town.residents) + 1
    return [
        _invented(number, draw, names, places, False, taken)
        for number in range(first, first + count)
    ]


def _invented(
    number: int,
    draw: random.Random,
    names: Table,
    places: list[r.Neighbourhood],
    verified: bool,
    taken: set[str],
) -> r.Resident:
    generation, first, last = draw.choice(GENERATIONS)
    nicknames = names["nicknames"]
    nickname = number % 14 == 0 and number // 14 <= len(nicknames)
    name = nicknames[number // 14 - 1] if nickname else ""
    while not name or name in taken:
        given = draw.choice(names[f"{generation}_{draw.choice(('women', 'men'))}"])
        family = draw.choice(names["double_surnames" if number % 23 == 0 else "surnames"])
        name = f"{given} {family}"
    taken.add(name)
    [place] = draw.choices(places, [one.population for one in places])
    return r.Resident(
        key=f"r{number:03}",
        name=name,
        email=f"r{number:03}@cinarli.example",
        neighbourhood=place.key,
        born=draw.randint(first, last),
        verified=verified,
    )
