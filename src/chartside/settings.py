"""What the environment says, read once at the edge; everything below receives frozen values."""

import os
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from platformdirs import user_data_path

from chartside.errors import UsageError

_LONGEST_NUMBER: Final = 7


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A PostgreSQL database, and where on this machine the witness of its audit chain lies.

    The URL may hold a password, so that no `repr` shows it.
    """

    url: str = field(repr=False)
    anchor: Path
    """The file that keeps the head of the audit chain, out of the database's reach."""
    archive: Path
    """The folder that audit rows leave for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data lives, and what is switched on."""

    home: Path
    embedder: Path | None = None
    """A folder with the text embedding model by which notes are searched; None: by words alone."""
    terminology: str | None = None
    """The base URL of a FHIR terminology server that says which codes are one thing; None: none."""
    loinc: Path | None = None
    """The Loinc.csv of a LOINC release that laboratory results are coded with; None: none."""
    record: str | None = None
    """The record that LangGraph's own server drafts from (`langgraph.json`); None: none."""
    database: str | None = field(default=None, repr=False)
    """The URL of the PostgreSQL database that keeps everything; None: SQLite files in `home`."""
    anchor: Path | None = None
    """The file for the head of the audit chain, named: it has to be there before anything is signed
    or leaves. None: one beside the SQLite file or, for a database on a server, in `home`."""
    audit_days: int | None = None
    """After how many days rows of the audit may leave for its archive; None: they stay."""

    imaging: bool = False
    """Whether models may say what they see in images: a medical-device function, off by default."""
    dicomweb: str | None = None
    """The URL of the DICOMweb archive that images of a chart come from; None: none is named."""

    @property
    def signoff(self) -> Path | PostgreSQL:
        """The sign-off store: drafts, decisions, the audit chain."""
        if self.database is None:
            return self.home / "signoff.db"
        anchor = self.anchor or self.home / "signoff.head"
        return PostgreSQL(self.database, anchor, self.home / "audit-archive")

    @property
    def checkpoints(self) -> Path | PostgreSQL:
        """The agent's checkpoints."""
        return self.home / "checkpoints.db" if self.database is None else self.signoff

    @property
    def identities(self) -> Path:
        """Local signers, one file each, the private key locked by a passphrase."""
        return self.home / "identities"

    @property
    def documents(self) -> Path:
        """Signed documents as filed."""
        return self.home / "documents"

    @property
    def terminology_answers(self) -> Path:
        """What the terminology server said of codes, and nothing of whose they are."""
        return self.home / "terminology.db"

    @property
    def loinc_index(self) -> Path:
        """The index that is made of the LOINC table, once for each edition."""
        return self.home / "loinc.db"

    @property
    def kinds(self) -> Path:
        """Document kinds of the user's own, one Markdown file each; it need not exist."""
        return self.home / "kinds"


def settings() -> Settings:
    """Settings from the environment.

    `CHARTSIDE_HOME` is the data folder, by default the platform's; `CHARTSIDE_EMBEDDER` the folder
    of a text embedding model; `CHARTSIDE_TERMINOLOGY` the base URL of a FHIR terminology server;
    `CHARTSIDE_LOINC` the Loinc.csv of a LOINC release; `CHARTSIDE_RECORD` the record for
    LangGraph's own server; `CHARTSIDE_DATABASE` the URL of a PostgreSQL database
    (`postgresql://USER@HOST/DATABASE`) for drafts, decisions, the audit and checkpoints;
    `CHARTSIDE_ANCHOR` the file for the head of the audit chain, out of reach of
    whoever may write the store; `CHARTSIDE_AUDIT_DAYS` after how many days rows of the audit may
    leave for its archive; `CHARTSIDE_DICOMWEB` the URL of a DICOMweb archive of images.

    Raises:
        UsageError: `CHARTSIDE_AUDIT_DAYS` is no number of days, or `CHARTSIDE_ANCHOR` no file.
    """
    home = os.environ.get("CHARTSIDE_HOME")
    embedder = os.environ.get("CHARTSIDE_EMBEDDER")
    loinc = os.environ.get("CHARTSIDE_LOINC")
    anchor = os.environ.get("CHARTSIDE_ANCHOR")
    return Settings(
        home=Path(home).expanduser() if home else user_data_path("chartside"),
        embedder=Path(embedder).expanduser() if embedder else None,
        terminology=os.environ.get("CHARTSIDE_TERMINOLOGY") or None,
        loinc=Path(loinc).expanduser() if loinc else None,
        record=os.environ.get("CHARTSIDE_RECORD") or None,
        database=os.environ.get("CHARTSIDE_DATABASE") or None,
        anchor=_anchor(anchor),
        audit_days=_days(os.environ.get("CHARTSIDE_AUDIT_DAYS")),
        imaging=os.environ.get("CHARTSIDE_IMAGING") == "on",
        dicomweb=os.environ.get("CHARTSIDE_DICOMWEB") or None,
    )


def _anchor(text: str | None) -> Path | None:
    if not text:
        return None
    path = Path(text).expanduser()
    above = next(parent for parent in path.absolute().parents if parent.exists())
    if not above.is_dir() or (path.exists() and not path.is_file()):
        raise UsageError("CHARTSIDE_ANCHOR must name a file: no folder, device or pipe")
    return path


def _days(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER and int(text) > 0):
        raise UsageError("CHARTSIDE_AUDIT_DAYS must be a number of days, 1 or more")
    return int(text)


def passphrase(variable: str, *, keep: bool = True) -> str | None:
    """The secret in an environment variable; None: not set. What is not kept, no child inherits."""
    return os.environ.get(variable) if keep else os.environ.pop(variable, None)


def drafting_environment() -> dict[str, str]:
    """What of the environment a process may have that drafts and does not sign.

    An allow-list: where programs, libraries and data lie, and how a model is asked. There is no
    passphrase of a signer and no token but the one of model endpoints. The URL of a database is
    there, because drafts lie in it.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if name in _DRAFTING or name.startswith("LC_")
    }


_DRAFTING: Final = frozenset(
    {
        "CHARTSIDE_ANCHOR",
        "CHARTSIDE_AUDIT_DAYS",
        "CHARTSIDE_DATABASE",
        "CHARTSIDE_EMBEDDER",
        "CHARTSIDE_ENDPOINT_KEY",
        "CHARTSIDE_ENDPOINT_PLAIN_HTTP",
        "CHARTSIDE_HOME",
        "CHARTSIDE_POLICY",
        "CHARTSIDE_SIGNERS",
        "CHARTSIDE_TERMINOLOGY",
        "CUDA_VISIBLE_DEVICES",
        "HOME",
        "LANG",
        "LANGUAGE",
        "LD_LIBRARY_PATH",
        "OMP_NUM_THREADS",
        "PATH",
        "PYTHONPATH",
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "TMPDIR",
        "TZ",
        "USER",
        "VIRTUAL_ENV",
        "XDG_DATA_HOME",
    }
)


def endpoint_key() -> str | None:
    """The bearer key of model endpoints, `CHARTSIDE_ENDPOINT_KEY`; None when it is not set.

    It is no field of `Settings`, so that no `repr` of them shows it.
    """
    return os.environ.get("CHARTSIDE_ENDPOINT_KEY") or None


def dicomweb_token() -> str | None:
    """What authorises at the archive of images, `CHARTSIDE_DICOMWEB_TOKEN`; None: nothing is sent.

    A bearer token, or `Basic` and a user and password in base64, for an archive that has those.
    It is no field of `Settings`, so that no `repr` of them shows it.
    """
    return os.environ.get("CHARTSIDE_DICOMWEB_TOKEN") or None


def dicomweb_plain_http() -> bool:
    """Whether images may come from afar by http: `CHARTSIDE_DICOMWEB_PLAIN_HTTP` is `1`."""
    return os.environ.get("CHARTSIDE_DICOMWEB_PLAIN_HTTP") == "1"


def fhir_token() -> str | None:
    """The bearer token (or `Basic …`) for the FHIR server that is read, `CHARTSIDE_FHIR_TOKEN`."""
    return os.environ.get("CHARTSIDE_FHIR_TOKEN") or None


def fhir_client() -> Path | None:
    """The file that registers this service there, `CHARTSIDE_FHIR_CLIENT`; None: none."""
    named = os.environ.get("CHARTSIDE_FHIR_CLIENT")
    return Path(named).expanduser() if named else None


def fhir_plain_http() -> bool:
    """Whether records may come from afar by http: `CHARTSIDE_FHIR_PLAIN_HTTP` is `1`."""
    return os.environ.get("CHARTSIDE_FHIR_PLAIN_HTTP") == "1"


def mcp_token() -> str | None:
    """The bearer token that clients of the MCP server need, `CHARTSIDE_MCP_TOKEN`; None: none.

    It is no field of `Settings`, so that no `repr` of them shows it.
    """
    return os.environ.get("CHARTSIDE_MCP_TOKEN") or None


def plain_http_allowed() -> bool:
    """Whether chart data may go to a model by http, unencrypted, beyond this machine.

    Only where `CHARTSIDE_ENDPOINT_PLAIN_HTTP` is `1`: a site's own network, say.
    """
    return os.environ.get("CHARTSIDE_ENDPOINT_PLAIN_HTTP") == "1"


def is_this_machine(host: str) -> bool:
    """Whether the host of an address is this machine: what is sent there crosses no network."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def signers_file() -> Path | None:
    """The list of whose signatures count, `CHARTSIDE_SIGNERS`; None: every key, once it is known.

    A list that the account of the agent cannot write.
    """
    named = os.environ.get("CHARTSIDE_SIGNERS")
    return Path(named).expanduser() if named else None


def policy_file() -> Path | None:
    """The site's own sign-off policy, `CHARTSIDE_POLICY`; None: the one of the package."""
    named = os.environ.get("CHARTSIDE_POLICY")
    return Path(named).expanduser() if named else None


def write_back_server() -> str | None:
    """The FHIR server that signed documents go to, `CHARTSIDE_WRITE_BACK`; None: none is named."""
    return os.environ.get("CHARTSIDE_WRITE_BACK") or None


def write_back_token() -> str | None:
    """The bearer token for that server, `CHARTSIDE_WRITE_BACK_TOKEN`; None: none is sent.

    It is no field of `Settings`, so that no `repr` of them shows it.
    """
    return os.environ.get("CHARTSIDE_WRITE_BACK_TOKEN") or None


def image_reader() -> str | None:
    """The model that tools show images of a chart, `CHARTSIDE_IMAGE_READER`; None: none is named.

    As `--reasoner` names one: `URL#MODEL` or `local:FOLDER`.
    """
    return os.environ.get("CHARTSIDE_IMAGE_READER") or None


def image_encoder() -> Path | None:
    """The folder of MedSigLIP that tools rank labels by, `CHARTSIDE_IMAGE_ENCODER`; None: none."""
    named = os.environ.get("CHARTSIDE_IMAGE_ENCODER")
    return Path(named).expanduser() if named else None
