"""Gunicorn as in production, its CPU time as the operating system counts it, what a page costs."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass
class Server:
    """A running gunicorn and one kept-alive connection to it."""

    process: "subprocess.Popen[bytes]"
    port: int
    connection: http.client.HTTPConnection

    def cpu_seconds(self) -> float:
        """User and system time of master and workers, in seconds.

        The kernel's CPU clock of each process counts nanoseconds; /proc/PID/stat only ticks.
        """
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in pids)

    def get(self, path: str, cookie: str = "") -> bytes:
        headers = {"Cookie": cookie} if cookie else {}
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return body


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in listed]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def gunicorn(target: str, environment: dict[str, str]) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", target, "-k", "gthread", "-w", "2"]
    command += ["--threads", "4", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    command += ["--keep-alive", "30"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "platform")])
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": paths}
    )
    try:
        _wait(port, process)
        yield Server(process, port, http.client.HTTPConnection("127.0.0.1", port, timeout=180))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError("gunicorn ended at the start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("gunicorn did not answer")


#: CPU seconds until now: the server's own, or with those of its database
Spent = Callable[[Server], float]


def cost(
    server: Server, paths: Sequence[str], cookie: str = "", spent: Spent = Server.cpu_seconds
) -> float:
    """CPU milliseconds a request."""
    before = spent(server)
    for path in paths:
        server.get(path, cookie)
    return (spent(server) - before) * 1000 / len(paths)


def ratios(
    environment: dict[str, str],
    pages: Mapping[str, str],
    *,
    rounds: int,
    requests: int,
    spent: Spent = Server.cpu_seconds,
) -> dict[str, float]:
    """What each page costs as a multiple of *bare*, by the median of the rounds."""
    with ExitStack() as stack:
        server = stack.enter_context(gunicorn("wsgi:app", environment))
        yard = stack.enter_context(gunicorn("bench.references:app", environment))
        found: dict[str, list[float]] = {name: [] for name in pages}
        for path in pages.values():
            cost(server, [path] * 10, spent=spent)
        cost(yard, ["/bare"] * 100, spent=spent)
        for _round in range(rounds):
            bare = cost(yard, ["/bare"] * 300, spent=spent)
            for name, path in pages.items():
                found[name].append(cost(server, [path] * requests, spent=spent) / bare)
        return {name: statistics.median(values) for name, values in found.items()}
