"""Migrates a fresh SQLite database and checks that it equals the models."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    if not (ROOT / "migrations").is_dir():
        print("No migrations yet.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3",
            "KEY_DIR": f"{folder}/keys",
            "SECRET_KEY": "only-for-this-check-" + "0" * 44,
            "DEMO": "0",
        }
        for verb in ("upgrade", "check"):
            command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", verb]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True
            )
            if done.returncode != 0:
                print(done.stdout + done.stderr, file=sys.stderr)
                return done.returncode
    print("The migrations equal the models.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
