"""The count again, compared with the published result part by part."""

from typing import Any

from verify.canonical import decode, encode
from verify.differences import Difference, shown
from verify.election import Election
from verify.files import COUNT, RESULT
from verify.roll import Facts, Roll
from voting.counting.ballots import Packed, pack
from voting.counting.margins import margin
from voting.counting.parameters import Ballot
from voting.counting.results import Result
from voting.counting.tally import count

#: what a page adds to the result of the count
ADDED = {"eligible", "voters", "channels", "small", "settled", "margin"}
#: below it a result of secret ballots has no figures
SMALL = 10

#: stands for a ballot that nobody could read: no option has this name
_UNREADABLE: dict[Ballot, Any] = {
    Ballot.CHOICES: [""],
    Ballot.RANKS: [""],
    Ballot.POINTS: {"": 0},
}


def again(election: Election, choices: list[Any], facts: Facts) -> tuple[Packed, Result]:
    rules = election.rules
    unreadable = _UNREADABLE[rules.ballot]
    try:
        packed = pack(rules, [unreadable if choice is None else choice for choice in choices])
        result = count(
            rules,
            packed,
            superseded=facts.superseded,
            void=facts.void,
            electorate=facts.electorate,
            seed=facts.seed,
            council=facts.council,
        )
    except Exception as error:  # another package's code on a stranger's files
        raise Difference("uncountable", COUNT, reason=shown(error)) from None
    return packed, result


def compare(
    election: Election, packed: Packed, counted: Result, published: dict[str, Any], facts: Facts
) -> int:
    """How many parts are the same; all have to be."""
    expected = counted.as_json()
    if "margin" in published:
        expected["margin"] = margin(election.rules, packed, counted, electorate=facts.electorate)
    expected = decode(encode(expected), RESULT)
    unknown = sorted(published.keys() - expected.keys() - ADDED)
    if unknown:
        raise Difference("result", RESULT, name=shown(unknown[0]), expected="-", found="+")
    for name in sorted(expected):
        if name not in published:
            raise Difference("result", RESULT, name=name, expected="+", found="-")
        _same(name, expected[name], published[name])
    return len(expected)


def _same(name: str, expected: Any, found: Any) -> None:
    """Names the innermost part that differs."""
    if type(expected) is type(found) and expected == found:
        if encode(expected) == encode(found):  # True == 1 inside a list
            return
    if isinstance(expected, dict) and isinstance(found, dict) and expected.keys() == found.keys():
        for key in sorted(expected):
            _same(f"{name}.{shown(key)}", expected[key], found[key])
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for place, (one, other) in enumerate(zip(expected, found, strict=True)):
            _same(f"{name}[{place}]", one, other)
    raise Difference("result", RESULT, name=name, expected=_brief(expected), found=_brief(found))


def _brief(value: Any) -> str:
    return shown(encode(value))


# --- what a result says beside the count --------------------------------------------------------


def check_added(
    election: Election, published: dict[str, Any], roll: Roll, ballots: int
) -> list[str]:
    """Compared with the roll; what the council settled is returned: no file can prove it."""
    small = ballots < SMALL and election.secret
    said = {"small": small, "eligible": roll.eligible, "channels": roll.voters}
    said["voters"] = sum(roll.voters.values())
    for name, expected in said.items():
        hidden = small and name in ("voters", "channels") and published.get(name) is None
        if name in published and not hidden:
            _same(name, expected, published[name])
    return _settled(published) if "settled" in published else []


def _settled(published: dict[str, Any]) -> list[str]:
    """As many of each tie as had a place, or none of it: one is decided after the other."""
    chosen, ties = published["settled"], published.get("ties")
    open_ties = [
        tie
        for tie in (ties if isinstance(ties, list) else ())
        if isinstance(tie, dict)
        and tie.get("chosen", 0) is None
        and isinstance(tie.get("options"), list)
    ]
    names = chosen if isinstance(chosen, list) and chosen else [None]
    fits = all(isinstance(name, str) for name in names) and len(set(names)) == len(names)
    for tie in open_ties if fits else ():
        mine = [name for name in names if name in tie["options"]]
        names = [name for name in names if name not in mine]
        fits = fits and len(mine) in (0, tie.get("places"))
    if not fits or names:
        raise Difference("value", RESULT, name="settled", found=shown(chosen))
    return list(chosen)


# --- totals only --------------------------------------------------------------------------------


def check_totals(election: Election, published: dict[str, Any], facts: Facts, ballots: int) -> None:
    """What the log alone says about the result: how many ballots, by which rule."""
    rules = election.rules
    names = Result.__dataclass_fields__.keys() - {"definition"}
    names |= {"rule", "seats", "params", "definition_sha256", "count_version"}
    unknown = sorted(published.keys() - names - ADDED)
    missing = sorted(names - published.keys())
    if unknown or missing:
        found = "+" if unknown else "-"
        raise Difference("result", RESULT, name=shown((unknown + missing)[0]), found=found,
                         expected="-" if unknown else "+")  # fmt: skip
    _same("rule", rules.rule, published["rule"])
    _same("seats", rules.seats, published["seats"])
    _same("params", decode(encode(rules.params), RESULT), published["params"])
    if published["counts"] is not None:
        _numbers(published["counts"], facts, ballots)


def _numbers(counts: Any, facts: Facts, ballots: int) -> None:
    names = ("received", "superseded", "void", "invalid", "blank", "valid")
    for name in names:
        value = counts.get(name) if isinstance(counts, dict) else None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise Difference("value", RESULT, name=f"counts.{name}", found=shown(value))
    if set(counts) != set(names):
        raise Difference("value", RESULT, name="counts", found=shown(sorted(counts)))
    _same("counts.superseded", facts.superseded, counts["superseded"])
    _same("counts.void", facts.void, counts["void"])
    _same("counts.received", facts.superseded + facts.void + ballots, counts["received"])
    found = counts["valid"] + counts["blank"] + counts["invalid"]
    _same("counts: valid + blank + invalid", ballots, found)
