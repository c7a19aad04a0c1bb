"""An active problem of grave consequence that a draft does not mention.

The list: diseases that change what may be given, done or hoped for, whoever treats the patient.
It follows the conditions of the Charlson comorbidity index (J Chronic Dis 1987;40:373), with
KDIGO 2012 chronic kidney disease from stage 3b, and conditions that a stranger must know in an
emergency (pregnancy, transplant, adrenal insufficiency, bleeding and clotting disorders,
epilepsy). Not covered: anything that is only suspected, past, or recorded under another name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chartside.draft import Finding, Severity
from chartside.fhir.chart import Chart
from chartside.fhir.clinical import active_problems, episodes, plain
from chartside.fhir.entry import Entry
from chartside.grounding.rules.finding import cite
from chartside.grounding.rules.said import Said
from chartside.grounding.rules.wording import outer

RULE: Final = "unsaid-grave-problem"
TERM: Final = timedelta(days=300)
"""A pregnancy older than this is over, whatever its status says."""


@dataclass(frozen=True, slots=True)
class Grave:
    """A group of problems: the words that name it, in labels and in sentences."""

    words: re.Pattern[str]
    severity: Severity


def _grave(words: str, severity: Severity = Severity.MODERATE) -> Grave:
    return Grave(re.compile(words, re.IGNORECASE), severity)


CANCER: Final = _grave(
    r"malignan|\bcancer|carcinoma|lymphoma|leuk(?:a)?emia|melanoma|sarcoma|myeloma|metasta"
    r"|glioblastoma|mesothelioma",
    Severity.HIGH,
)
PREGNANCY: Final = _grave(r"\bpregnan(?:cy|t)\b", Severity.HIGH)
GRAVE: Final = (
    CANCER,
    PREGNANCY,
    _grave(r"heart failure|cardiac failure|cardiomyopath|\bHF[pr]EF\b|\bCHF\b", Severity.HIGH),
    _grave(
        r"(?:kidney disease|\bCKD\b)(?:[^.;]*\b(?:stage|grade))?,? G?(?:3 ?b|4|5|IV|V)\b"
        r"|end.?stage (?:renal|kidney)|\bESRD\b|dialysis|chronic (?:renal|kidney) failure",
        Severity.HIGH,
    ),
    _grave(r"cirrhosis|hepatic (?:failure|encephalopathy)|liver failure|varices", Severity.HIGH),
    _grave(r"transplant|immunodefici|\bHIV\b|\bAIDS\b|asplen|neutropenia", Severity.HIGH),
    _grave(r"adrenal insufficiency|addison", Severity.HIGH),
    _grave(
        r"\bstroke\b|cerebrovascular accident|cerebral infarct"
        r"|(?:intracerebral|subarachnoid) h(?:a)?emorrhage"
    ),
    _grave(
        r"myocardial infarct|coronary (?:artery|heart) (?:disease|atheroscl)|isch(?:a)?emic heart"
        r"|\bangina\b|coronary arteriosclerosis"
    ),
    _grave(r"atrial (?:fibrillation|flutter)"),
    _grave(r"pulmonary embol|venous thrombo|deep vein thrombosis"),
    _grave(r"aortic (?:aneurysm|dissection|stenosis)|prosthetic (?:heart )?valve"),
    _grave(r"dementia|alzheimer"),
    _grave(r"epilep|seizure disorder"),
    _grave(r"parkinson|multiple sclerosis|myasthenia|motor neuron|amyotrophic"),
    _grave(
        r"\bCOPD\b|chronic obstructive (?:pulmonary|lung)"
        r"|pulmonary (?:fibrosis|hypertension|emphysema)|chronic respiratory failure"
        r"|cystic fibrosis"
    ),
    _grave(r"\btuberculosis\b"),
    _grave(r"h(?:a)?emophilia|von willebrand|sickle.?cell (?:disease|an)|thrombophilia"),
    _grave(r"type 1 diabetes|diabetes mellitus,? type 1"),
    _grave(r"schizophren|bipolar|suicid|opioid (?:use disorder|dependence)"),
)
_LESS = re.compile(
    r"\b(?:family history|history of|hx of|screening|risk of|at risk|suspected|benign|fear of"
    r"|encounter|counsel\w*|exposure|prophyla\w*|in remission|vaccin\w*|non.?malignan\w*)\b",
    re.IGNORECASE,
)
_GENERAL: Final = frozenset(
    plain(
        "malignant neoplasm neoplastic disease tumor tumour cancer carcinoma primary of the and "
        "overlapping site unspecified stage grade cell metastatic adenocarcinoma in to with due "
        "non small tnm squamous recurrent invasive left right a by"
    ).split()
)


def unsaid_problems(said: Said, chart: Chart) -> Iterator[Finding]:
    """One finding for each disease: a second record of its group, or organ, is the same."""
    told: list[tuple[Grave, frozenset[str]]] = []
    for problem in active_problems(chart):
        group = next((g for g in GRAVE if g.words.search(problem.label)), None)
        if group is None or _LESS.search(problem.label) or _is_over(problem, chart):
            continue
        where = organ(problem) if group is CANCER else frozenset()
        if any(g is group and (where & seen or not where) for g, seen in told):
            continue
        if not (said.cites(episodes(chart, problem)) or _is_named(said, problem, group)):
            told.append((group, where))
            text = f"{outer(problem.label)} (active problem{_since(problem)}) is not mentioned"
            yield Finding(RULE, text, group.severity, (cite(problem),))


def organ(problem: Entry) -> frozenset[str]:
    """The words of a cancer's names that say where it is, or of what kind."""
    words = {w for name in problem.code.labels for w in plain(name).split()}
    return frozenset(words - _GENERAL)


def _is_over(problem: Entry, chart: Chart) -> bool:
    if not PREGNANCY.words.search(problem.label):
        return False
    begun = problem.when or problem.recorded
    return begun is None or begun.low + TERM < chart.as_of


_NOT_HERS = re.compile(
    r"\b(?:family|screening|mother|father|brother|sister|son|daughter|aunt|uncle|cousin|grand\w+|maternal"
    r"|paternal|relatives?)\b|\b(?:no|denies|without|never had|negative for|ruled out|excluded)\b",
    re.IGNORECASE,
)
"""A sentence on a relative, or one that denies something, is no mention of the patient's own."""


def _is_named(said: Said, problem: Entry, group: Grave) -> bool:
    """By its own name, or by any name of the group; of a cancer the organ must be named too."""
    spoken = said.without(_NOT_HERS)
    if any(spoken.has_phrase(name) or spoken.has_words(name) for name in problem.code.labels):
        return True
    sentences = spoken.only(group.words).texts
    if group is not CANCER:
        return bool(sentences)
    where = organ(problem)
    return any(not where or where & set(plain(s).split()) for s in sentences)


def _since(problem: Entry) -> str:
    return f" since {problem.when.words}" if problem.when else ""
