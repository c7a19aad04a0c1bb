"""As whom a server is asked, as the environment says: a registered service, a token, or nobody."""

from contextlib import AbstractAsyncContextManager, nullcontext

import httpx

from chartside.fhir.bulk.service import service
from chartside.fhir.network.token import Token
from chartside.settings import fhir_client, fhir_token


def authorised(server: str, *, plain_http: bool) -> AbstractAsyncContextManager[httpx.Auth | None]:
    """What authorises at a server: the registration of a service, or a token, or nothing."""
    registration, token = fhir_client(), fhir_token()
    if registration is not None:
        return service(registration, server, plain_http=plain_http)
    return nullcontext(Token(token) if token else None)
