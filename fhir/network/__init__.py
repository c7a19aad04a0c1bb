"""The one way out to servers: listed origins, checked addresses, answers with limits.

It knows HTTP and no FHIR. What it asks, and what comes back, is logged nowhere.
"""

from chartside.fhir.network.address import Origin, origin_of, server_address
from chartside.fhir.network.client import Answer, Streamed, Web
from chartside.fhir.network.limits import LIMITS, Limits
from chartside.fhir.network.retries import RETRIES, Retries

__all__ = [
    "LIMITS",
    "RETRIES",
    "Answer",
    "Limits",
    "Origin",
    "Retries",
    "Streamed",
    "Web",
    "origin_of",
    "server_address",
]
