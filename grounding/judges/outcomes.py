"""How a pregnancy ended: born, miscarried, terminated, ectopic, stillborn.

The outcomes are those of the WHO's ICD-10, chapter XV (O00-O08, Z37); a cited entry that names one
does not bear out another.
"""

from typing import Final

from chartside.draft import Severity
from chartside.grounding.faults import Fault, contradicted
from chartside.grounding.judges.scope import Scope
from chartside.grounding.reading.caseless import Caseless
from chartside.grounding.sources.profile import TEXTS, Profile

_OUTCOMES: Final = {
    "ended by termination": r"terminat(?:ion|ed)(?:\sof\s(?:her\s|the\s|a\s)?pregnancy)?|\btop\b"
    r"|induced\sabortion|therapeutic\sabortion|elective\sabortion|medical\sabortion"
    r"|surgical\sabortion|legal\sabortion|abortion\sprocedure",
    "ended in a miscarriage": r"miscarr\w+|spontaneous\sabortion|missed\sabortion|incomplete"
    r"\sabortion|complete\sabortion|fetus\swith\sunknown\scomplication|early\spregnancy\sloss",
    "was ectopic": r"ectopic|tubal\spregnancy",
    "ended in a stillbirth": r"stillb\w+|intrauterine\s(?:fetal\s)?death|born\sdead",
    "ended in a birth": r"(?:went|carried|got|gone|came|continued)\s(?:\w+\s)?to\s(?:full\s)?term"
    r"|(?:at|full)[\s-]term\s(?:birth|delivery)|live\s?births?|gave\sbirth|healthy\s(?:baby|boy"
    r"|girl|infant)|childbirth|(?:vaginal|cesarean|caesarean|normal|instrumental|breech|forceps)"
    r"\s(?:\w+\s)?(?:delivery|birth)|(?:was|were)\sdelivered\sof|delivered\s(?:a|her|at)\b"
    r"|c(?:a)?esarean(?:\ssection)?",
}
_FORMS: Final = {name: Caseless(rf"\b(?:{w})") for name, w in _OUTCOMES.items()}
_QUICK: Final = Caseless(
    r"pregnan|term\b|birth|born|abort|miscarr|ectopic|deliver|terminat|baby|gravid|tubal",
)
_OF_PREGNANCY: Final = Caseless(
    r"pregnan|gravid|abort|gestation|birth|deliver|c(?:a)?esarean|miscarr|ectopic|baby",
)
_DENIED: Final = Caseless(r"\b(?:no|not|never|without|instead\sof|rather\sthan)\b")


def judge_outcome(scope: Scope) -> list[Fault]:
    """An outcome that the sentence tells, where what it cites tells another and not this one."""
    text = scope.sentence.bare
    if not _QUICK.search(text) or not _OF_PREGNANCY.search(text) or _DENIED.search(text):
        return []
    said = {name: m for name, form in _FORMS.items() if (m := form.search(text))}
    own = {name for p in scope.cited for name in _told(p)}
    wrong = next((name for name in said if own and name not in own), None)
    if wrong is None or len(said) > 1:
        return []
    first = next(p for p in scope.cited if _told(p))
    reason = f"{first.where} is {first.entry.label}; the sentence says that it {wrong}"
    return [contradicted("outcome", said[wrong].start(), Severity.HIGH, reason)]


def _told(profile: Profile) -> list[str]:
    """The outcomes that an entry's name tells; those of a note are judged by its own words."""
    if profile.entry.kind in TEXTS:
        return []
    names = " ; ".join(profile.entry.code.labels)
    if not _OF_PREGNANCY.search(names):
        return []
    return [name for name, form in _FORMS.items() if form.search(names)]
