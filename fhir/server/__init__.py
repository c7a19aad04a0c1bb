"""A record on a FHIR server. It knows what servers do to a search, and of SMART only the token.

Import from its modules (`from chartside.fhir.server.record import FHIRServer`).
"""
