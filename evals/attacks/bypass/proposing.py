"""Having a proposed change of the chart leave that nobody may accept, or nobody has."""

from typing import Final

from chartside.errors import Overtaken, PolicyError, UsageError
from chartside.evals.attacks.bypass.attempt import Tries
from chartside.evals.attacks.bypass.scene import (
    Scene,
)
from chartside.evals.attacks.record import OTHER
from chartside.signoff import (
    Decided,
)

TRIES: Final = Tries("proposals")
refused = TRIES.refused


@refused(PolicyError, recorded=True)
async def proposal_undecided(scene: Scene) -> None:
    """Sign a draft whose proposed change of the chart is neither accepted nor rejected."""
    await scene.proposing()
    with scene.trying():
        scene.sign()


@refused(PolicyError, recorded=True)
async def proposal_accepted_by_a_nurse(scene: Scene) -> None:
    """Accept a proposed diagnosis as a nurse, in a handoff, which nurses may sign."""
    await scene.proposing("handoff")
    with scene.trying():
        scene.sign(by=scene.key("chen"), decided=Decided(accepted=("p1",)))


@refused(Overtaken, recorded=True)
async def proposal_decided_otherwise(scene: Scene) -> None:
    """Sign again what is signed, and accept this time what was rejected."""
    await scene.proposing()
    seen = scene.read()
    scene.sign(seen=seen, decided=Decided(rejected=("p1",)))
    with scene.trying():
        scene.sign(seen=seen, decided=Decided(accepted=("p1",)))


@refused(UsageError)
async def proposal_for_another(scene: Scene) -> None:
    """Lay down a proposal that would change the chart of another patient."""
    with scene.trying():
        await scene.proposing(whose=OTHER)
