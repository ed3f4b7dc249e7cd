"""``python -m adjudicator``: the command line."""

from __future__ import annotations

import sys

from adjudicator.cli import run


def main() -> int:
    """Runs the command that the process was started with; the exit status."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
