"""How the tables of a sign-off store came to be what they are, one step a version.

Alembic runs them, inside the transaction that found an older version. A step that was released is
never changed: what comes next is a new one, and `chartside.signoff.schema.SCHEMA` counts them.
"""
