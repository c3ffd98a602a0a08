"""`make bench-counting`: what a count costs, beside other people's code in the same run.

Both sides start from the same Python list of ballots; CPU seconds of each process. One JSON line a
figure: {"figure", "value", "bar", "met", …}; exit 1 when a bar is missed.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench import agreement, elections
from bench.agreement import Oracle
from voting.counting.ballots import Ranks
from voting.counting.definition import Definition, define
from voting.counting.tally import count
from voting.formats.files import read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "elections"
MEGABYTE = 1024

RULES: list[tuple[str, dict[str, int]]] = [
    ("plurality", {}),
    ("approval", {}),
    ("score", {}),
    ("average", {}),
    ("star", {}),
    ("irv", {}),
    ("schulze", {}),
    ("ranked-pairs", {}),
    ("minimax", {}),
    ("borda", {}),
    ("stv", {"seats": 3}),
    ("quadratic", {}),
]
RANKED = ("irv", "schulze", "ranked-pairs", "minimax", "borda")
missed: list[str] = []


def tell(figure: str, value: float, bar: float, *, least: bool = False, **more: Any) -> None:
    met = value >= bar if least else value <= bar
    if not met:
        missed.append(figure)
    line = {"figure": figure, "value": round(value, 3), "bar": bar, "met": met, **more}
    print(json.dumps(line, ensure_ascii=False), flush=True)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def best_of(tries: int, work: Callable[[], Any]) -> tuple[float, Any]:
    """The least disturbed of a few runs, as `timeit` advises."""
    return min((seconds(work) for _ in range(tries)), key=lambda pair: pair[0])


def peak() -> float:
    """Megabytes this process has held at most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


# --- budgets ------------------------------------------------------------------------------------


def _projects(made: dict[str, Any], **params: Any) -> Definition:
    options = [{"id": name, "cost": cost} for name, cost in made["costs"].items()]
    return define(
        "equal-shares",
        options,
        budget=made["budget"],
        tie="lot",
        completion="add1",
        **params,
    )


def wieliczka(oracle: Oracle) -> None:
    """A real budget; pabutools stops at the first exhaustive outcome, so do we here."""
    path = DATA / "pb" / "Poland_Wieliczka_2023_Green_Budget.pb"
    if not path.exists():
        tell("wieliczka: the file is absent", 1, 0)
        return
    file = read(path)
    pairs = zip(file.ballots, file.weights, strict=True)
    ballots = [list(ballot) for ballot, weight in pairs for _ in range(weight)]
    made = {
        "budget": file.params["budget"],
        "costs": {option.id: option.cost for option in file.options},
        "ballots": ballots,
    }
    definition = _projects(made, stop_when_exhaustive=True)
    ours, result = best_of(15, partial(count, definition, ballots, seed="1"))
    ids = list(made["costs"])
    theirs = oracle.ask("equal_shares", options=ids, completion="add1", exact=False, **made)
    tell(
        "equal shares, Wieliczka 2023, times faster than pabutools",
        theirs["seconds"] / ours,
        30,
        least=True,
        ours=round(ours, 3),
        theirs=round(theirs["seconds"], 2),
        same=sorted(result.winners) == theirs["winners"],
    )
    if sorted(result.winners) != theirs["winners"]:
        missed.append("Wieliczka differs")


def large_budgets() -> None:
    # A larger budget for each person, so that add1 has far to go.
    made = elections.projects(100_000, 25_000, 150, 7, share=100)
    took, result = best_of(3, partial(count, _projects(made), made["ballots"], seed="1"))
    runs = result.details["pots"][0]["runs"]
    where = f"{elections.shape(made['ballots'])}, 150 projects, {runs} runs"
    tell("equal shares, 100,000 voters: runs", runs, 60, least=True)
    tell("equal shares, 100,000 voters: seconds", took, 1.5, shape=where)
    tell("equal shares, 100,000 voters: megabytes of the process", peak(), 500)
    made = elections.projects(60_000, 50_000, 80, 8, share=160)
    took, result = best_of(3, partial(count, _projects(made), made["ballots"], seed="1"))
    runs = result.details["pots"][0]["runs"]
    where = f"{elections.shape(made['ballots'])}, 80 projects, {runs} runs"
    tell("equal shares, 60,000 voters: runs", runs, 150, least=True)
    tell("equal shares, 60,000 voters: milliseconds a run", took * 1000 / runs, 40, shape=where)
    tell("equal shares, 60,000 voters: megabytes of the process", peak(), 1000)


# --- ranks --------------------------------------------------------------------------------------

ORACLES = {
    "irv": ("irv", 100),
    "schulze": ("schulze", 20),
    "ranked-pairs": ("ranked_pairs_quick", 20),
    "borda": ("borda", 20),
}


def hundred_thousand(oracle: Oracle) -> None:
    ids, ballots = elections.names(10), elections.rankings(100_000, 10, 5)
    where = elections.shape(ballots)
    few = ballots[:50]
    for rule, (method, bar) in ORACLES.items():
        oracle.ask(method, options=ids, ballots=few)  # imports and compiles outside the measurement
        theirs = oracle.ask(method, options=ids, ballots=ballots)
        definition = define(rule, ids, tie="lot")
        ours, result = best_of(3, partial(count, definition, ballots, seed="1"))
        tell(
            f"{rule}, 100,000 truncated ballots, times faster than pref_voting",
            theirs["seconds"] / ours,
            bar,
            least=True,
            ours=round(ours, 3),
            theirs=round(theirs["seconds"], 1),
            same=list(result.winners) == theirs["winners"],
            shape=where,
        )
        if list(result.winners) != theirs["winners"]:
            missed.append(f"{rule} differs")


def million() -> None:
    """From packed arrays: the ballots of a city."""
    rng = np.random.default_rng(9)
    rows, options = 1_000_000, 10
    worth = rng.random(options) + rng.normal(0, 0.5, (rows, options))
    order = np.argsort(-worth, axis=1).astype(np.int8)
    order[np.arange(options) >= rng.integers(1, options + 1, rows)[:, None]] = -1
    weights = np.ones(rows, np.int64)
    for rule in (*RANKED, "stv"):
        definition = define(
            rule, elections.names(options), tie="lot", seats=3 * (rule == "stv") or 1
        )
        packed = Ranks(order, weights, options)
        took, _ = seconds(partial(count, definition, packed, seed="1"))
        tell(f"{rule}, 1,000,000 truncated ballots: seconds", took, 1)


# --- ties and files -----------------------------------------------------------------------------


def _tied(rule: str, ids: list[str]) -> list[Any]:
    """Everything equal: each option first, second, … on as many ballots as every other."""
    if rule in (*RANKED, "stv"):
        return [ids[place:] + ids[:place] for place in range(len(ids))]
    if rule in ("score", "average", "star", "quadratic"):
        return [dict.fromkeys(ids, 2)] * 12
    return [[name] for name in ids]


def perfect_ties() -> None:
    ids = elections.names(12)
    worst, slowest = 0.0, ""
    for rule, more in RULES:
        definition = define(rule, ids, tie="lot", **more)
        took, _ = best_of(2, partial(count, definition, _tied(rule, ids), seed="7"))
        worst, slowest = max((worst, slowest), (took, rule))
    options = [{"id": name, "cost": 10} for name in ids]
    for rule in ("greedy", "greedy-no-skip", "greedy-threshold", "greedy-ratio", "equal-shares"):
        definition = define(rule, options, tie="lot", budget=55)
        took, _ = best_of(2, partial(count, definition, [[name] for name in ids], seed="7"))
        worst, slowest = max((worst, slowest), (took, rule))
    tell("12 options in one perfect tie, slowest rule: seconds", worst, 0.1, rule=slowest)


def reading() -> None:
    made = elections.projects(40_000, 20_000, 100, 3, share=30)
    lines = ["META", "key;value", "description;made up", "country;x", "unit;y", "instance;1"]
    lines += ["num_projects;100", "num_votes;40000", f"budget;{made['budget']}"]
    lines += ["vote_type;approval", "rule;greedy", "PROJECTS", "project_id;cost;name"]
    lines += [f"{name};{cost};Project {name}" for name, cost in made["costs"].items()]
    lines += ["VOTES", "voter_id;age;sex;vote"]
    lines += [f"{i};40;F;{','.join(b)}" for i, b in enumerate(made["ballots"])]
    text = "\n".join(lines)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.pb"
        path.write_text(text)
        size = path.stat().st_size / 1_000_000
        took, file = best_of(2, partial(read, path))
        assert len(file.options) == 100
    tell("reading a .pb of 3 MB: seconds", took * 3 / size, 1, megabytes=round(size, 2))


def main() -> int:
    # Before the others: this process has held nothing large yet.
    large_budgets()
    perfect_ties()
    reading()
    million()
    oracle = Oracle()
    wieliczka(oracle)
    hundred_thousand(oracle)
    oracle.close()
    differ = agreement.main()
    if missed:
        print("missed: " + "; ".join(missed), file=sys.stderr)
    return int(bool(missed) or bool(differ))


if __name__ == "__main__":
    sys.exit(main())
