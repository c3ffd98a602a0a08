"""Pots in which very few voted, told together with the city's; who is funded stays as counted."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from voting.counting.definition import Definition

#: the city's own pot
CITY = ""
#: how many ballots name a project of these pots at least
Taking = Callable[[Collection[str]], int]


def small_pots(pots: Collection[str], taking: Taking, least: int) -> list[str]:
    """Those told as one, upwards: small ones with the city's, then the smallest that is left.

    `pots` have projects, in the definition's order. Empty where each has enough.
    """
    merged = {name for name in pots if taking([name]) < least}
    if merged:
        merged |= {CITY} & set(pots)
    while merged and taking(merged) < least and (left := set(pots) - merged):
        merged.add(min(left, key=lambda name: (taking([name]), name)))
    return [name for name in pots if name in merged]


def merge(
    result: Mapping[str, Any], definition: Definition, merged: Collection[str], ballots: int | None
) -> dict[str, Any]:
    """The stored result without a figure of theirs.

    `ballots` took part in one of them at least; None where even these are too few to be told.
    """
    hidden = {option.id for option in definition.options if option.pot in merged}
    details, carries = result["details"], definition.params["leftovers"] == "city"
    shown = {name: _without(result[name], hidden) for name in ("scores", "support")}
    return {
        **result,
        **shown,
        "ranking": _ranking(result["ranking"], hidden, set(result["winners"])),
        "rounds": [row for row in result["rounds"] if row["option"] not in hidden],
        # By how little a project of theirs was missed says how few there were.
        "margin": None,
        "details": {
            **details,
            "pots": _rows(details["pots"], merged, ballots, carries=carries),
            "not_funded": [row for row in details["not_funded"] if row["option"] not in hidden],
        },
    }


def _without(figures: Mapping[str, int] | None, hidden: Collection[str]) -> dict[str, int] | None:
    if figures is None:
        return None
    return {name: part for name, part in figures.items() if name not in hidden}


def _ranking(
    ranking: list[list[str]], hidden: Collection[str], winners: Collection[str]
) -> list[list[str]]:
    """Of the hidden ones no more than who won; within a group by number, which says nothing."""
    shown = [[name for name in group if name not in hidden] for group in ranking]
    won = sorted((name for name in hidden if name in winners), key=int)
    lost = sorted((name for name in hidden if name not in winners), key=int)
    return [group for group in (*shown, won, lost) if group]


def _rows(
    rows: list[dict[str, Any]], merged: Collection[str], ballots: int | None, *, carries: bool
) -> list[dict[str, Any]]:
    """One row in place of theirs, the last; what went from one to the other stays inside."""
    inside = [row for row in rows if row["pot"] in {*merged, CITY}]
    *districts, city = inside
    moved = sum(row["left"] for row in districts) if carries else 0
    whole = {
        "pot": CITY,
        "merged": [row["pot"] for row in districts],
        "ballots_together": ballots,
        "money": sum(row["money"] for row in inside) - moved,
        "carried": city["carried"] - moved,
        "spent": sum(row["spent"] for row in inside),
        "reserved": sum(row["reserved"] for row in inside),
        "left": sum(row["left"] for row in inside) - moved,
        "bars": [bar for row in inside for bar in row["bars"]],
    }
    return [*(row for row in rows if row not in inside), whole]
