"""`make bench-opinions`: what an opinion map costs, beside red-dwarf in the same run.

CPU seconds of a process of its own each (BLAS on one thread), from answers that are in memory
(ours: three columns of numbers, red-dwarf: its list of dicts) to the whole result; megabytes: the
peak of that process, interpreter and answers included. One JSON line a figure; exit 1 when a bar is
missed.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "shared" / "data" / "polis"
ORACLE = HERE.parent / ".venv-oracles" / "bin" / "python"
BOWLING_GREEN = "american-assembly.bowling-green"
TRIES = 3
PEOPLE, STATEMENTS, ANSWERS = 33_000, 800, 1_900_000
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
missed: list[str] = []


def tell(figure: str, value: float, bar: float, *, least: bool = False, **more: Any) -> None:
    met = value >= bar if least else value <= bar
    if not met:
        missed.append(figure)
    line = {"figure": figure, "value": round(value, 3), "bar": bar, "met": met, **more}
    print(json.dumps(line, ensure_ascii=False), flush=True)


# --- within the process that is measured --------------------------------------------------------


def generated() -> NDArray[np.int64]:
    """Three camps; most people answer a few dozen statements, some hundreds."""
    draw = np.random.default_rng(1)
    camps = np.array([[2.0, 0.0], [-1.0, 1.7], [-1.0, -1.7]])
    places = draw.normal(size=(PEOPLE, 2)) + camps[draw.integers(3, size=PEOPLE)]
    loads, lean = draw.normal(size=(STATEMENTS, 2)), draw.normal(size=STATEMENTS)
    share = draw.lognormal(3.6, 0.9, size=PEOPLE)
    many = np.clip(share * ANSWERS / share.sum(), 1, STATEMENTS)
    many = np.clip(many * ANSWERS / many.sum(), 1, STATEMENTS).astype(int)
    rows = np.repeat(np.arange(PEOPLE), many)
    columns = np.concatenate([draw.permutation(STATEMENTS)[:count] for count in many])
    z = (places[rows] * loads[columns]).sum(axis=1) + lean[columns] + draw.normal(size=len(rows))
    answers = np.where(draw.random(len(rows)) < 0.12, 0, np.sign(z)).astype(np.int64)
    return np.column_stack([rows, columns, answers])


def prepare(name: str, file: str) -> None:
    """Answers and rejected statements to a file: making and reading them is not measured."""
    from opinions import formats  # noqa: PLC0415

    if name == "generated":
        cells, rejected = generated(), []
    else:
        export = formats.read(DATA / name)
        cells, rejected = export.cells, export.rejected
    np.savez(file, cells=cells, rejected=np.array(rejected, dtype=np.int64))


def child(mode: str, file: str) -> None:
    """One line: CPU seconds, megabytes, answers."""
    from opinions.analysis import ours, polis, votes  # noqa: PLC0415

    with np.load(file) as held:
        cells, rejected = held["cells"], held["rejected"].tolist()

    def whole() -> object:
        found = votes.make(cells, out=rejected)
        return ours.as_data(ours.analyse(found, 1)) if mode == "ours" else polis.analyse(found)

    print(json.dumps({"seconds": _least(whole), "megabytes": _peak(), "answers": len(cells)}))


def _least(work: Callable[[], object]) -> float:
    found = []
    for _turn in range(TRIES):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# --- the run ------------------------------------------------------------------------------------


def run(python: str, *words: str) -> str:
    found = subprocess.run(
        [python, *words], env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
    )
    if found.returncode != 0:
        raise SystemExit(f"{' '.join(words)} failed:\n{found.stderr[-2000:]}")
    return found.stdout


def measured(python: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(python, *words).splitlines()[-1])
    return found


def of_us(mode: str, file: str) -> dict[str, Any]:
    return measured(sys.executable, "-m", "bench.opinions", mode, file)


def maps(real: str, large: str) -> None:
    for name, file in ((BOWLING_GREEN, real), ("generated", large)):
        run(sys.executable, "-m", "bench.opinions", "prepare", name, file)
    theirs = measured(str(ORACLE), str(HERE / "oracle_opinions.py"), str(DATA / BOWLING_GREEN))
    polis = of_us("polis", real)
    tell("polis mode, bowling-green, CPU s", polis["seconds"], 0.20)
    tell(
        "times faster than red-dwarf",
        theirs["seconds"] / polis["seconds"],
        4,
        least=True,
        red_dwarf=round(theirs["seconds"], 3),
    )
    found = of_us("polis", large)
    tell("polis mode, generated, CPU s", found["seconds"], 0.8, answers=found["answers"])
    tell("polis mode, generated, MB", found["megabytes"], 300)
    tell("our mode, bowling-green, CPU s", of_us("ours", real)["seconds"], 1.5)
    found = of_us("ours", large)
    tell("our mode, generated, CPU s", found["seconds"], 10, answers=found["answers"])
    tell("our mode, generated, MB", found["megabytes"], 600)


def main() -> None:
    if not DATA.is_dir():
        raise SystemExit(f"{DATA} is not here: the real conversation cannot be measured.")
    with tempfile.TemporaryDirectory() as folder:
        maps(f"{folder}/real.npz", f"{folder}/large.npz")
    # The whole application: its imports are no part of what a map costs.
    from bench.answering import answer_figures  # noqa: PLC0415

    for figure, value, bar in answer_figures():
        tell(figure, value, bar)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["prepare"]:
        prepare(*sys.argv[2:])
    elif len(sys.argv) > 1:
        child(*sys.argv[1:])
    else:
        main()
