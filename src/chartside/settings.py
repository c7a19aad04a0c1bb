"""What the environment says, read once at the edge; everything below receives frozen values."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    """Where data lives, and what is switched on."""

    home: Path
    embedder: Path | None = None
    """A folder with the text embedding model by which notes are searched; None: by words alone."""
    terminology: str | None = None
    """The base URL of a FHIR terminology server that says which codes are one thing; None: none."""
    record: str | None = None
    """The record that LangGraph's own server drafts from (`langgraph.json`); None: none."""

    @property
    def signoff(self) -> Path:
        """The sign-off store: drafts, decisions, the audit chain."""
        return self.home / "signoff.db"

    @property
    def checkpoints(self) -> Path:
        """The agent's checkpoints."""
        return self.home / "checkpoints.db"

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
    def kinds(self) -> Path:
        """Document kinds of the user's own, one Markdown file each; it need not exist."""
        return self.home / "kinds"


def settings() -> Settings:
    """Settings from the environment.

    `CHARTSIDE_HOME` is the data folder, by default the platform's; `CHARTSIDE_EMBEDDER` the folder
    of a text embedding model; `CHARTSIDE_TERMINOLOGY` the base URL of a FHIR terminology server;
    `CHARTSIDE_RECORD` the record for LangGraph's own server.
    """
    home = os.environ.get("CHARTSIDE_HOME")
    embedder = os.environ.get("CHARTSIDE_EMBEDDER")
    return Settings(
        home=Path(home).expanduser() if home else user_data_path("chartside"),
        embedder=Path(embedder).expanduser() if embedder else None,
        terminology=os.environ.get("CHARTSIDE_TERMINOLOGY") or None,
        record=os.environ.get("CHARTSIDE_RECORD") or None,
    )


def passphrase(variable: str) -> str | None:
    """The passphrase in the named environment variable; None when it is not set."""
    return os.environ.get(variable)


def endpoint_key() -> str | None:
    """The bearer key of model endpoints, `CHARTSIDE_ENDPOINT_KEY`; None when it is not set.

    It is no field of `Settings`, so that no `repr` of them shows it.
    """
    return os.environ.get("CHARTSIDE_ENDPOINT_KEY") or None


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
