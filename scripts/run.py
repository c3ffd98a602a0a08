"""Prepares everything and starts the web server and the worker; Ctrl-C ends both.

`run.py prepare` stops before starting anything: `make seed`.
"""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
#: How long requests and jobs under way may take to finish after Ctrl-C.
GRACE = 15
STARTING = 60


def settle(environment: MutableMapping[str, str]) -> None:
    """Decides about the demo and makes the private folder; config.py reads what it finds there."""
    given = environment.get("SECRET_KEY") or environment.get("DATABASE_URL")
    environment["DEMO"] = environment.get("DEMO") or ("0" if given else "1")
    port = environment.get("PORT") or "8000"
    if environment["DEMO"] != "0":
        environment.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    folder = Path(environment.get("INSTANCE_DIR") or INSTANCE)
    if not all(environment.get(name) for name in ("SECRET_KEY", "DATABASE_URL", "KEY_DIR")):
        private_folder(folder)
    if not environment.get("SECRET_KEY"):
        make_secret(folder / "secret")
    if not environment.get("KEY_DIR"):
        private_folder(folder / "keys")


def private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def make_secret(path: Path) -> None:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))


def compress_static() -> None:
    """.gz and .br beside each static file, where missing or older than the file."""
    from whitenoise.compress import Compressor  # noqa: PLC0415 (only the child needs it)

    compressor = Compressor(quiet=True)
    for path in ROOT.glob("platform/*/static/**/*"):
        if not path.is_file() or not compressor.should_compress(path.name):
            continue
        made = [path.with_name(path.name + suffix) for suffix in (".gz", ".br")]
        if all(m.exists() and m.stat().st_mtime >= path.stat().st_mtime for m in made):
            continue
        for old in made:
            old.unlink(missing_ok=True)
        compressor.compress(str(path))


def newest_migration() -> str:
    """The files are numbered in their order."""
    return max(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))


def database_version() -> str | None:
    """None for a database that was never migrated."""
    from sqlalchemy import inspect, text  # noqa: PLC0415

    from kernel.db import db  # noqa: PLC0415

    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return found


def prepare() -> int:
    """Migrates, loads the demo the first time, prints its sign-ins. One process for all of it."""
    # Imported here: the parent, which only watches two processes, stays small.
    from flask.cli import ScriptInfo  # noqa: PLC0415

    sys.path[:0] = [str(ROOT), str(ROOT / "platform")]
    from web.app import create_app, know_migrations  # noqa: PLC0415

    compress_static()
    app = create_app()
    with app.app_context():
        if database_version() != newest_migration():
            from flask_migrate import upgrade  # noqa: PLC0415 (seconds that a second start saves)

            know_migrations(app)
            upgrade(directory=str(ROOT / "migrations"))
    if not app.config["DEMO"]:
        return 0
    try:
        app.cli.main(["demo", "load"], obj=ScriptInfo(create_app=lambda: app))
    except SystemExit as end:
        if end.code:
            return end.code if isinstance(end.code, int) else 1
    print_sign_ins()
    return 0


def print_sign_ins() -> None:
    try:
        from demo.people import PASSWORD, SIGN_INS  # noqa: PLC0415
    except ImportError:
        return
    print(f"\nTanıtım hesapları (parola: {PASSWORD})")
    width = max(len(role) for role, _ in SIGN_INS)
    for role, email in SIGN_INS:
        print(f"  {role:<{width}}  {email}")


def web_command(port: int) -> list[str]:
    workers = os.environ.get("WEB_CONCURRENCY", "2")
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", workers, "--threads", "4",
        "--preload",
        "--graceful-timeout", str(GRACE - 5), "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]


def answers(port: int) -> bool:
    with socket.socket() as connection:
        connection.settimeout(1)
        return connection.connect_ex(("127.0.0.1", port)) == 0


class Pair:
    """Two processes that live and end together."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.asked_to_end = False
        self.processes: list[subprocess.Popen[bytes]] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.on_signal)
        # Own process groups: Ctrl-C in a terminal reaches only this process, which passes it on
        # once, as the gentle signal.
        for command in commands:
            self.processes.append(subprocess.Popen(command, cwd=ROOT, process_group=0))
        if self.asked_to_end:
            self.end()

    def on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_end = True
        self.end()

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()

    def alive(self) -> bool:
        return all(process.poll() is None for process in self.processes)

    def wait(self) -> int:
        """Until one has ended; then the other is ended too. The first one's code counts."""
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        first = next((p.returncode for p in self.processes if p.poll() is not None), 1)
        self.end()
        deadline = time.monotonic() + GRACE
        for process in self.processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        return 0 if self.asked_to_end else first or 1


def start(port: int) -> int:
    pair = Pair([web_command(port), worker_command()])
    deadline = time.monotonic() + STARTING
    while pair.alive() and not answers(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    if pair.alive():
        print(f"\nKatılıyoruz: http://127.0.0.1:{port}   (Ctrl-C ile durur)", flush=True)
    return pair.wait()


def main() -> int:
    if sys.argv[1:] == ["_prepare"]:
        return prepare()
    os.chdir(ROOT)
    settle(os.environ)
    port = int(os.environ.get("PORT") or 8000)
    only_prepare = sys.argv[1:] == ["prepare"]
    if not only_prepare and answers(port):
        print(f"Port {port} is in use; choose another one: PORT=8001 make run", file=sys.stderr)
        return 1
    if only_prepare or not is_prepared():
        code = subprocess.run([sys.executable, __file__, "_prepare"]).returncode
        if only_prepare or code:
            return code
        remember_prepared()
    elif os.environ["DEMO"] == "1":
        sys.path[:0] = [str(ROOT / "platform")]
        print_sign_ins()
    return start(port)


def prepared_mark() -> str:
    """What preparing depends on: the migrations, the static files, the demo, the database."""
    parts = [os.environ.get("DATABASE_URL", ""), os.environ["DEMO"]]
    files = [*ROOT.glob("migrations/versions/*.py"), *ROOT.glob("platform/*/static/**/*.[cjs]*")]
    parts += [f"{path.name}:{path.stat().st_size}" for path in sorted(files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_prepared() -> bool:
    """A second start spares the second import; only our own SQLite file can be looked at so."""
    folder = instance()
    if os.environ.get("DATABASE_URL") or not (folder / "katiliyoruz.sqlite").exists():
        return False
    mark = folder / "prepared"
    return mark.exists() and mark.read_text() == prepared_mark()


def remember_prepared() -> None:
    if not os.environ.get("DATABASE_URL"):
        (instance() / "prepared").write_text(prepared_mark())


def instance() -> Path:
    return Path(os.environ.get("INSTANCE_DIR") or INSTANCE)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:  # while preparing; the database rolls back what was half done
        sys.exit(130)
