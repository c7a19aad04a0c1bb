"""What every rule is given: the sentence, its chart, the section that it stands in."""

from dataclasses import dataclass

from chartside.grounding.reading.sentence import Sentence
from chartside.grounding.reading.standing import Heading
from chartside.grounding.sources.index import ChartIndex
from chartside.grounding.sources.profile import Profile


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a claim. `cited` are the entries that the sentence cites."""

    sentence: Sentence
    index: ChartIndex
    heading: Heading
    cited: tuple[Profile, ...]
