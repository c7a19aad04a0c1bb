"""A signed document as files for others: on paper (PDF, Word), and as FHIR R4.

Nothing here decides whether a document may leave; `chartside.signoff.export` asks that first.
"""
