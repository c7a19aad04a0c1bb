"""Where an archive is: the address as a site names it."""

from chartside.fhir.network.address import server_address


def archive_address(text: str, *, plain_http: bool = False) -> str:
    """The base URL of an archive, without a slash at its end.

    Args:
        text: As a person writes it, or a record.
        plain_http: Allow http to other machines, where images can be read on the way.

    Raises:
        UsageError: It is no such URL, holds a password or a query, or is http to another machine
            without leave.

    >>> archive_address("HTTPS://PACS.example/dicom-web/")
    'https://pacs.example/dicom-web'
    """
    return server_address(
        text,
        plain_http=plain_http,
        what="an archive of images",
        leave="CHARTSIDE_DICOMWEB_PLAIN_HTTP=1 allows http",
    )
