"""`flask tally FILE`: counts an election from a file, without the database."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import click

from kernel import i18n
from voting.counting import margins
from voting.counting.ballots import Packed, pack
from voting.counting.definition import (
    DECLARE,
    LOT,
    TIES,
    BadDefinition,
    Definition,
    canonical,
)
from voting.counting.parameters import RULES
from voting.counting.results import Result
from voting.counting.shares import Progress
from voting.counting.tally import count
from voting.explaining.result import explain
from voting.formats import files, pabulib, report
from voting.formats.election import Election, definition_of, rule_for
from voting.formats.source import CannotWrite, Malformed, plain

HELP = """Counts the election in FILE and prints winners, rounds and the explanation.

Nothing is stored and no database is needed: FILE alone decides, so that anybody can repeat it.

\b
FILE is known by its ending:
  .pb                        participatory budget (Pabulib)
  .soc .soi .toc .toi .cat   ranked or categorised ballots (PrefLib)
  .csv                       Scottish council ward, or VoteKit RankProfile
  .txt                       tally sheet of a Debian vote
  .blt                       ranked ballots (BLT)
  .xlsx                      cast vote records, one row a ballot
  .zip .json or a folder     the published bundle of a vote of this software

\b
Without --rule: a .pb file or a bundle is counted by its own rule; ranked
ballots by irv for one seat and stv for several; a Debian sheet by schulze;
a .cat file with two categories by approval, with more by score.

\b
--param KEY=VALUE may be given several times. Parameters of the rule are
listed when a wrong one is named. For every rule also:
  tie=declare|lot|council   what happens when options are equal
  council=ID,ID,…           all options, the first wins a tie (tie=council);
                            a JSON list where an id has a comma in it
  electorate=NUMBER         how many may vote; needed for a quorum
  quorum=10/100             least turnout (or 10%)
  approval_quorum=25/100    least share of the electorate for a winner
  election=ID               the id in the lot, else the name of the file
  superseded=N, void=N      ballots taken out before this file was written
Money is given in the unit of the file (for a bundle: kuruş).

\b
Examples:
  flask --app wsgi tally ward.csv
  flask --app wsgi tally budget.pb --rule equal-shares \\
        --param utility=cost --param completion=add1
  flask --app wsgi tally vote.zip --seed 20481956300127745519 --json
  flask --app wsgi tally ward.csv --export ward.blt

A file that cannot be read, a parameter that cannot be: one line on the error output, exit 2.
"""


@click.command("tally", help=HELP, short_help="Counts an election from a file.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(list(RULES)), metavar="RULE", help=", ".join(RULES))
@click.option("--seats", type=click.IntRange(1, 10_000), help="How many options win.")
@click.option("--param", "params", multiple=True, metavar="KEY=VALUE", help="See above.")
@click.option("--seed", metavar="DIGITS", help="Digits drawn in public; ties go by lot (tie=lot).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option(
    "--language", type=click.Choice(i18n.LANGUAGES), default="tr", help="Of the explanation."
)
@click.option(
    "--margin/--no-margin",
    default=None,
    help="Also look for the fewest ballots that would have changed the result. Without either: "
    "yes, except for equal-shares, which is recounted many times for it (may take a minute).",
)
@click.option(
    "--export",
    "out",
    type=click.Path(path_type=Path),
    help="Also write the election to this new file; its ending says how (.pb .soc .soi .toc "
    ".toi .cat .blt .zip .json, or a folder for a bundle).",
)
def tally(
    file: Path,
    rule: str | None,
    seats: int | None,
    params: tuple[str, ...],
    seed: str | None,
    as_json: bool,
    language: str,
    margin: bool | None,
    out: Path | None,
) -> None:
    election = _read(file)
    asked = _asked(election, rule or _rule_of(election, seats), params, seed)
    try:
        definition = definition_of(
            election, rule=rule, seats=seats, params=asked.params, general=asked.general
        )
        packed, result = _count(election, definition, asked.facts)
    except ValueError as error:  # BadDefinition names the part of the definition
        _refuse(str(error))
    if out is not None:
        _export(election, definition, result, asked.facts, out)
    if as_json:
        click.echo(_json(result))
        return
    if margin is None:
        margin = definition.rule != "equal-shares"
    closest = _closest(definition, packed, result, asked.facts) if margin else None
    with i18n.in_language(language):
        explained = _explained(election, result, closest)
    for line in (*report.lines(election, result), "", *explained):
        click.echo(line)


def _read(file: Path) -> Election:
    try:
        bar = _bar("Reading", "rows")
        return files.read(file, bar and (lambda rows, total: bar(rows, rows, total)))
    except Malformed as error:
        _refuse(f"{file}: {error}")
    finally:
        _clear()


def _json(result: Result) -> bytes:
    """UTF-8 whatever the terminal speaks: the bytes of a result are compared."""
    return canonical(result.as_json()).encode()


def _refuse(reason: str) -> NoReturn:
    click.echo(plain(reason), err=True)
    raise SystemExit(2)


def _rule_of(election: Election, seats: int | None) -> str:
    try:
        return rule_for(election, seats or election.seats)
    except BadDefinition as error:
        _refuse(f"--rule: {str(error).partition(': ')[2]}")


def _count(
    election: Election, definition: Definition, facts: Mapping[str, Any]
) -> tuple[Packed, Result]:
    _note(f"Counting {election.cast:,} ballots by {definition.rule} …")
    try:
        packed = pack(definition, election.ballots, election.weights)
        return packed, count(definition, packed, progress=_bar("Counting", "runs"), **facts)
    finally:
        _clear()


def _closest(
    definition: Definition, packed: Packed, result: Result, facts: Mapping[str, Any]
) -> dict[str, Any] | None:
    _note("Looking for the fewest ballots that would have changed the result …")
    try:
        found = margins.margin(
            definition,
            packed,
            result,
            electorate=facts.get("electorate"),
            progress=_bar("Looking for the fewest ballots", "recounts"),
        )
    finally:
        _clear()
    return found


def _explained(election: Election, result: Result, margin: Mapping[str, Any] | None) -> list[str]:
    """The one place where the explanation joins the printed text."""

    def amount(units: int) -> str:
        return f"{pabulib.money(units, election.scale)} {election.currency}".rstrip()

    return explain(result, margin=margin, money=amount).sentences()


def _export(
    election: Election, definition: Definition, result: Result, facts: Mapping[str, Any], out: Path
) -> None:
    if out.exists():
        _refuse(f"--export {out}: is there already")
    try:
        files.write(election, out, definition=definition, facts=facts, winners=result.winners)
    except CannotWrite as error:
        _refuse(f"--export {out}: {error}")
    except OSError as error:
        _refuse(f"--export {out}: {error.strerror}")


# --- what was asked -----------------------------------------------------------------------------


@dataclass
class Asked:
    """`params` of the rule, `general` parts of the definition, `facts` of the count."""

    params: dict[str, Any] = field(default_factory=dict)
    general: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def _asked(election: Election, rule: str, words: tuple[str, ...], seed: str | None) -> Asked:
    asked = Asked(facts=dict(election.facts))
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            _refuse(f"--param {word}: KEY=VALUE")
        try:
            _take(asked, election, rule, key.strip(), value)
        except (Malformed, ValueError) as error:
            _refuse(f"--param {key}: {error}")
    if seed is not None:
        _lot(asked, election, seed)
    return asked


def _take(asked: Asked, election: Election, rule: str, key: str, value: str) -> None:
    known = RULES[rule].params
    if key in known:
        asked.params[key] = _value(election, rule, key, value)
    elif key in GENERAL:
        asked.general[key] = GENERAL[key](value)
    elif key in FACTS:
        asked.facts[key] = FACTS[key](value)
    else:
        raise ValueError(
            f"{rule} knows {', '.join(known) or 'no parameter'}; "
            f"every rule knows {', '.join((*GENERAL, *FACTS))}"
        )


def _value(election: Election, rule: str, key: str, value: str) -> Any:
    param = RULES[rule].params[key]
    try:
        if key == "pots":
            return pabulib.pots_of(value, election.scale, None)
        if key in pabulib.MONEY and value != "none":
            return pabulib.amount(value, election.scale, None, key)
        found = param.read(value)
    except (KeyError, ValueError) as error:
        raise ValueError(str(error) if isinstance(error, Malformed) else param.wording) from None
    if not param.allows(found):
        raise ValueError(param.wording)
    return found


def _lot(asked: Asked, election: Election, seed: str) -> None:
    if not (seed.isascii() and seed.isdigit()):
        _refuse("--seed: digits only")
    if asked.general.get("tie", LOT) != LOT:
        _refuse("--seed: goes with tie=lot")
    asked.facts["seed"] = seed
    if (election.document or {}).get("tie", DECLARE) != LOT:
        asked.general["tie"] = LOT


def _share(text: str) -> list[int]:
    text = text.strip()
    part, _, whole = (f"{text[:-1]}/100" if text.endswith("%") else text).partition("/")
    if not (part.isascii() and part.isdigit() and whole.isascii() and whole.isdigit()):
        raise ValueError("a share such as 10/100 or 10%")
    return [int(part), int(whole)]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 13):
        raise ValueError("a whole number")
    return int(text)


def _tie(text: str) -> str:
    if text not in TIES:
        raise ValueError(f"one of {', '.join(TIES)}")
    return text


def _council(text: str) -> list[str]:
    if not text.startswith("["):
        return [name.strip() for name in text.split(",")]
    found = json.loads(text)
    if not all(isinstance(name, str) for name in found):
        raise ValueError("a list of ids")
    return list(found)


GENERAL: dict[str, Callable[[str], Any]] = {
    "tie": _tie,
    "quorum": _share,
    "approval_quorum": _share,
    "election": str,
}
FACTS: dict[str, Callable[[str], Any]] = {
    "electorate": _number,
    "council": _council,
    "superseded": _number,
    "void": _number,
}


# --- progress, on a terminal only ---------------------------------------------------------------

_WIDTH = 30
#: seconds between two bars
_PAUSE = 0.1


def _bar(work: str, of: str) -> Progress | None:
    """Shows (a number of something, how much is done, of how much)."""
    if not sys.stderr.isatty():
        return None
    shown = 0.0

    def show(number: int, done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - shown < _PAUSE:
            return
        shown = time.monotonic()
        share = min(done / total, 1.0) if total else 0.0
        bar = "#" * round(share * _WIDTH)
        _note(f"{work}  [{bar:<{_WIDTH}}]  {number:,} {of}")

    return show


def _note(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[2K{text}", nl=False, err=True)


def _clear() -> None:
    _note("")
