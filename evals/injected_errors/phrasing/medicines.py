"""Medicines, as they are told in notes and letters."""

from typing import Final

from chartside.evals.injected_errors.facts import Medicine
from chartside.evals.injected_errors.phrasing.dates import dated, on
from chartside.evals.injected_errors.phrasing.numbers import figures, often, routed
from chartside.evals.injected_errors.phrasing.voice import Voice, opened

_CURRENT: Final = (
    "{Who} takes {drug}",
    "{Who} remains on {drug}",
    "Currently taking {drug}",
    "{Who} is currently on {drug}",
    "{Drug} is ongoing",
    "Continues {drug}",
    "Current medications include {drug}",
    "{Drug} remains active on the medication list",
    "{Who} is being treated with {drug}",
)
_SINCE: Final = (
    "{Who} has been on {drug} since {since}",
    "{Drug} was started {on_since} and continues",
    "Taking {drug} since {since}",
    "{Drug}, started {on_since}, is ongoing",
)
_HELD: Final = (
    "{Drug} is on hold",
    "{Drug} is currently being held",
    "{Who} has {drug} on hold at present",
)
_STOPPED: Final = (
    "{Drug} was discontinued",
    "{Who} no longer takes {drug}",
    "{Drug} has been stopped",
    "{Who} previously took {drug}",
    "{Drug} is no longer taken",
)
_FINISHED: Final = (
    "{Who} no longer takes {drug}",
    "{Who} previously took {drug}",
    "{Drug} is no longer taken",
    "{Who} took {drug} in the past",
    "{Drug} is not a current medication",
)
_ENDED: Final = (
    "{Drug} was discontinued {on_until}",
    "{Drug} was stopped {on_until}",
    "{Who} stopped taking {drug} {on_until}",
    "{On_until}, {drug} was discontinued",
    "{Drug} was taken until {until}",
)
_COURSE: Final = (
    "{Who} took {drug} from {since} to {until}",
    "{Drug} was given from {since} until {until}",
)
_STOPPED_WHY: Final = (
    "{Drug} was discontinued because of {why}",
    "{Drug} was stopped due to {why}",
    "{Who} no longer takes {drug}; reason for stopping: {why}",
)
_PRESCRIBED: Final = (
    "{Drug} was prescribed {on_since}",
    "{On_since}, {who} was prescribed {drug}",
    "{Who} was prescribed {drug} {on_since}",
    "A prescription for {drug} was written {on_since}",
    "{Drug} was ordered {on_since}",
    "{date}: prescribed {drug}",
)
_NEVER: Final = (
    "{Who} has never taken {drug}",
    "{Who} is not taking {drug}",
    "{Who} is not on {drug}",
)


def say_medicine(fact: Medicine, voice: Voice) -> str:
    """One medicine in one sentence, without a full stop."""
    voice = voice.of_several_dates() if fact.since and fact.until else voice
    drug = medicine_words(fact, voice)
    return voice.pattern(*_patterns(fact)).format(
        drug=drug,
        Drug=opened(drug),
        Who=voice.who,
        who="the patient",
        why=fact.why,
        Why=opened(fact.why),
        since=dated(fact.since, voice) if fact.since else "",
        on_since=on(fact.since, voice) if fact.since else "",
        On_since=opened(on(fact.since, voice)) if fact.since else "",
        until=dated(fact.until, voice) if fact.until else "",
        on_until=on(fact.until, voice) if fact.until else "",
        On_until=opened(on(fact.until, voice)) if fact.until else "",
        date=dated(fact.since, voice) if fact.since else "",
    )


def _patterns(fact: Medicine) -> tuple[str, tuple[str, ...]]:
    if fact.state == "current":
        return ("on since", _SINCE) if fact.since else ("current", _CURRENT)
    if fact.state == "stopped" and fact.why:
        return "stopped why", _STOPPED_WHY
    if fact.state == "stopped" and fact.until:
        return ("course", _COURSE) if fact.since else ("ended", _ENDED)
    return fact.state, {
        "held": _HELD,
        "stopped": _STOPPED,
        "finished": _FINISHED,
        "prescribed": _PRESCRIBED,
        "never": _NEVER,
    }[fact.state]


def medicine_words(fact: Medicine, voice: Voice) -> str:
    """The medicine with its dose, route and frequency as far as the fact has them."""
    said = [voice.name("name", fact.key, fact.names)]
    if fact.amount is not None:
        joint = voice.spelling("tight", "", (" ", " ", ""))
        unit = voice.spelling("dose", fact.unit, (fact.unit,))
        joint = joint if unit in {"mg", "mcg", "g"} else " "
        said.append(f"{figures(fact.amount, voice)}{joint}{unit}")
    if fact.route:
        said.append(routed(fact.route, voice))
    if fact.per_day is not None:
        said.append(often(fact.per_day, voice))
    return " ".join(word for word in said if word)
