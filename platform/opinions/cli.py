"""`flask opinions analyse FILE`: the map of an exported conversation, without the database."""

import json
from pathlib import Path
from typing import Any

import click
import numpy as np

from opinions import formats
from opinions.analysis import bridging, ours, polis, routing
from opinions.analysis.votes import Votes

HELP = """Analyses FILE, a Polis export (participants-votes.csv, or the folder that holds it).

Nothing is stored and no database is needed. A comments.csv beside it tells which statements were
rejected.

\b
--mode ours   (default) the same result whatever the order of the answers;
              groups only where there are some
--mode polis  the figures of Polis, with --groups-from the groups of a
              column (Polis's own: group-id), else from a cold start
"""


@click.command("analyse", help=HELP)
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--mode", type=click.Choice(["ours", "polis"]), default="ours")
@click.option("--groups-from", metavar="COLUMN", help="The column that names the group.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, help="Of our own way.")
@click.option("--without-suspects", is_flag=True, help="Leave flagged participants out (ours).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def analyse(
    file: Path,
    mode: str,
    groups_from: str | None,
    seed: int,
    without_suspects: bool,
    as_json: bool,
) -> None:
    if mode == "ours" and groups_from:
        raise click.UsageError(
            "--groups-from goes with --mode polis: our own way finds its groups."
        )
    try:
        export = formats.read(file)
        if mode == "ours":
            data = of_ours(export.votes(), seed, without_suspects=without_suspects)
        else:
            data = of_polis(export.votes(), export.groups(groups_from) if groups_from else None)
    except formats.Malformed as error:
        click.echo(f"{file}: {error}", err=True)
        raise SystemExit(2) from None
    if as_json:
        click.echo(ours.dumps(data))
    else:
        _tell(data, {one.number: one.text for one in export.texts})


def of_ours(votes: Votes, seed: int, *, without_suspects: bool = False) -> dict[str, Any]:
    result = ours.analyse(votes, seed, without_suspects=without_suspects)
    known = ours.known(result)
    live = np.flatnonzero(~(result.votes.out | result.votes.meta))
    newcomer = routing.standing(known, np.zeros(0, dtype=np.int64), np.zeros(0))
    chances = routing.chances(known, newcomer, live, 0) if len(live) else np.zeros(0)
    names = result.votes.statements
    return {
        **ours.as_data(result),
        "priorities": {
            str(names[j]): float(f"{chance:.9g}") for j, chance in zip(live, chances, strict=True)
        },
    }


def of_polis(votes: Votes, groups: np.ndarray[Any, np.dtype[np.int64]] | None) -> dict[str, Any]:
    result = polis.analyse(votes, groups)
    names, people = votes.statements, votes.participants

    def by_name(values: Any) -> dict[str, float]:
        return {str(name): float(value) for name, value in zip(names, values, strict=True)}

    return {
        "mode": "polis",
        "seed": None,
        "input_sha256": votes.sha256(),
        "participants": len(people),
        "statements": len(names),
        "votes": len(votes.values),
        "groups": [
            [people[i] for i in np.flatnonzero(result.labels == group)]
            for group in range(result.count)
        ],
        "consensus": {
            "agree": [_common(one) for one in result.agreed],
            "disagree": [_common(one) for one in result.refused],
        },
        "group_informed_consensus": by_name(result.consensus),
        "representative": [[_of_group(one) for one in of] for of in result.representative],
        "priorities": by_name(result.priorities),
        "bridging": by_name(bridging.fit(votes).statements),
    }


def _common(one: polis.Common) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "n_success": one.successes,
        "n_trials": one.trials,
        "p_success": one.share,
        "p_test": one.test,
    }


def _of_group(one: polis.Representative) -> dict[str, Any]:
    return {
        "statement": one.statement,
        "repful_for": "agree" if one.agree else "disagree",
        "n_success": one.successes,
        "n_trials": one.trials,
        "p_success": one.share,
        "p_test": one.test,
        "repness": one.ratio,
        "repness_test": one.ratio_test,
        "best_agree": one.best_agree,
    }


def _tell(data: dict[str, Any], texts: dict[int, str]) -> None:
    click.echo(
        f"{data['participants']} participants, {data['statements']} statements, "
        f"{data['votes']} answers"
    )
    sizes = [len(group) for group in data["groups"]]
    click.echo("Groups: " + (", ".join(map(str, sizes)) if len(sizes) > 1 else "no clear groups"))
    consensus = data["consensus"]
    common = consensus if isinstance(consensus, list) else consensus["agree"]
    click.echo("\nWhat all agree on")
    for one in common:
        click.echo(_line(one, texts))
    for number, group in enumerate(data["representative"], 1):
        if group and len(sizes) > 1:
            click.echo(f"\nGroup {number} ({sizes[number - 1]} people)")
            for one in group:
                click.echo(_line(one, texts))
    click.echo(f"\nSHA-256 of the answers: {data['input_sha256']}")


def _line(one: dict[str, Any], texts: dict[int, str]) -> str:
    agree = one.get("agree", one.get("repful_for", "agree") == "agree")
    sure = one.get("bound", one.get("p_success", 0.0))
    text = json.dumps(texts.get(one["statement"], ""), ensure_ascii=False)
    return f"  {'+' if agree else '-'} {one['statement']:>5}  {sure:.2f}  {text[:90]}"
