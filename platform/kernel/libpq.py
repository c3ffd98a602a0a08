"""PostgreSQL's prepared statements, each in one call of its client library.

On a small statement a psycopg cursor costs the process four times as much and the server three
times: it parses the query anew, and waits twice. Its adapters, errors and connection stay in use.
"""

import itertools
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import Connection, OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

#: of one connection; beyond it the one that was prepared first is let go
MOST = 200
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_numbers = itertools.count()
_prepared: WeakKeyDictionary[Connection[Any], dict[Any, bytes]] = WeakKeyDictionary()


def run(
    connection: Connection[Any], sql: str, values: Sequence[Any], *, alone: bool = False
) -> tuple[list[Any], int]:
    """The rows, and how many it has read or written; `sql` has $1, $2 … for the values.

    Inside the connection's transaction, begun if need be. `alone`: where none has begun it is one
    by itself, durable on return. Raises psycopg's errors.
    """
    library: Any = connection.pgconn
    if not alone and _rests(connection):
        _checked(library, library.exec_(_beginning(connection)))
    adapters = Transformer(connection)
    given = adapters.dump_sequence(values, [PyFormat.AUTO] * len(values))
    name = _name(connection, sql, adapters.types or ())
    result = _checked(library, library.exec_prepared(name, given, adapters.formats))
    adapters.set_pgresult(result)
    return adapters.load_rows(0, result.ntuples, tuple), result.command_tuples or 0


def roll_back(connection: Connection[Any]) -> None:
    """Of a transaction that may go on; one with an error is left to psycopg."""
    if connection.pgconn.transaction_status == TransactionStatus.INTRANS:
        # Now idle; what does not succeed is left to psycopg's own, which says why.
        connection.pgconn.exec_(b"ROLLBACK")


def _rests(connection: Connection[Any]) -> bool:
    idle = connection.pgconn.transaction_status == TransactionStatus.IDLE
    return idle and not connection.autocommit


def _beginning(connection: Connection[Any]) -> bytes:
    level = connection.isolation_level
    asked = "" if level is None else f" ISOLATION LEVEL {level.name.replace('_', ' ')}"
    return f"BEGIN{asked}".encode()


def _name(connection: Connection[Any], sql: str, types: Sequence[int]) -> bytes:
    known = _prepared.setdefault(connection, {})
    if (name := known.get((sql, types))) is not None:
        return name
    library = connection.pgconn
    if len(known) >= MOST:
        _checked(library, library.exec_(b"DEALLOCATE " + known.pop(next(iter(known)))))
    name = f"kept_{next(_numbers)}".encode()
    _checked(library, library.prepare(name, sql.encode(), types))
    known[sql, types] = name
    return name


def _checked(library: Any, result: Any) -> Any:
    if result.status in _GOOD:
        return result
    if library.status == ConnStatus.BAD:
        raise OperationalError(result.get_error_message())
    raise errors.error_from_result(result)
