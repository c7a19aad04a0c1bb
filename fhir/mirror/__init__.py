"""A patient of a FHIR server in a store, kept up to date. It knows no clinical meaning.

Import from its modules (`from chartside.fhir.mirror.mirror import RecordMirror`).
"""
