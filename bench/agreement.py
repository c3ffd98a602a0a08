"""Second implementations agree: 500 small random elections a rule, beside other people's code.

`make oracles` makes their environment and runs this; exit 1 at the first rule that differs.
docs/counting.md says where a library follows another convention and what is compared then.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench import elections
from voting.counting.definition import Definition, define
from voting.counting.results import Result
from voting.counting.tally import count

ELECTIONS = 500
HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / ".venv-oracles" / "bin" / "python"

Case = tuple[Definition, list[Any], dict[str, Any]]
Judge = Callable[[Result, list[str]], bool]


class Oracle:
    """The other environment, one question a line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), str(HERE / "oracle.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, method: str, **request: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": method, **request}) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


# --- who wins, ties included --------------------------------------------------------------------


def possible(result: Result) -> list[str]:
    """The winners and those who are still equal for a place."""
    tie = result.open_tie
    return sorted({*result.winners, *(tie.options if tie else ())})


def same_set(result: Result, theirs: list[str]) -> bool:
    return possible(result) == theirs


def one_of_theirs(result: Result, theirs: list[str]) -> bool:
    """They name the winners under every order of ties, we under the one that was drawn."""
    return len(result.winners) == 1 and set(result.winners) <= set(theirs)


def same_winners(result: Result, theirs: list[str]) -> bool:
    return sorted(result.winners) == theirs


def without_ties(result: Result, theirs: list[str]) -> bool:
    """Where a tie was resolved by our published steps theirs may differ: others must be equal."""
    return bool(result.ties) or sorted(result.winners) == theirs


def same_smith(result: Result, theirs: list[str]) -> bool:
    return result.condorcet is not None and sorted(result.condorcet["smith"]) == theirs


# --- the elections ------------------------------------------------------------------------------


def ranked(rule: str, *, few_ties: bool = False, **more: Any) -> Callable[[int], Case]:
    def case(seed: int) -> Case:
        ids, ballots = elections.small_rankings(seed, few_ties=few_ties)
        definition = define(rule, ids, **more)
        return definition, ballots, {"options": ids, "ballots": ballots}

    return case


def several_seats(seed: int) -> Case:
    rng = random.Random(seed)
    ids = elections.names(rng.randint(3, 6))
    ballots = [rng.sample(ids, rng.randint(1, len(ids))) for _ in range(rng.randint(5, 40))]
    seats = rng.randint(1, len(ids) - 1)
    request = {"options": ids, "ballots": ballots, "seats": seats}
    return define("stv", ids, seats=seats, tie="lot"), ballots, request


def first_choice(seed: int) -> Case:
    ids, ballots = elections.small_rankings(seed)
    first = [ballot[:1] for ballot in ballots]
    return define("plurality", ids), first, {"options": ids, "ballots": first}


def marked(seed: int) -> Case:
    rng = random.Random(seed)
    ids = elections.names(rng.randint(2, 6))
    ballots = [rng.sample(ids, rng.randint(1, len(ids))) for _ in range(rng.randint(1, 15))]
    return define("approval", ids), ballots, {"options": ids, "ballots": ballots}


def points(rule: str, *, gaps: bool = False, **more: Any) -> Callable[[int], Case]:
    def case(seed: int) -> Case:
        rng = random.Random(seed)
        ids = elections.names(rng.randint(2, 5))
        ballots = [{name: rng.randint(0, 5) for name in ids} for _ in range(rng.randint(1, 12))]
        # pref_voting's STAR refuses elections where a grade is missing.
        ballots += [{name: grade for name in ids} for grade in range(6)]
        if gaps:
            ballots = [{n: p for n, p in b.items() if rng.random() < 0.8} or b for b in ballots]
        return define(rule, ids, **more), ballots, {"options": ids, "ballots": ballots}

    return case


def budget(rule: str, request: dict[str, Any], **more: Any) -> Callable[[int], Case]:
    def case(seed: int) -> Case:
        made = elections.small_budget(seed)
        options = [{"id": name, "cost": cost} for name, cost in made["costs"].items()]
        ids = [option["id"] for option in options]
        definition = define(rule, options, budget=made["budget"], tie="council", **more)
        return definition, made["ballots"], {"options": ids, **made, **request}

    return case


ADD1 = {"completion": "add1", "stop_when_exhaustive": True}

#: our rule and the elections, their method, what must hold
CASES: list[tuple[str, Callable[[int], Case], str, Judge]] = [
    ("plurality", first_choice, "plurality", same_set),
    ("approval", marked, "approval", same_set),
    ("score", points("score"), "score", same_set),
    ("average", points("average", gaps=True), "average", same_set),
    ("star", points("star", tie="lot"), "star", one_of_theirs),
    ("irv", ranked("irv", tie="lot"), "irv_any", one_of_theirs),
    ("irv (votekit)", ranked("irv", tie="lot"), "votekit_irv", without_ties),
    ("schulze", ranked("schulze"), "schulze", same_set),
    (
        "ranked-pairs",
        ranked("ranked-pairs", few_ties=True, tie="lot"),
        "ranked_pairs",
        one_of_theirs,
    ),
    ("minimax", ranked("minimax"), "minimax", same_set),
    ("borda", ranked("borda"), "borda", same_set),
    ("smith", ranked("schulze"), "condorcet", same_smith),
    ("stv", several_seats, "stv", without_ties),
    ("greedy", budget("greedy", {}), "greedy", same_winners),
    ("greedy-ratio", budget("greedy-ratio", {"ratio": True}), "greedy", same_winners),
    ("equal-shares, cost", budget("equal-shares", {}), "equal_shares", same_winners),
    (
        "equal-shares, number",
        budget("equal-shares", {"utility": "cardinality"}, utility="cardinality"),
        "equal_shares",
        same_winners,
    ),
    (
        "equal-shares, add1",
        budget("equal-shares", {"add1": True}, **ADD1),
        "equal_shares",
        same_winners,
    ),
]


def differences(
    oracle: Oracle, case: Callable[[int], Case], method: str, judge: Judge
) -> Iterator[dict[str, Any]]:
    for seed in range(ELECTIONS):
        definition, ballots, request = case(seed)
        order = list(definition.ids)
        result = count(definition, ballots, seed=str(seed), council=order)
        answer = oracle.ask(method, **request)
        if "error" in answer or not judge(result, answer["winners"]):
            yield {"seed": seed, "ours": possible(result), **answer, **request}


def main() -> int:
    """One JSON line a rule: how many elections, how many differ, the first that does."""
    failed = False
    oracle = Oracle()
    for name, case, method, judge in CASES:
        found = list(differences(oracle, case, method, judge))
        failed = failed or bool(found)
        line = {"rule": name, "oracle": method, "elections": ELECTIONS, "differ": len(found)}
        print(json.dumps(line | ({"first": found[0]} if found else {})), flush=True)
    oracle.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
