"""Refused by policy."""

from chartside.errors.root import ChartsideError


class PolicyError(ChartsideError):
    """Refused by policy: unsigned, contradicted, or not allowed."""

    code = "policy"
    exit_status = 4


class Overtaken(PolicyError):
    """A draft or its chart is not any more what was read, or somebody else has decided.

    Another version, another text, a chart that changed: read it again. What is signed, declined,
    replaced or expired is not decided twice.
    """

    code = "overtaken"


class StepUpNeeded(PolicyError):
    """The last proof of who signs is too old: prove it again, then sign what was read."""

    code = "step-up"


class LaunchRefused(PolicyError):
    """A SMART launch, an authorisation or a token failed, or did not verify.

    `reason` is a code such as `unknown-ehr`, `state`, `expired`, `scope`, `id-token` or
    `access_denied` (what a server said, where it is a code of OAuth).
    """

    code = "launch"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the launch was refused: {reason}; open it again from the record system")


class CallerRefused(PolicyError):
    """A caller of a service did not prove who it is; `reason` is a code such as `audience`."""

    code = "caller"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the caller did not prove who it is: {reason}")


class TooManyRuns(PolicyError):
    """No more drafts may be asked for now: `whose` is `owner`, who has enough, or `all`."""

    code = "too-many-runs"

    def __init__(self, whose: str, most: int) -> None:
        self.whose = whose
        self.most = most
        who = "you have" if whose == "owner" else "there are"
        super().__init__(f"{who} {most} drafts in the making: ask again when one has ended")
