"""The box: sealed ballots without a person or a moment, and the public log they go into.

A database of its own (`kernel.ledgers`). A ballot waits in the inbox until enough others wait with
it; a batch moves some of them, in random order, to the log, which only grows (RFC 6962).
"""

from voting.box.batches import Signer, append, batch, shake_out
from voting.box.inbox import Closed, Taken, close, last, put, revisions
from voting.box.reading import (
    Found,
    find_leaf,
    list_hashes,
    list_heads,
    list_log,
    list_waiting,
    newest_head,
    stamp,
    tags,
)
from voting.box.tables import HEAD, INBOX, LOG, STATE, Row

__all__ = [
    "HEAD",
    "INBOX",
    "LOG",
    "STATE",
    "Closed",
    "Found",
    "Row",
    "Signer",
    "Taken",
    "append",
    "batch",
    "close",
    "find_leaf",
    "last",
    "list_hashes",
    "list_heads",
    "list_log",
    "list_waiting",
    "newest_head",
    "put",
    "revisions",
    "shake_out",
    "stamp",
    "tags",
]
