"""Are the tests of the counts any good? Changes the code in 400 random places, one at a time.

`make mutants` (SEED=, NUMBER=, JOBS=): every changed copy ("mutant") meets the pure tests that
reach the changed statement; those that stay green have survived and are listed. Exit 1 below 85 %
killed. docs/counting.md explains the survivors and what is not changed at all. The files on disk
stay as they are: each mutant lives in a child process of its own.
"""

import argparse
import builtins
import gc
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis  # loaded once here, inherited by every child
import numpy  # noqa: F401
import pytest

from scripts.mutations import ROOT, Mutant, mutants, with_probes

CODE = ROOT / "platform" / "voting" / "counting"
TESTS = ROOT / "tests" / "voting" / "counting"
BAR = 85
#: a test that takes so many times its own processor time, and some seconds, loops for ever
PATIENCE, GRACE = 10, 2
#: seconds of a test that --quick leaves out
LONG = 0.5
#: examples a property tries before all other tests have been tried, too
GLANCE = 15
#: bytes
MEMORY = 8 << 30

# Always the same examples, and no shrinking: that something is wrong is enough.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    report_multiple_bugs=False,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
)
hypothesis.settings.load_profile("mutants")

# --- which tests reach which statement -----------------------------------------------------------

#: (file, number of a statement)
Place = tuple[str, int]
QUIET = [
    *("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--noconftest", "--capture=no"),
    # Hypothesis was loaded above, before pytest could look at it.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning", "-m", "not proof"),
]


def _files() -> list[str]:
    """Without the files of real elections, so that the figure is the same where they are absent."""
    return [str(path) for path in sorted(TESTS.glob("test_*.py")) if "elections" not in path.stem]


@dataclass
class Reached:
    """What one green run has shown. `at_import`: statements that run before the first test."""

    at_import: set[Place] = field(default_factory=set)
    tests: dict[Place, list[str]] = field(default_factory=dict)
    #: of each test
    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, mutant: Mutant) -> list[str]:
        """All tests, where the change is there before the first of them."""
        if self.early(mutant):
            return list(self.seconds)
        assert mutant.statement is not None
        return self.tests.get((str(mutant.path), mutant.statement), [])

    def early(self, mutant: Mutant) -> bool:
        place = mutant.statement
        return place is None or (str(mutant.path), place) in self.at_import


class Watch:
    """A pytest plugin: notes the statements of the count that each test reaches, its seconds."""

    def __init__(self) -> None:
        self.now: set[Place] = set()
        self.at_import: list[Place] = []
        self.found: dict[str, tuple[list[Place], float]] = {}

    def pytest_collection_finish(self) -> None:
        self.at_import = sorted(self.now)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.now.clear()
        begun = time.process_time()
        done = yield
        self.found[item.nodeid] = sorted(self.now), time.process_time() - begun
        return done


def watched() -> Reached | None:
    """One run of all tests in a child of its own; None when it was red."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        watch = Watch()
        builtins.__reached__ = lambda *place: watch.now.add(place)  # type: ignore[attr-defined]
        _load(with_probes)
        _silence()
        red = pytest.main([*QUIET, *_files()], plugins=[watch])
        with os.fdopen(writing, "w") as pipe:
            json.dump(None if red else [watch.at_import, watch.found], pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = json.load(pipe)
    os.waitpid(child, 0)
    if told is None:
        return None
    reached = Reached({tuple(place) for place in told[0]})
    for name, (places, seconds) in told[1].items():
        reached.seconds[name] = seconds
        for place in places:
            reached.tests.setdefault(tuple(place), []).append(name)
    return reached


# --- one mutant, one child -----------------------------------------------------------------------


def _load(change: Callable[[str], CodeType], only: Path | None = None) -> None:
    """From now on the modules of the count (or one) are imported changed."""
    original = importlib.machinery.SourceFileLoader.get_code

    def changed(self: importlib.machinery.SourceFileLoader, fullname: str) -> CodeType | None:
        path = Path(self.path)
        wanted = path == only if only else path.parent == CODE
        return change(self.path) if wanted else original(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = changed  # type: ignore[assignment, method-assign]


def _silence() -> None:
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)


class Trial:
    """A pytest plugin: the chosen tests, the quick ones first; the first red ends all.

    `quick`: none that takes long, and few examples of each property.
    """

    def __init__(self, tests: Sequence[str], seconds: dict[str, float], *, quick: bool) -> None:
        self.tests, self.seconds, self.quick = set(tests), seconds, quick

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            os._exit(1)
        chosen = [item for item in session.items if item.nodeid in self.tests]
        times = {item: self.seconds[item.nodeid] for item in chosen}
        more = {}
        for item in chosen:
            full = _settings(item)
            if full is not None and full.max_examples > GLANCE:
                more[item] = full, times[item]
                times[item] *= GLANCE / full.max_examples
                _set_settings(item, hypothesis.settings(full, max_examples=GLANCE))
        if self.quick:
            times = {item: seconds for item, seconds in times.items() if seconds < LONG}
        self._run(session, times)
        if not self.quick:
            for item, (full, _seconds) in more.items():
                _set_settings(item, full)
            self._run(session, {item: seconds for item, (_full, seconds) in more.items()})
        os._exit(0)

    def _run(self, session: pytest.Session, times: dict[pytest.Item, float]) -> None:
        for item in sorted(times, key=times.__getitem__):
            # Time of the processor, so that a busy machine kills no mutant.
            signal.setitimer(signal.ITIMER_PROF, PATIENCE * times[item] + GRACE)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if session.testsfailed:
                os._exit(1)


def _settings(item: pytest.Item) -> Any:
    return getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)


def _set_settings(item: pytest.Item, settings: Any) -> None:
    item.obj._hypothesis_internal_use_settings = settings  # type: ignore[attr-defined]


#: (file, qualified name, first line) -> the functions of the count that are alive
Living = dict[tuple[str, str, int], list[FunctionType]]


def _living() -> Living:
    found: Living = {}
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(CODE)):
            found.setdefault(_name(thing.__code__), []).append(thing)
    return found


def _name(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _inner(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _inner(constant)


def _put_in(mutant: Mutant, living: Living) -> None:
    """The functions of the module go on with the changed code."""
    for code in _inner(mutant.code()):
        for function in living.get(_name(code), ()):
            function.__code__ = code


def _from_the_start(mutant: Mutant, trial: Trial) -> None:
    """The change is there when the module is imported."""
    code = mutant.code()
    _load(lambda _path: code, only=mutant.path)
    for name in list(sys.modules):
        if name.split(".")[0] in ("voting", "tests"):
            del sys.modules[name]
    pytest.main([*QUIET, *_files()], plugins=[trial])
    os._exit(1)  # it did not come to the tests


@dataclass
class Race:
    """A pytest plugin: in place of the tests, a child for each mutant, `jobs` at a time."""

    chosen: Sequence[Mutant]
    reached: Reached
    jobs: int
    quick: bool
    survivors: list[Mutant] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        living, running = _living(), dict[int, Mutant]()
        gc.freeze()  # the children share the memory
        waiting = list(reversed(self.chosen))
        while waiting or running:
            if waiting and len(running) < self.jobs:
                mutant = waiting.pop()
                running[self._start(session, mutant, living)] = mutant
                continue
            child, status = os.wait()
            mutant = running.pop(child)
            if not status:
                self.survivors.append(mutant)
                print(f"survived  {mutant}", flush=True)
            tried = len(self.chosen) - len(waiting) - len(running)
            if not tried % 25:
                print(f"{tried} tried, {len(self.survivors)} survived", flush=True)
        return True

    def _start(self, session: pytest.Session, mutant: Mutant, living: Living) -> int:
        child = os.fork()
        if child:
            return child
        try:
            _silence()
            signal.setitimer(signal.ITIMER_PROF, 60)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            tests, seconds = self.reached.of(mutant), self.reached.seconds
            trial = Trial(tests, seconds, quick=self.quick)
            if self.reached.early(mutant):
                _from_the_start(mutant, trial)
            _put_in(mutant, living)
            trial.pytest_runtestloop(session)
        finally:
            os._exit(1)


# --- all together --------------------------------------------------------------------------------


def _processor() -> float:
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in both)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=400)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="name of one module")
    parser.add_argument("--quick", action="store_true", help="no test that takes long")
    parser.add_argument("--again", type=Path, help="only what survived, by this file's lines")
    options = parser.parse_args()
    begun = time.monotonic()
    reached = watched()
    if reached is None:
        print("the tests are red without any change", file=sys.stderr)
        return 2
    print(f"{len(reached.seconds)} tests reach {len(reached.tests)} statements", flush=True)
    everything = [
        mutant
        for path in sorted(CODE.glob(f"{options.only or '*'}.py"))
        for mutant in mutants(path)
    ]
    chosen = random.Random(options.seed).sample(everything, min(options.number, len(everything)))
    if options.again:
        seen = options.again.read_text()
        chosen = [mutant for mutant in chosen if f"survived  {mutant}\n" in seen]
    race = Race(chosen, reached, options.jobs, options.quick)
    pytest.main([*QUIET, *_files()], plugins=[race])
    killed = len(chosen) - len(race.survivors)
    share = 100 * killed / max(1, len(chosen))
    print(
        f"{killed} of {len(chosen)} killed ({share:.1f} %) out of {len(everything)} possible,"
        f" {(time.monotonic() - begun) / 60:.1f} minutes, {_processor():.0f} s of the processor,"
        f" seed {options.seed}"
    )
    return int(share < BAR)


if __name__ == "__main__":
    sys.exit(main())
