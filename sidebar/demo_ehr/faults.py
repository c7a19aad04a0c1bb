"""What the demonstration record system gets wrong on purpose, so that a client can be tried on it.

All of it is off at the start. A test sets a field while the server runs.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class Faults:
    """The switches.

    Attributes:
        refuse: FHIR requests, from the next on, that are answered 401 whatever their token.
        broken: FHIR requests, from the next on, that are answered 500 with a page of HTML.
        busy: FHIR requests, from the next on, that are answered 429 with `Retry-After: 0`.
        slow: Seconds that each FHIR request waits first.
        id_token_without_kid: The key of an id_token is not named, as some servers do.
        id_token_without_auth_time: An id_token does not say when the person signed in.
        id_token_skew: Seconds by which the times in an id_token are ahead.
        withheld: Scopes that are asked for, and silently not granted.
        another_patient: The id of a patient that a launch ends up with, whoever it was for.
        authorization_error: An OAuth error that each authorization ends with.
        foreign_id_token: An id_token is signed with a key that is not among the published ones.
    """

    refuse: int = 0
    broken: int = 0
    busy: int = 0
    slow: float = 0.0
    id_token_without_kid: bool = False
    id_token_without_auth_time: bool = False
    id_token_skew: float = 0.0
    withheld: frozenset[str] = frozenset()
    another_patient: str = ""
    authorization_error: str = ""
    foreign_id_token: bool = False

    def now(self) -> int:
        """The status of the fault that this request meets, counted down; 0 for none."""
        for name, status in (("refuse", 401), ("busy", 429), ("broken", 500)):
            left = getattr(self, name)
            if left:
                setattr(self, name, left - 1)
                return status
        return 0
