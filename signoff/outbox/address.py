"""Where a FHIR server is: https, or http on this machine, without a password in it."""

from urllib.parse import urlsplit

from chartside.errors import UsageError
from chartside.settings import is_this_machine


def server_address(text: str) -> str:
    """The base URL as it is used: without a slash at its end.

    Raises:
        UsageError: Not an http(s) URL, one with a password, a query or a fragment in it, or http to
            another machine, where what is sent can be read on the way.

    >>> server_address("https://ehr.example/fhir/R4/")
    'https://ehr.example/fhir/R4'
    """
    try:
        url = urlsplit(text.strip())
        _ = url.port  # out of range, or no number
    except ValueError:
        raise UsageError("a FHIR server is named by its http(s) URL") from None
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise UsageError("a FHIR server is named by its http(s) URL")
    if "@" in url.netloc or url.query or url.fragment:
        raise UsageError(
            "a FHIR server's URL holds no password, query or fragment; the token comes from "
            "CHARTSIDE_WRITE_BACK_TOKEN"
        )
    if url.scheme == "http" and not is_this_machine(url.hostname):
        raise UsageError("documents go to another machine by https only")
    return f"{url.scheme}://{url.netloc.lower()}{url.path.rstrip('/')}"
