"""Are the tests of the counts any good? Changes the code in 400 random places, one at a time.

`make mutants` (SEED=, NUMBER=): every changed copy ("mutant") runs the pure tests that call the
changed function; those that stay green have survived and are listed. Exit 1 below 85 % killed.
docs/counting.md explains the survivors. The files on disk never change: each child compiles its own
changed module.
"""

import argparse
import ast
import copy
import importlib.machinery
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import hypothesis  # loaded once here, inherited by every child
import numpy  # noqa: F401
import pytest

# As in tests/conftest.py: a mutant is killed by what it does, not by a busy machine.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

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


# --- which tests run which function --------------------------------------------------------------

#: (file, first line of a function) -> tests that call it, the quickest first
Called = dict[tuple[str, int], list[str]]
QUIET = [
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--noconftest"),
    # Hypothesis was loaded above, before pytest could look at it.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning", "-m", "not proof"),
]


class Watch:
    """A pytest plugin: notes the functions of the count that each test calls, and its seconds."""

    def __init__(self) -> None:
        self.called: dict[str, set[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        seen = self.called.setdefault(item.nodeid, set())
        folder = str(CODE)

        def note(frame: Any, event: str, _argument: Any) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename.startswith(folder):
                seen.add((code.co_filename, code.co_firstlineno))

        begun = time.process_time()
        sys.setprofile(note)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.seconds[item.nodeid] = time.process_time() - begun


def _files() -> list[str]:
    """Without the files of real elections, so that the figure is the same where they are absent."""
    return [str(path) for path in sorted(TESTS.glob("test_*.py")) if "elections" not in path.stem]


def watched() -> Called:
    """One green run of all tests in a child of its own; empty when it was red."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        watch = Watch()
        _silence()
        status = pytest.main([*QUIET, *_files()], plugins=[watch])
        with os.fdopen(writing, "w") as pipe:
            rows = {
                name: [sorted(watch.called[name]), watch.seconds[name]] for name in watch.called
            }
            json.dump({} if status else rows, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found = json.load(pipe)
    os.waitpid(child, 0)
    called: Called = {}
    for name in sorted(found, key=lambda name: found[name][1]):
        for path, line in found[name][0]:
            called.setdefault((path, line), []).append(name)
    return called


def _tests(mutant: Mutant, called: Called) -> list[str]:
    """Those that call the changed function; for what runs at the import, all."""
    inside = [
        node
        for node in ast.walk(mutant.tree)
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        and node.lineno <= mutant.line <= (node.end_lineno or node.lineno)
    ]
    if not inside:
        return _files()
    found: dict[str, None] = {}
    for node in reversed(inside):
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        found |= dict.fromkeys(called.get((str(mutant.path), first), []))
    return list(found)


def _silence() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


def _run(mutant: Mutant, tests: list[str]) -> int:
    """In a child: 0 when the tests stay green."""
    original = importlib.machinery.SourceFileLoader.get_code
    code = compile(mutant.tree, str(mutant.path), "exec")

    def changed(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        return code if self.path == str(mutant.path) else original(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = changed  # type: ignore[assignment, method-assign]
    _silence()
    signal.alarm(PATIENCE)
    return int(pytest.main(["-x", *QUIET, *tests]))


def start(mutant: Mutant, called: Called) -> int:
    """A function that no test calls survives without a run."""
    child = os.fork()
    if child:
        return child
    found = 1
    try:
        tests = _tests(mutant, called)
        found = _run(mutant, tests) if tests else 0
    finally:
        os._exit(found)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="name of one module")
    options = parser.parse_args()
    called = watched()
    if not called:
        print("the tests are red without any change", file=sys.stderr)
        return 2
    print(f"{len(called)} functions of the count are called by tests", flush=True)
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
            running[start(chosen[number], called)] = chosen[number]
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
