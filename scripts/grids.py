"""The full grid of a rule: everybody of its table of tests × every state there.

What the table does not say is asked: the table's own test makes the person and the thing and calls
the rule, which is listened to meanwhile.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

#: a name of the table → the rule it stands for
Named = Callable[[str], FunctionType]


class Cell(NamedTuple):
    rule: str
    who: str
    state: str
    answer: Any


class _Unknown:
    """In place of the expected answer; equal to none, so the test that asks is no test."""

    def __eq__(self, _other: object) -> bool:
        return False

    __hash__ = object.__hash__


def filled(
    tests: ModuleType, tables: Sequence[Sequence[Any]], named: Named, given: Mapping[str, Any]
) -> Iterator[Cell]:
    """What the tests of these tables answer where the tables are silent.

    `given`: fixtures a test may ask for. What cannot be made, such as a thing in a state that this
    kind of thing does not know, has no cell.
    """
    known = {id(line) for table in tables for line in table}
    for test in vars(tests).values():
        for mark in getattr(test, "pytestmark", ()):
            if mark.name != "parametrize" or not isinstance(mark.args[0], tuple):
                continue
            names, lines = mark.args
            rows = [line for line in lines if id(line) in known]
            if rows and len(names) == 4:
                yield from _asked(test, names, rows, named, given)


def _asked(
    test: FunctionType,
    names: tuple[str, ...],
    rows: Sequence[Any],
    named: Named,
    given: Mapping[str, Any],
) -> Iterator[Cell]:
    wanted = set(inspect.signature(test).parameters) - set(names)
    if not wanted <= set(given):
        return
    more = {name: given[name] for name in wanted}
    known = {line[:3] for line in rows}
    every = [list(dict.fromkeys(line[part] for line in rows)) for part in range(3)]
    for rule in every[0]:
        silent = [at for at in product(*every[1:]) if (rule, *at) not in known]
        with listening(named(rule)) as heard:
            found = [_answered(test, names, (rule, *at), more, heard) for at in silent]
        yield from filter(None, found)


def _answered(
    test: FunctionType,
    names: tuple[str, ...],
    at: tuple[str, str, str],
    more: Mapping[str, Any],
    heard: list[Any],
) -> Cell | None:
    heard.clear()
    with suppress(Exception):
        test(**dict(zip(names, (*at, _Unknown()), strict=True)), **more)
        # The test says nothing here: what counts is what the rule was heard to answer.
    return Cell(*at, heard[-1]) if heard else None


@contextmanager
def listening(rule: FunctionType) -> Iterator[list[Any]]:
    """What the rule answers while the block runs, whoever calls it; nothing when it raises."""
    heard: list[Any] = []

    def listen(*values: Any, **more: Any) -> Any:
        found = rule(*values, **more)
        heard.append(found)
        return found

    module = sys.modules[rule.__module__]
    names = [name for name, value in vars(module).items() if value is rule]
    for name in names:
        setattr(module, name, listen)
    try:
        yield heard
    finally:
        for name in names:
            setattr(module, name, rule)


# --- drawn ----------------------------------------------------------------------------------------


def table(cells: Sequence[tuple[str, str, str]]) -> list[str]:
    """(who, state, answer) as a table; alike rows and alike columns stand together."""
    answers = {(who, state): answer for who, state, answer in reversed(cells)}
    whos = list(dict.fromkeys(who for who, _state, _answer in cells))
    states = list(dict.fromkeys(state for _who, state, _answer in cells))
    columns = _alike(states, lambda state: tuple(answers.get((who, state), "") for who in whos))
    firsts = [some[0] for some in columns]
    rows = _alike(whos, lambda who: tuple(answers.get((who, state), "") for state in firsts))
    head = [" / ".join(filter(None, some)) or "always" for some in columns]
    return [
        f"| | {' | '.join(head)} |",
        f"|---|{'---|' * len(head)}",
        *(
            f"| {' / '.join(some)} | "
            f"{' | '.join(answers.get((some[0], state), '') for state in firsts)} |"
            for some in rows
        ),
    ]


def _alike(names: Sequence[str], look: Callable[[str], tuple[str, ...]]) -> list[list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        found.setdefault(look(name), []).append(name)
    return list(found.values())
