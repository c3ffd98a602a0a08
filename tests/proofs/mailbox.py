"""A mail server that writes down what it took, and can do away with a worker in the dialogue."""

import os
import signal
import socketserver
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes every mail. `aim`: kill that process at a stage of its first dialogue after `after`
    mails; "DATA" dies before the mail was given, "." after it was taken and before the answer.
    """

    allow_reuse_address = True
    daemon_threads = True
    #: two workers ask at most twice at once; a killed one leaves its call in the queue
    request_queue_size = 50

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.taken: Counter[str] = Counter()
        self.guard = threading.Lock()
        self.target: tuple[int, str, int] | None = None
        self.killed = threading.Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def aim(self, pid: int, stage: str, after: int) -> None:
        self.target = (pid, stage, after)

    def shot(self, stage: str, peer: int) -> bool:
        """Whether the process at the other end was killed at this stage, just now."""
        with self.guard:
            if self.target is None or self.killed.is_set():
                return False
            pid, wanted, after = self.target
            if stage != wanted or self.taken.total() < after or not _holds(pid, peer):
                return False
            os.kill(pid, signal.SIGKILL)
            self.killed.set()
            return True


class Dialogue(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        with suppress(OSError):  # whoever is killed hangs up
            self._speak()

    def _speak(self) -> None:
        self._say("220 posta")
        to = ""
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"RCPT":
                to = line.decode("ascii").partition("<")[2].partition(">")[0]
            if verb == b"DATA":
                if self._shot("DATA"):
                    return
                self._say("354 goes on")
                self._take(to)
                if self._shot("."):
                    return
            self._say("221 bye" if verb == b"QUIT" else "250 ok")
            if verb == b"QUIT":
                return

    def _take(self, to: str) -> None:
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            pass
        if line:
            with self.server.guard:
                self.server.taken[to] += 1

    def _shot(self, stage: str) -> bool:
        return self.server.shot(stage, self.client_address[1])

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def _holds(pid: int, port: int) -> bool:
    """Whether this process holds the connection that comes from that port."""
    inodes = {_link(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        facts = line.split()
        if int(facts[1].rpartition(":")[2], 16) == port and f"socket:[{facts[9]}]" in inodes:
            return True
    return False


def _link(entry: Any) -> str:
    try:
        return str(os.readlink(entry))
    except OSError:
        return ""
