"""`python -m verify`, also where nobody has set a path: the count lies in platform/."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "platform"))
    from verify.command import main

    sys.exit(main(sys.argv[1:]))
