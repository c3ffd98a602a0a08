"""Second implementations agree: 500 small random elections a comparison, beside other code.

`make oracles` makes the environment of other people's code (bench/oracle.py) and runs this; what no
library counts is counted by bench/oracle_plain.py. Exit 1 when one comparison differs, or when
fewer than 500 elections were really compared. docs/counting.md says where a library follows another
convention and what is compared then.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import elections, oracle_plain
from voting.counting.definition import Definition, define
from voting.counting.results import Result
from voting.counting.tally import count

ELECTIONS = 500
#: seeds that are tried for one comparison
TRIED = 40 * ELECTIONS
HERE = Path(__file__).resolve().parent
PYTHON = HERE.parent / ".venv-oracles" / "bin" / "python"

#: definition, ballots, what else the other side is told
Case = tuple[Definition, list[Any], dict[str, Any]]
Make = Callable[[random.Random, int], Case]
Judge = Callable[[Result, Any], bool]


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


# --- what is compared ---------------------------------------------------------------------------


def possible(result: Result) -> list[str]:
    """The winners and those who are still equal for a place."""
    tie = result.open_tie
    return sorted({*result.winners, *(tie.options if tie else ())})


def same_set(result: Result, theirs: list[str]) -> bool:
    return possible(result) == theirs


def same_winners(result: Result, theirs: list[str]) -> bool:
    return result.open_tie is None and sorted(result.winners) == theirs


def one_of_theirs(result: Result, theirs: list[str]) -> bool:
    """They name the winners under every order of ties, we under the one that was drawn."""
    return len(result.winners) == 1 and set(result.winners) <= set(theirs)


def same_smith(result: Result, theirs: list[str]) -> bool:
    return result.condorcet is not None and sorted(result.condorcet["smith"]) == theirs


def same_votes(result: Result, theirs: list[Any]) -> bool:
    return [sorted(result.winners), result.scores, result.counts.valid] == theirs


def same_amounts(result: Result, theirs: dict[str, int]) -> bool:
    return bool(result.details["amounts"] == theirs) and not result.details["left"]


def tied(result: Result) -> bool:
    return bool(result.ties)


def untied(result: Result) -> bool:
    return not result.ties


def looked_back(result: Result) -> bool:
    """Ties, but none of which an earlier round has resolved in part."""
    earlier = [tie for tie in result.ties if tie.how.startswith("earlier")]
    return tied(result) and all(len(tie.chosen or ()) == 1 for tie in earlier)


def whatever(_result: Result) -> bool:
    return True


# --- the elections ------------------------------------------------------------------------------


def ranked(rule: str, *, few_ties: bool = False, **more: Any) -> Make:
    def make(_rng: random.Random, seed: int) -> Case:
        ids, ballots = elections.small_rankings(seed, few_ties=few_ties)
        return define(rule, ids, **more), ballots, {}

    return make


def several_seats(rng: random.Random, _seed: int) -> Case:
    ids = elections.names(rng.randint(3, 6))
    ballots = [rng.sample(ids, rng.randint(1, len(ids))) for _ in range(rng.randint(5, 40))]
    seats = rng.randint(1, len(ids) - 1)
    return define("stv", ids, seats=seats, tie="council"), ballots, {"seats": seats}


def first_choice(_rng: random.Random, seed: int) -> Case:
    ids, ballots = elections.small_rankings(seed)
    return define("plurality", ids), [ballot[:1] for ballot in ballots], {}


def _marked(rng: random.Random, most: int = 15) -> tuple[list[str], list[list[str]]]:
    ids = elections.names(rng.randint(2, 6))
    return ids, [rng.sample(ids, rng.randint(1, len(ids))) for _ in range(rng.randint(1, most))]


def marked(rng: random.Random, _seed: int) -> Case:
    ids, ballots = _marked(rng)
    return define("approval", ids), ballots, {}


def points(rule: str, *, gaps: bool = False, **more: Any) -> Make:
    def make(rng: random.Random, _seed: int) -> Case:
        ids = elections.names(rng.randint(2, 5))
        ballots = [{name: rng.randint(0, 5) for name in ids} for _ in range(rng.randint(1, 12))]
        # pref_voting's STAR refuses elections where a grade is missing.
        ballots += [{name: grade for name in ids} for grade in range(6)]
        if gaps:
            ballots = [{n: p for n, p in b.items() if rng.random() < 0.8} or b for b in ballots]
        return define(rule, ids, **more), ballots, {}

    return make


def squares(rng: random.Random, _seed: int) -> Case:
    """Every third ballot or so spends more than it has."""
    ids = elections.names(rng.randint(2, 5))
    seats, most = rng.randint(1, 2), rng.choice((9, 20, 30))
    ballots = [{name: rng.randint(-1, 3) for name in ids} for _ in range(rng.randint(1, 6))]
    more = {"credits": most, "negative": True, "seats": seats, "tie": "council"}
    return define("quadratic", ids, **more), ballots, {"seats": seats, "most": most}


def split(rng: random.Random, _seed: int) -> Case:
    ids, ballots = _marked(rng)
    budget = rng.choice((rng.randint(1, 20), 10**9))
    more = {"budget": budget, "tie": "council"}
    return define("proportional-split", ids, **more), ballots, {"budget": budget}


def committee(rng: random.Random, _seed: int) -> Case:
    """Nobody stands for some reserved places, some people belong to several groups."""
    ids = elections.names(7)
    ballots = [rng.sample(ids[:-1], rng.randint(1, 4)) for _ in range(rng.randint(1, 12))]
    groups = {name: rng.sample(("women", "young"), rng.choice((0, 0, 1, 1, 2))) for name in ids}
    options = [{"id": name, "groups": groups[name]} for name in ids]
    declared = [
        group for group in ("women", "young") if any(group in own for own in groups.values())
    ]
    reserved = [[group, rng.randint(1, 2)] for group in declared]
    seats = rng.randint(4, 7)
    definition = define("approval", options, seats=seats, reserved=reserved, tie="council")
    return definition, ballots, {"groups": groups, "reserved": reserved, "seats": seats}


def _projects(costs: dict[str, int], **more: Any) -> list[dict[str, Any]]:
    return [{"id": name, "cost": cost, **more} for name, cost in costs.items()]


def budget(rule: str, *, whole: bool = True, told: dict[str, Any], **more: Any) -> Make:
    def make(rng: random.Random, seed: int) -> Case:
        made = elections.small_budget(seed, whole=whole)
        params = {"budget": made["budget"], "tie": "council", **more}
        if told.get("utility") == "points":
            made["ballots"] = [{n: rng.randint(1, 4) for n in b} for b in made["ballots"]]
            params["ballot"] = "cumulative"
        return define(rule, _projects(made["costs"]), **params), made["ballots"], {**made, **told}

    return make


def pots(rule: str, *, method: str) -> Make:
    def make(rng: random.Random, seed: int) -> Case:
        made = elections.small_budget(seed, whole=False)
        pot_of = {name: rng.choice(("", "north", "south")) for name in made["costs"]}
        sums = [["north", made["budget"] // 3], ["south", made["budget"] // 4]]
        leftovers = rng.choice(("city", "keep"))
        options = [{**row, "pot": pot_of[row["id"]]} for row in _projects(made["costs"])]
        more = {"budget": made["budget"], "pots": sums, "leftovers": leftovers, "tie": "council"}
        told = {"sums": sums, "pot_of": pot_of, "leftovers": leftovers, "rule": method}
        return define(rule, options, **more), made["ballots"], {**made, **told}

    return make


def threshold(rng: random.Random, seed: int) -> Case:
    made = elections.small_budget(seed, whole=False)
    least = rng.randint(1, 5)
    more = {"budget": made["budget"], "min_score": least, "tie": "council"}
    definition = define("greedy-threshold", _projects(made["costs"]), **more)
    return definition, made["ballots"], {**made, "least": least}


# --- the comparisons ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """`theirs`: a method of bench/oracle.py, or one of bench/oracle_plain.py itself.

    Elections are made until 500 of those are compared that `among` takes.
    """

    name: str
    make: Make
    theirs: str | Callable[..., Any]
    agree: Judge
    among: Callable[[Result], bool] = whatever

    @property
    def by(self) -> str:
        return self.theirs if isinstance(self.theirs, str) else f"plain {self.theirs.__name__}"


DRAWN: dict[str, Any] = {"tie": "council"}
ADD1: dict[str, Any] = {"completion": "add1", "stop_when_exhaustive": True}
SHARES, RATIO = "equal-shares", "greedy-ratio"

COMPARISONS = [
    Comparison("plurality", first_choice, "plurality", same_set),
    Comparison("approval", marked, "approval", same_set),
    Comparison("score", points("score"), "score", same_set),
    Comparison("average", points("average", gaps=True), "average", same_set),
    Comparison("star, no tie", points("star"), "star", same_winners, untied),
    Comparison("star, ties", points("star", **DRAWN), "star", one_of_theirs, tied),
    Comparison(
        "star, ties", points("star", gaps=True, **DRAWN), oracle_plain.star, same_winners, tied
    ),
    Comparison("irv, no tie", ranked("irv"), "irv_any", same_winners, untied),
    Comparison("irv, ties", ranked("irv", **DRAWN), "irv_any", one_of_theirs, tied),
    Comparison("irv, ties", ranked("irv", **DRAWN), "stv", same_winners, looked_back),
    Comparison("irv, no tie", ranked("irv"), "votekit_irv", same_winners, untied),
    Comparison("irv, ties", ranked("irv", **DRAWN), "votekit_irv", same_winners, tied),
    Comparison("stv, no tie", several_seats, "stv", same_winners, untied),
    Comparison("stv, ties", several_seats, "stv", same_winners, looked_back),
    Comparison("schulze", ranked("schulze"), "schulze", same_set),
    Comparison("ranked-pairs", ranked("ranked-pairs", **DRAWN), "ranked_pairs", same_winners),
    Comparison(
        "ranked-pairs, ties", ranked("ranked-pairs", **DRAWN), "ranked_pairs", same_winners, tied
    ),
    Comparison(
        "ranked-pairs, few ties",
        ranked("ranked-pairs", few_ties=True, **DRAWN),
        "ranked_pairs_any",
        one_of_theirs,
    ),
    Comparison("minimax", ranked("minimax"), "minimax", same_set),
    Comparison("borda", ranked("borda"), "borda", same_set),
    Comparison("smith", ranked("schulze"), "condorcet", same_smith),
    Comparison("quadratic", squares, oracle_plain.quadratic, same_votes),
    Comparison("proportional-split", split, oracle_plain.proportional_split, same_amounts),
    Comparison("reserved seats", committee, oracle_plain.reserved_seats, same_winners),
    Comparison("greedy", budget("greedy", told={}), "greedy", same_winners),
    Comparison("greedy-threshold", threshold, "greedy", same_winners),
    Comparison(
        "greedy-no-skip",
        budget("greedy-no-skip", whole=False, told={}),
        oracle_plain.greedy_no_skip,
        same_winners,
    ),
    Comparison(RATIO, budget(RATIO, told={"utility": "cardinality"}), "greedy", same_winners),
    Comparison(
        f"{RATIO}, points", budget(RATIO, told={"utility": "points"}), "greedy", same_winners
    ),
    Comparison("greedy, pots", pots("greedy", method="greedy"), "in_pots", same_winners),
    Comparison(
        f"{SHARES}, eligibility, comparison",
        budget(SHARES, whole=False, told={}, eligibility=True, comparison=True),
        "with_steps",
        same_winners,
    ),
    Comparison(f"{SHARES}, pots", pots(SHARES, method="equal_shares"), "in_pots", same_winners),
    *(
        Comparison(
            f"{SHARES}, {utility}",
            budget(SHARES, whole=False, told={"utility": utility}, utility=utility),
            "equal_shares",
            same_winners,
        )
        for utility in ("cost", "cardinality", "points")
    ),
    *(
        Comparison(
            f"{SHARES}, {utility}, {completion}",
            budget(
                SHARES,
                told={"utility": utility, "completion": completion},
                utility=utility,
                **params,
            ),
            "equal_shares",
            same_winners,
        )
        for completion, params in (
            ("add1", ADD1),
            ("add1u", {**ADD1, "completion": "add1u"}),
            ("to the end", {"completion": "add1"}),
        )
        for utility in ("cost", "points")
        if (completion, utility) != ("add1u", "points")
    ),
]


# --- comparing ----------------------------------------------------------------------------------


def _answer(oracle: Oracle, comparison: Comparison, request: dict[str, Any]) -> dict[str, Any]:
    if isinstance(comparison.theirs, str):
        return oracle.ask(comparison.theirs, **request)
    order = request.pop("options")
    return {"winners": comparison.theirs(order, **request)}


def _goes(result: Result, order: list[str]) -> list[str]:
    """Who was eliminated, first to last; then the others, the winner last."""
    gone = [row["eliminated"] for row in result.rounds if row["eliminated"]]
    return gone + sorted(set(order).difference(gone), key=result.winners.__contains__)


def compared(oracle: Oracle, comparison: Comparison) -> Iterator[tuple[Result, dict[str, Any]]]:
    """Of each election our result and, where they differ, all about it."""
    for seed in range(TRIED):
        rng = random.Random(seed)
        definition, ballots, told = comparison.make(rng, seed)
        order = rng.sample(definition.ids, len(definition.ids))
        result = count(definition, ballots, council=order)
        if not comparison.among(result):
            continue
        request = {"options": order, "ballots": ballots, **told}
        if comparison.theirs == "votekit_irv" and result.ties:
            request["goes"] = _goes(result, order)
        answer = _answer(oracle, comparison, dict(request))
        same = "winners" in answer and comparison.agree(result, answer["winners"])
        yield result, {} if same else {"seed": seed, "ours": possible(result), **answer, **request}


def line_of(oracle: Oracle, comparison: Comparison) -> dict[str, Any]:
    found = [pair for pair, _ in zip(compared(oracle, comparison), range(ELECTIONS), strict=False)]
    differences = [difference for _result, difference in found if difference]
    line = {
        "rule": comparison.name,
        "oracle": comparison.by,
        "compared": len(found),
        "with ties": sum(bool(result.ties) for result, _difference in found),
        "differ": len(differences),
    }
    return line | ({"first": differences[0]} if differences else {})


def main() -> int:
    """One JSON line a comparison: how many elections, how many differ, the first that does."""
    failed = False
    oracle = Oracle()
    for comparison in COMPARISONS:
        line = line_of(oracle, comparison)
        failed = failed or line["differ"] > 0 or line["compared"] < ELECTIONS
        print(json.dumps(line, ensure_ascii=False), flush=True)
    oracle.close()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
