"""Who is asked, with which prompts, and a finding made of what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel

from chartside.models.imaging.prepared import Frame
from chartside.models.imaging.tasks.asking import Part, Reply, Wordings, ask_about
from chartside.models.imaging.tasks.finding import ImageFinding, Ranked, Task, used
from chartside.models.imaging.tasks.kinds import ImageKind
from chartside.models.imaging.tasks.published import accuracy_notices, published_for
from chartside.models.imaging.tasks.seeing import Seen

_ROLE = "image_role"


@dataclass(frozen=True, slots=True)
class Asker:
    """A chat model and the prompts it is asked with, by their ids."""

    model: BaseChatModel
    wordings: Wordings

    def words(self, name: str, **values: str) -> str:
        """A prompt with its variables in place."""
        return self.wordings[name].filled(**values)

    def role(self, kind: ImageKind) -> str:
        """The system text: the published one on radiographs, none on anything else."""
        return self.words(_ROLE) if kind is ImageKind.RADIOGRAPH else ""

    async def ask(self, parts: Sequence[Part], system: str = "") -> Reply:
        """What the model says to frames and words in this order; raises as `ask_about` does."""
        return await ask_about(self.model, parts, system)

    def stamps(self, *names: str) -> dict[str, str]:
        """Each prompt that was used, with its version and digest."""
        return {name: self.wordings[name].stamp for name in names}


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about: the task, the question in the asker's words, what was seen."""

    task: Task
    question: str
    seen: Seen
    frames: tuple[Frame, ...] = ()
    prompts: dict[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    def finding(
        self, reply: Reply, answer: str | None = None, labels: tuple[Ranked, ...] = ()
    ) -> ImageFinding:
        """A finding with the figures that speak for it, or the word that none do."""
        kind = self.seen.kind
        said = (*self.notices, *self.seen.notices, *reply.notices)
        silent = accuracy_notices(reply.model, self.task, kind)
        return ImageFinding(
            task=self.task,
            question=self.question,
            frames=used(self.frames or self.seen.frames),
            model=reply.model,
            revision=reply.revision,
            words=reply.text,
            answer=answer,
            labels=labels,
            published=published_for(reply.model, self.task, kind),
            notices=tuple(dict.fromkeys((*said, *silent))),
            prompt=self.prompts,
        )
