"""What the authorization server says of itself, at its well-known addresses."""

from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chartside.sidebar.demo_ehr.clients import ALGORITHMS
from chartside.sidebar.demo_ehr.keys import Keys
from chartside.sidebar.demo_ehr.registration import DEFAULT_SCOPES

CAPABILITIES: Final = (
    "launch-ehr",
    "launch-standalone",
    "authorize-post",
    "client-public",
    "client-confidential-symmetric",
    "client-confidential-asymmetric",
    "sso-openid-connect",
    "context-banner",
    "context-style",
    "context-ehr-patient",
    "context-ehr-encounter",
    "context-standalone-patient",
    "context-standalone-encounter",
    "permission-offline",
    "permission-online",
    "permission-patient",
    "permission-user",
    "permission-v1",
    "permission-v2",
)


@dataclass(frozen=True, slots=True)
class Discovery:
    """The documents; `base` is the FHIR server, `auth` where the endpoints are."""

    base: str
    auth: str
    keys: Keys

    def routes(self) -> list[Route]:
        """What it answers to; paths are below `.well-known`."""
        return [
            Route("/smart-configuration", self._smart),
            Route("/openid-configuration", self._openid),
            Route("/jwks.json", self._jwks),
        ]

    def _shared(self) -> dict[str, Any]:
        return {
            "issuer": self.base,
            "jwks_uri": f"{self.base}/.well-known/jwks.json",
            "authorization_endpoint": f"{self.auth}/authorize",
            "token_endpoint": f"{self.auth}/token",
            "introspection_endpoint": f"{self.auth}/introspect",
            "revocation_endpoint": f"{self.auth}/revoke",
            "grant_types_supported": [
                "authorization_code",
                "refresh_token",
                "client_credentials",
            ],
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "private_key_jwt",
            ],
            "token_endpoint_auth_signing_alg_values_supported": [*ALGORITHMS],
            "scopes_supported": [*DEFAULT_SCOPES, "user/*.rs", "system/*.cruds"],
            "authorization_response_iss_parameter_supported": True,
        }

    async def _smart(self, _request: Request) -> Response:
        return JSONResponse({**self._shared(), "capabilities": [*CAPABILITIES]})

    async def _openid(self, _request: Request) -> Response:
        more = {
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "prompt_values_supported": ["none", "login"],
            "claims_supported": ["sub", "fhirUser", "auth_time", "nonce"],
        }
        return JSONResponse({**self._shared(), **more})

    async def _jwks(self, _request: Request) -> Response:
        return JSONResponse(self.keys.identity_jwks(), headers={"Cache-Control": "max-age=60"})
