"""No test speaks to anybody outside this machine: refused where Python opens a connection."""

import ipaddress
import sys
from typing import Any

#: what was tried since the last look; code that swallows errors is found out all the same
tried: list[str] = []


class NoNetwork(AssertionError):
    """A test reached for another machine."""


def refuse_strangers() -> None:
    """For this process and all its threads; an audit hook cannot be taken off again."""
    sys.addaudithook(_judge)


def _judge(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
    elif event in ("socket.sendto", "socket.sendmsg"):
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments[:2]
    else:
        return
    if not is_near(address):
        tried.append(f"{event} {address}")
        raise NoNetwork(f"{event} {address}: tests stay on this machine")


def is_near(address: Any) -> bool:
    """A Unix socket's path, nothing at all, or this machine itself."""
    if not isinstance(address, tuple) or not address:
        return True
    host = address[0]
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False
