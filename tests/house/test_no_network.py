"""The guard of tests/conftest.py: nothing outside this machine is reached."""

import socket
import threading
from collections.abc import Iterator

import pytest

from tests import no_network
from tests.no_network import NoNetwork, is_near

#: an address kept for examples: nobody answers there
STRANGER = ("192.0.2.1", 80)


@pytest.fixture(autouse=True)
def forgiven() -> Iterator[None]:
    """These tests try on purpose."""
    yield
    no_network.tried.clear()


@pytest.mark.parametrize("family", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_stranger_is_not_called(family: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, family) as caller:
        caller.settimeout(0.01)
        with pytest.raises(NoNetwork):
            caller.connect(STRANGER)
        with pytest.raises(NoNetwork):
            caller.connect_ex(STRANGER)
    assert len(no_network.tried) == 2


def test_nothing_is_sent_to_a_stranger() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        with pytest.raises(NoNetwork):
            caller.sendto(b"?", STRANGER)
        with pytest.raises(NoNetwork):
            caller.sendmsg([b"?"], [], 0, STRANGER)


def test_a_strangers_name_is_not_looked_up() -> None:
    with pytest.raises(NoNetwork):
        socket.create_connection(("katiliyoruz.example", 443), timeout=0.01)


def test_threads_are_no_way_out() -> None:
    """What a thread or an `except` swallows is still counted."""

    def call() -> None:
        with socket.socket() as caller:
            try:
                caller.connect(STRANGER)
            except Exception:
                return

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    assert no_network.tried == [f"socket.connect {STRANGER}"]


def test_this_machine_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()[:2], timeout=5):
            pass
    assert no_network.tried == []


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/tmp/pg/.s.PGSQL.5432", True),
        (("127.0.0.1", 1), True),
        (("127.8.9.1", 1), True),
        (("::1", 1, 0, 0), True),
        (("localhost", 1), True),
        (("", 1), True),
        (("10.0.0.1", 1), False),
        (("::ffff:10.0.0.1", 1, 0, 0), False),
        (("localhost.example", 1), False),
        (("0.0.0.0.example", 1), False),
    ],
)
def test_who_is_near(address: object, near: bool) -> None:
    assert is_near(address) is near
