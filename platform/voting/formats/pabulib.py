"""Pabulib `.pb`: META, PROJECTS and VOTES in one `;`-separated text (arXiv:2012.06539)."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voting.counting.definition import Option
from voting.counting.parameters import BUDGET_BALLOTS, RULES, Ballot
from voting.formats.election import Election
from voting.formats.source import Malformed, bytes_of, shown, text_of, whole

SECTIONS = ("META", "PROJECTS", "VOTES")
#: Pabulib's name of a limit -> our parameter, as a number or as an amount of money
LIMITS = {
    "min_length": "min_choices",
    "max_length": "max_choices",
    "max_sum_points": "max_sum",
    "max_points": "max_points",
    "min_project_score_threshold": "min_score",
}
#: our parameters that are money, so that they are scaled
MONEY = ("budget", "max_cost", "increment")
_AMOUNT = re.compile(r"([0-9]{1,15})(?:[.,]([0-9]{1,9}))?")
_POINTS = re.compile(r"-?[0-9]{1,9}")

Row = list[str]


@dataclass
class _Section:
    """`first` is the line of the first row; a quoted field may run over several lines."""

    header: Row = field(default_factory=list)
    rows: list[tuple[int, Row]] = field(default_factory=list)

    def column(self, name: str) -> int | None:
        return self.header.index(name) if name in self.header else None


@dataclass(frozen=True)
class _Meta:
    values: Mapping[str, str]
    lines: Mapping[str, int]

    def __contains__(self, name: str) -> bool:
        return bool(self.values.get(name))

    def number(self, name: str) -> int | None:
        if name not in self:
            return None
        text = self.values[name]
        # "50.0" is how some files write a whole number.
        found = re.fullmatch(r"([0-9]+)[.,]0+", text)
        return whole(found[1] if found else text, self.lines[name], name)


def read(path: Path) -> Election:
    sections = _sections(text_of(bytes_of(path)))
    meta = _meta(sections["META"])
    _check_count(meta, "num_projects", len(sections["PROJECTS"].rows), "projects")
    _check_count(meta, "num_votes", len(sections["VOTES"].rows), "votes")
    vote_type = meta.values.get("vote_type", "")
    if vote_type not in BUDGET_BALLOTS:
        line = meta.lines.get("vote_type", 1)
        raise Malformed(f"vote_type {shown(vote_type)}: one of {', '.join(BUDGET_BALLOTS)}", line)
    scale = _scale(meta, sections["PROJECTS"])
    options = _projects(sections["PROJECTS"], scale)
    kind = BUDGET_BALLOTS[vote_type]
    ballots, weights = _votes(sections["VOTES"], kind, options, meta)
    rule, asked = _rule(meta.values.get("rule", ""), kind)
    if rule == "greedy" and meta.number("min_project_score_threshold"):
        rule = "greedy-threshold"
    return Election(
        id=path.stem,
        kind=kind,
        options=options,
        ballots=ballots,
        weights=weights,
        rule=rule,
        params=_params(meta, rule, asked, scale),
        title=meta.values.get("description", ""),
        scale=scale,
        currency=meta.values.get("currency", ""),
        meta=meta.values,
    )


# --- sections -----------------------------------------------------------------------------------


def _sections(text: str) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    section: _Section | None = None
    for line, row in _rows(text):
        name = row[0].strip()
        if name in SECTIONS and not any(row[1:]):
            if name in sections:
                raise Malformed(f"a second section {name}", line)
            section = sections[name] = _Section()
        elif section is None:
            raise Malformed("the file begins with META", line)
        elif not section.header:
            section.header = [cell.strip() for cell in row]
        else:
            section.rows.append((line, row))
    for name in SECTIONS:
        if name not in sections or not sections[name].header:
            raise Malformed(f"the section {name} is missing", text.count("\n") + 1)
    return sections


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    """Each row with the line it begins in; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    line = 1
    try:
        for row in reader:
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Malformed(str(error), line) from None


def _meta(section: _Section) -> _Meta:
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in section.rows:
        key = row[0].strip()
        if key in values:
            raise Malformed(f"{key} twice", line)
        values[key], lines[key] = ";".join(row[1:]).strip(), line
    return _Meta(values, lines)


def _check_count(meta: _Meta, name: str, found: int, what: str) -> None:
    said = meta.number(name)
    if said is not None and said != found:
        raise Malformed(f"{name} says {said}, the file holds {found} {what}", meta.lines[name])


def _cell(section: _Section, name: str, what: str) -> int:
    column = section.column(name)
    if column is None:
        raise Malformed(f"{what} have no column {name}", max(1, _first(section) - 1))
    return column


def _first(section: _Section) -> int:
    return section.rows[0][0] if section.rows else 1


def _check_width(section: _Section, line: int, row: Row) -> None:
    if len(row) != len(section.header):
        raise Malformed(f"{len(row)} columns, the header has {len(section.header)}", line)


# --- money --------------------------------------------------------------------------------------


def _scale(meta: _Meta, projects: _Section) -> int:
    """The smallest power of ten that makes every amount of the file whole."""
    cost = _cell(projects, "cost", "PROJECTS")
    texts = [row[cost] for _line, row in projects.rows if len(row) > cost]
    texts += [meta.values.get(name, "") for name in ("budget", "max_sum_cost", "increment")]
    found = (_AMOUNT.fullmatch(text.strip()) for text in texts)
    decimals = (len((match[2] or "").rstrip("0")) for match in found if match)
    return int(10 ** max(decimals, default=0))


def amount(text: str, scale: int, line: int | None, what: str) -> int:
    """In units of 1/`scale`; refused where it would not be whole."""
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise Malformed(f"{what}: {shown(text)} is no amount", line)
    decimals = (match[2] or "").rstrip("0")
    places = len(str(scale)) - 1
    if len(decimals) > places:
        raise Malformed(f"{what}: {text} has more than {places} decimals", line)
    found = int(match[1] + decimals.ljust(places, "0"))
    if found > 10**15:
        raise Malformed(f"{what}: {text} is too large", line)
    return found


def money(units: int, scale: int) -> str:
    """The amount as the file writes it: no decimals that say nothing."""
    whole_part, rest = divmod(units, scale)
    decimals = str(rest).zfill(len(str(scale)) - 1).rstrip("0") if rest else ""
    return f"{whole_part}.{decimals}" if decimals else str(whole_part)


# --- projects -----------------------------------------------------------------------------------


def _projects(section: _Section, scale: int) -> tuple[Option, ...]:
    id_, cost = (_cell(section, name, "PROJECTS") for name in ("project_id", "cost"))
    name, pot = section.column("name"), section.column("pot")
    options: dict[str, Option] = {}
    for line, row in section.rows:
        _check_width(section, line, row)
        key = row[id_].strip()
        if not key or key in options:
            raise Malformed(f"project_id {shown(key)} is {'there twice' if key else 'empty'}", line)
        price = amount(row[cost], scale, line, "cost")
        if price == 0:
            raise Malformed("cost: above 0", line)
        title = row[name].strip() if name is not None else ""
        options[key] = Option(key, title or key, price, row[pot].strip() if pot is not None else "")
    if not options:
        raise Malformed("no project", 1)
    return tuple(options.values())


# --- votes --------------------------------------------------------------------------------------


def _votes(
    section: _Section, kind: Ballot, options: tuple[Option, ...], meta: _Meta
) -> tuple[tuple[Any, ...], tuple[int, ...]]:
    """Equal texts are read once: a city has a hundred thousand votes and few different ones."""
    vote = _cell(section, "vote", "VOTES")
    points = _cell(section, "points", "VOTES") if kind is Ballot.POINTS else vote
    width = len(section.header)
    counted: dict[tuple[str, str], int] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, row in section.rows:
        if len(row) != width:
            _check_width(section, line, row)
        key = row[vote], row[points]
        if key in counted:
            counted[key] += 1
        else:
            counted[key], lines[key] = 1, line
    known = {option.id for option in options}
    default = meta.number("default_score") if kind is Ballot.POINTS else None
    scored = {key: default for key in known} if default else {}
    ballots: list[Any] = []
    for text, line in lines.items():
        chosen = _chosen(text[0], known, line)
        if kind is Ballot.POINTS:
            ballots.append({**scored, **_scores(chosen, text[1], line)} if chosen else {})
        else:
            ballots.append(chosen)
    return tuple(ballots), tuple(counted.values())


def _chosen(text: str, known: set[str], line: int) -> tuple[str, ...]:
    chosen = tuple(text.split(",")) if text.strip() else ()
    if known.issuperset(chosen):
        return chosen
    chosen = tuple(name.strip() for name in chosen)
    for name in chosen:
        if name not in known:
            raise Malformed(f"{shown(name)} is not a project", line)
    return chosen


def _scores(chosen: tuple[str, ...], text: str, line: int) -> dict[str, int]:
    points = [found.strip() for found in text.split(",")]
    if len(points) != len(chosen):
        raise Malformed(f"{len(chosen)} projects, {len(points)} points", line)
    for found in points:
        if not _POINTS.fullmatch(found):
            raise Malformed(f"points: {shown(found)} is no whole number", line)
    scores = dict(zip(chosen, map(int, points), strict=True))
    if len(scores) != len(chosen):
        raise Malformed("a project has points twice", line)
    return scores


# --- rule ---------------------------------------------------------------------------------------

_SHARES: dict[str, dict[str, Any]] = {
    "add1": {"completion": "add1"},
    "add1u": {"completion": "add1u"},
    "utilitarian": {"completion": "add1u"},
    "comparison": {"comparison": True},
    "eligibility": {"eligibility": True},
}


def _rule(text: str, kind: Ballot) -> tuple[str | None, dict[str, Any]]:
    """Our rule and what its name says; None for those that only the city knows."""
    name, _, rest = text.lower().strip().partition("/")
    words = re.split("[/-]", rest) if rest else []
    if name in ("equalshares", "equal-shares") and set(words) <= set(_SHARES):
        params: dict[str, Any] = {"utility": "points" if kind is Ballot.POINTS else "cost"}
        for word in words:
            params |= _SHARES[word]
        return "equal-shares", params
    budget_rules = [rule for rule, spec in RULES.items() if spec.ballot is None]
    return (name if name in budget_rules and not words else None), {}


def _params(meta: _Meta, rule: str | None, asked: dict[str, Any], scale: int) -> dict[str, Any]:
    """Limits of the ballot and of the rule; the rule's own parameters may stand in META too."""
    params: dict[str, Any] = {"ballot": meta.values["vote_type"], **asked}
    if "budget" not in meta:
        raise Malformed("META has no budget", 1)
    params["budget"] = amount(meta.values["budget"], scale, meta.lines["budget"], "budget")
    if params["budget"] == 0:
        raise Malformed("budget: above 0", meta.lines["budget"])
    if "max_sum_cost" in meta:
        line = meta.lines["max_sum_cost"]
        params["max_cost"] = amount(meta.values["max_sum_cost"], scale, line, "max_sum_cost")
    for name, ours in LIMITS.items():
        found = meta.number(name)
        if found:
            params[ours] = found
    if rule == "equal-shares":
        params["increment"] = scale  # one unit of the currency, as cities do it
    return params | _own(meta, rule, scale)


def _own(meta: _Meta, rule: str | None, scale: int) -> dict[str, Any]:
    """Parameters that Pabulib has no key for, under our own names (our export writes them)."""
    params: dict[str, Any] = {}
    known = RULES[rule].params if rule else {}
    for name in ("utility", "stop_when_exhaustive", "increment", "leftovers", "pots"):
        if name not in known or name not in meta:
            continue
        text, line = meta.values[name], meta.lines[name]
        try:
            if name == "pots":
                params[name] = pots_of(text, scale, line)
            elif name in MONEY:
                params[name] = amount(text, scale, line, name)
            else:
                params[name] = known[name].read(text)
        except (KeyError, ValueError) as error:
            if isinstance(error, Malformed):
                raise
            raise Malformed(f"{name}: {known[name].wording}", line) from None
    return params


def pots_of(text: str, scale: int, line: int | None) -> list[list[Any]]:
    found = [part.rpartition(":") for part in text.split(",") if part]
    return [[name.strip(), amount(sum_, scale, line, "pots")] for name, _, sum_ in found]
