"""The outbox: signed documents and retractions on their way to a FHIR server, each exactly once.

A row is written in the transaction of the decision itself, so that no decision is without one and
none is there for a decision that was never made. `chartside.signoff.outbox.sending` takes rows and
delivers them; a process may end between any two of its steps.
"""
