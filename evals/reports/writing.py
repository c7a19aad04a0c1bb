"""A report laid down in a folder: JSON, Markdown and a page, none of them half written."""

import json
from pathlib import Path

from chartside.errors import StoreError
from chartside.evals.reports.comparing import Compared
from chartside.evals.reports.markdown import markdown
from chartside.evals.reports.page import page
from chartside.evals.reports.report import FILE, Report
from chartside.signoff.filing import write_atomically


def private_folder(folder: Path) -> Path:
    """The folder, made for its owner alone where there is none: logs hold text of records.

    Raises:
        StoreError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise StoreError(f"the folder of logs cannot be made: {reason}") from None
    return folder


def write_report(report: Report, folder: Path, since: Compared | None = None) -> tuple[Path, ...]:
    """The files that were written. JSON and page hold text of the records where mistakes are.

    With `since`, Markdown and page tell the changes too; the JSON stays a report of one run.

    Raises:
        StoreError: The folder cannot be written.
    """
    held = {
        FILE: json.dumps(report.to_json(), ensure_ascii=False, indent=1),
        "report.md": markdown(report, since),
        "report.html": page(report, since),
    }
    try:
        for name, text in held.items():
            write_atomically(folder / name, text.encode())
    except OSError as wrong:
        reason = wrong.strerror or "the disk refused"
        raise StoreError(f"the report cannot be written: {reason}") from None
    return tuple(folder / name for name in held)
