"""`python -m chartside.demo [FILE]` writes the demo record to FILE, or to standard output."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from chartside.demo import record_json


def main() -> None:
    """Write the record to the file that is named, or to standard output."""
    parser = ArgumentParser(prog="python -m chartside.demo", description="Write the demo record.")
    parser.add_argument("file", nargs="?", type=Path, help="where to; standard output if left out")
    target = parser.parse_args().file
    if target is None:
        sys.stdout.buffer.write(record_json())
    else:
        target.write_bytes(record_json())


if __name__ == "__main__":
    main()
