"""`python -m chartside.demo [FILE]` writes the demo record to FILE, or to standard output."""

import sys
from pathlib import Path

from chartside.demo import record_json


def main(arguments: list[str]) -> None:
    """Write the record to the file that is named, or to standard output."""
    if arguments:
        Path(arguments[0]).write_bytes(record_json())
    else:
        sys.stdout.buffer.write(record_json())


if __name__ == "__main__":
    main(sys.argv[1:])
