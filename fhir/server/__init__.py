"""A record on a FHIR server. It knows what servers do to a search, and as whom they are asked.

Import from its modules (`from chartside.fhir.server.record import FHIRServer`).
"""
