"""The command line: one file a command. A command parses, calls the rooms below, prints, and ends.

Knows no rule of its own: what may be signed, said or exported is decided in the rooms.
"""

from chartside.cli.app import main

__all__ = ["main"]
