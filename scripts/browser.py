"""Finds the browser for the tests; installs Debian's Chromium when the user is root."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FONTS = {
    "fonts-dejavu-core": Path("/usr/share/fonts/truetype/dejavu"),
    "fonts-noto-core": Path("/usr/share/fonts/truetype/noto"),
}
SKIPPED = "*** The browser tests are SKIPPED: no Chromium found (Debian: apt install chromium)."


def find() -> str | None:
    given = os.environ.get("CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def missing_packages() -> list[str]:
    packages = [] if find() else ["chromium"]
    return packages + [name for name, folder in FONTS.items() if not folder.is_dir()]


def install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]

    def run(arguments: list[str]) -> int:
        return subprocess.run(arguments, env=environment, stdout=subprocess.DEVNULL).returncode

    # A fresh image has no package lists, and old lists name files that are gone.
    if run(command) != 0 and run(["apt-get", "update", "-qq"]) == 0:
        run(command)


def main() -> int:
    packages = missing_packages()
    if packages and os.geteuid() == 0 and shutil.which("apt-get"):
        install(packages)
    if find():
        return 0
    print(SKIPPED, file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
