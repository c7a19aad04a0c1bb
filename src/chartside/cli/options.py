"""What several commands share: their arguments and options read the same everywhere."""

from typing import Annotated

import typer


def new_app() -> typer.Typer:
    """What a command's module hangs its commands on."""
    return typer.Typer(
        add_completion=False,  # the program itself has it
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,  # a rich traceback shows local values: chart data
        context_settings={"help_option_names": ["-h", "--help"]},
    )


Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="A store (*.db), a Bundle (.json), NDJSON (.ndjson), a folder, gzip or not; or the "
        "URL of a FHIR server.",
    ),
]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="Bundles, NDJSON files, folders of them, gzip or not; or the URL of a FHIR server.",
    ),
]
Patient = Annotated[
    str | None,
    typer.Option(
        "--patient",
        metavar="ID",
        help="The patient (`123` or `Patient/123`); needed when the record holds several.",
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
]

PassphraseEnv = Annotated[
    str | None,
    typer.Option(
        "--passphrase-env",
        metavar="VAR",
        help="Take the passphrase from this environment variable instead of asking.",
    ),
]


def patient_reference(patient: str | None) -> str | None:
    """`Patient/123` for `123` and for itself; None stays None."""
    if patient is None or "/" in patient:
        return patient
    return f"Patient/{patient}"
