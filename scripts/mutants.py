"""Are the tests of the counts any good? Changes the code in 400 random places, one at a time.

`make mutants` (SEED=, NUMBER=): every changed copy ("mutant") runs the pure tests; those that stay
green have survived and are listed. Exit 1 below 85 % killed. docs/counting.md explains the
survivors. The files on disk never change: each child compiles its own changed module.
"""

import argparse
import ast
import copy
import importlib.machinery
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import hypothesis  # noqa: F401  loaded once here, inherited by every child
import numpy  # noqa: F401
import pytest

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "platform" / "voting" / "counting"
TESTS = ROOT / "tests" / "voting" / "counting"
#: a mutant that runs this many seconds loops for ever
PATIENCE = 120
BAR = 85

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    path: Path
    line: int
    what: str
    tree: ast.Module


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[ast.AST], None]]]:
    """What can go wrong at this place, as (words, change of a copy of the node)."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} → {other.__name__}", _set("ops", [other()], first=True)
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        sign = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} → {sign.__name__}", _set("op", sign())
    if isinstance(node, ast.BoolOp):
        word: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield f"{type(node.op).__name__} → {type(word).__name__}", _set("op", word)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield (
            f"{type(node.op).__name__} dropped",
            _set("op", ast.UAdd()) if isinstance(node.op, ast.USub) else _truth,
        )
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = not node.value if isinstance(node.value, bool) else node.value + 1
        yield f"{node.value} → {value}", _set("value", value)
    if isinstance(node, ast.Break | ast.Continue):
        yield f"{type(node).__name__} dropped", _pass


def _set(name: str, value: object, *, first: bool = False) -> Callable[[ast.AST], None]:
    def change(node: ast.AST) -> None:
        if first:
            getattr(node, name)[0] = value[0]  # type: ignore[index]
        else:
            setattr(node, name, value)

    return change


def _truth(node: ast.AST) -> None:
    """`not x` becomes `not not x`."""
    assert isinstance(node, ast.UnaryOp)
    node.operand = ast.UnaryOp(ast.Not(), node.operand)


def _pass(node: ast.AST) -> None:
    node.__class__ = ast.Pass


def _types(tree: ast.Module) -> set[int]:
    """Every node inside an annotation: only what is executed is changed."""
    marked = [
        getattr(node, field)
        for node in ast.walk(tree)
        for field in ("annotation", "returns")
        if getattr(node, field, None) is not None
    ]
    return {id(inner) for annotation in marked for inner in ast.walk(annotation)}


def mutants(path: Path) -> Iterator[Mutant]:
    source = ast.parse(path.read_text())
    typed, nodes = _types(source), list(ast.walk(source))
    for place, node in enumerate(nodes):
        if id(node) in typed:
            continue
        for what, change in _changes(node):
            tree = copy.deepcopy(source)
            change(list(ast.walk(tree))[place])
            ast.fix_missing_locations(tree)
            yield Mutant(path, getattr(node, "lineno", 0), what, tree)


#: modules of one family are tested by the tests of that family; everything else by all
FAMILIES = {
    **dict.fromkeys(
        ("elimination", "locking", "matrix", "pairwise", "piles", "transfers"),
        ("elimination", "pairwise", "transfers", "ranked_twice", "packing_ranks"),
    ),
    **dict.fromkeys(
        ("pots", "prices", "projects", "purchases", "purses", "receipts", "shares", "votes"),
        ("projects", "shares"),
    ),
}


def _arguments(path: Path | None) -> list[str]:
    """The module's own tests first: most mutants fall there. Without the files of real elections,
    so that the figure is the same where they are absent."""
    stem = path.stem if path else ""
    own = sorted(TESTS.glob(f"test_{stem}*.py")) if path else []
    others = [test for test in sorted(TESTS.glob("test_*.py")) if test not in own]
    wanted = FAMILIES.get(stem)
    files = own + [
        test
        for test in others
        if "elections" not in test.stem and (not wanted or test.stem[len("test_") :] in wanted)
    ]
    quiet = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--noconftest"]
    # Hypothesis was loaded above, before pytest could look at it.
    quiet += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return [*quiet, "-m", "not proof", *map(str, files)]


def _run(mutant: Mutant | None) -> int:
    """In a child: 0 when the tests stay green."""
    if mutant is not None:
        original = importlib.machinery.SourceFileLoader.get_code
        code = compile(mutant.tree, str(mutant.path), "exec")

        def changed(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
            return code if self.path == str(mutant.path) else original(self, fullname)

        importlib.machinery.SourceFileLoader.get_code = changed  # type: ignore[assignment, method-assign]
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    signal.alarm(PATIENCE)
    return int(pytest.main(_arguments(mutant.path if mutant else None)))


def start(mutant: Mutant | None) -> int:
    child = os.fork()
    if child:
        return child
    found = 1
    try:
        found = _run(mutant)
    finally:
        os._exit(found)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="name of one module")
    options = parser.parse_args()
    _child, status = os.waitpid(start(None), 0)
    if status:
        print("the tests are red without any change", file=sys.stderr)
        return 2
    paths = sorted(CODE.glob(f"{options.only or '*'}.py"))
    everything = [mutant for path in paths for mutant in mutants(path)]
    chosen = random.Random(options.seed).sample(everything, min(options.number, len(everything)))
    begun = time.monotonic()
    running: dict[int, Mutant] = {}
    survivors: list[Mutant] = []
    for number in range(len(chosen) + options.jobs):
        if len(running) == options.jobs or number >= len(chosen):
            if not running:
                break
            child, status = os.wait()
            mutant = running.pop(child)
            if status == 0:
                survivors.append(mutant)
                place = f"{mutant.path.relative_to(ROOT)}:{mutant.line}"
                print(f"survived  {place}  {mutant.what}", flush=True)
        if number < len(chosen):
            running[start(chosen[number])] = chosen[number]
        if number and not number % 25:  # what an interrupted run has shown so far
            print(f"{number - len(running)} tried, {len(survivors)} survived", flush=True)
    killed = len(chosen) - len(survivors)
    share = 100 * killed / max(1, len(chosen))
    minutes = (time.monotonic() - begun) / 60
    print(
        f"{killed} of {len(chosen)} killed ({share:.1f} %) out of {len(everything)} possible,"
        f" {minutes:.1f} minutes, seed {options.seed}"
    )
    return int(share < BAR)


if __name__ == "__main__":
    sys.exit(main())
