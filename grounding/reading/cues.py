"""Words that say how a fact stands: status, negation, whose it is, side, judgement, direction.

A cue is what the sentence asserts *about* a named thing; the names themselves are elsewhere. The
negation and family cues follow NegEx and ConText (Chapman et al., J Biomed Inform 2001;34:301-310;
Harkema et al., J Biomed Inform 2009;42:839-851).
"""

from dataclasses import dataclass
from typing import Final

from chartside.grounding.reading.failing import FAILING
from chartside.grounding.reading.limits import FLAGS, JUDGED
from chartside.grounding.reading.movements import MOVEMENTS
from chartside.grounding.reading.phrases import Phrases, listed
from chartside.grounding.reading.standing_words import STANDING
from chartside.grounding.reading.words import Word


@dataclass(frozen=True, slots=True)
class Cue:
    """`kind` is the question that the cue answers, `value` its answer; a span of characters."""

    kind: str
    value: str
    start: int
    end: int


CERTAINTY: Final = {
    "provisional": "low prob for, low probability for, low probability of, low prob of"
    ", low likelihood of, cannot be ruled out, cannot be excluded, can't be ruled out"
    ", not ruled out"
    ", not excluded, c/f, r/o, suspicion, suspicion is of, awaits confirmation, suspect"
    ", suspects, suspecting, question of, thought possible, unproven"
    ", not proven, yet to be confirmed, yet to be proven, yet to be established, tentative"
    ", tentatively, thought to be, thought to have, felt to be"
    ", believed to be, suggestive of, concern for, queried, provisional, suspected"
    ", possible, possibly, probable, probably, presumed, presumptive, query, likely"
    ", suspicion of, suspicious for, questionable, differential, unconfirmed"
    ", not confirmed, may have, might have, working diagnosis, rule out"
    ", to be confirmed",
    "confirmed": "confirmed, definite, established, proven, known",
    "refuted": "ruled out, excluded, was refuted, refuted, disproved, disproven, was excluded",
}  # fmt: skip
STAGE: Final = {
    "preliminary": "preliminary, prelim, interim, not final, not yet final, partial result"
    ", awaiting confirmation",
    "final": "final, finalized",
    "corrected": "corrected, amended, corrected to, revised",
}  # fmt: skip
NEGATION: Final = {
    "no": "looks in vain for, looked in vain for, searched in vain for, in vain for, zero doses of"
    ", zero doses, yet to get, yet to be given, nothing, missed"
    ", nothing points to, nothing pointing to, nothing suggests"
    ", nothing to indicate"
    ", nothing suggestive of, nothing indicates, nothing to support, nothing to point to"
    ", neg for, neg hx for, neg hx of, negative history for, negative history of, neg hx"
    ", negatives, missing, lacking, omits, omitted, escaped"
    ", steered clear of, steers clear of, stayed clear of, no part of, w/o"
    ", in place of, not for, nobody, no one, yet to have, yet to receive, yet to undergo"
    ", free from, devoid of, no trace of, lack of, lacking, fails to show, failed to show"
    ", fails to reveal, failed to reveal, rather than, instead of, spared, clear of"
    ", unaffected by, cannot, can't, don't, doesn't, didn't, wasn't, aren't, weren't"
    ", hasn't, haven't, hadn't, nowhere, no suggestion of, no indication of, no hint of"
    ", no question of, no complaints of, no complaint of, not show, not reveal"
    ", has not been diagnosed with, not been diagnosed with, nothing to suggest"
    ", silent on, did not, nothing in the chart, nothing in the record"
    ", nothing on file, does not mention, makes no mention of, no, not, denies"
    ", denied, denying, without, never, never had, no evidence of, no sign of"
    ", no signs of, negative for, absence of, absent, free of, no history of"
    ", no record of, there is no, does not have, doesn't have, did not have, has no"
    ", has never had, none, nil, neither, nor, no known, lacks, is not, isn't"
    ", no documented, no documentation of, no mention of, not known to have"
    ", does not take, not taking, not on, is not on, is not taking, was not",
}  # fmt: skip
SUBJECT: Final = {
    "mother": "mother, mother's, mom, mum, maternal",
    "father": "father, father's, dad, paternal",
    "brother": "brother, brother's",
    "sister": "sister, sister's",
    "sibling": "sibling",
    "son": "son, son's",
    "daughter": "daughter, daughter's",
    "child": "child, child's, children",
    "grandmother": "grandmother, grandmother's, maternal grandmother, paternal grandmother",
    "grandfather": "grandfather, grandfather's, maternal grandfather, paternal grandfather",
    "aunt": "aunt, aunt's",
    "uncle": "uncle, uncle's",
    "cousin": "cousin",
    "parent": "parent",
    "spouse": "wife, wife's, husband, husband's, spouse, partner, partner's",
    "niece": "niece, niece's",
    "nephew": "nephew, nephew's",
    "grandchild": "grandson, granddaughter, grandchild, grandchildren",
    "family": "family history, family history of, fh, fhx, runs in the family"
    ", familial history, family hx, relative, relatives, family member",
}  # fmt: skip
TREND: Final = {
    "up": "trended up, trended upward, trended upwards, uptrended, drifted upwards, crept upwards"
    ", moved upwards, drifted upward, moved upward, crept upward, ticked up, bumped up, soared"
    ", surged, jumped, spiked, mounted, mounting, crept up, edged up, escalated"
    ", escalating, grew, growing, grown, climbs, ascended, doubled, tripled, on the rise"
    ", on the increase, shot up, creeping up, went higher, moved up, upwards, drifted up"
    ", rise in, rise of, increase in, gain of, rise, rises, put on, up from"
    ", increased from, risen from, rose from, rising, rose, risen, has risen"
    ", increasing, climbed, climbing, went up, gone up, trending up, upward trend"
    ", increase, higher than, upward, climbed from, has increased, have risen"
    ", grew from, increased, raised from, increase from, upward trending"
    ", uptrending, uptrend, gained, has gone up",
    "down": "trended down, trended downward, trended downwards, downtrended, drifted downwards"
    ", moved downwards, drifted downward, moved downward, ticked down, tailed off, plunged"
    ", plummeted, tumbled, slumped, sank, slid, slipped, dipped, shrank, shrinking"
    ", waned, halved, tapered, came down, come down, coming down, brought down, receded"
    ", receding, on the decline, on the wane, edged down, crept down, downwards"
    ", drifted down, moved down, went lower, drop in, drop of, fall in, decrease in, loss of"
    ", decline, declines, in decline"
    ", shed, fall of, fall from, a fall of, down from, decreased from, fallen from"
    ", fell from, falling, fell, fallen, has fallen, decreasing, dropped, dropping"
    ", dropped from, went down, gone down, trending down, downward trend, decrease"
    ", lower than, downward, declined from, declining, has decreased, have fallen"
    ", decrease from, drop from, reduced from, reduced, decreased, lost"
    ", downtrending, downtrend, has gone down, has dropped",
    "worse": "worse, worsen, worsens, deteriorate, deteriorates, worsened, worsening"
    ", worsened from, deteriorated, deteriorating"
    ", deterioration",
    "better": "better, improve, improves, improved, improving, improvement, improved from",
    "steady": "held steady, flat, plateaued, levelled off, leveled off, barely changed"
    ", much the same"
    ", little changed, hardly changed, remained steady, stays the same, did not change"
    ", has not changed, not changed, remained the same, stayed at"
    ", stayed the same, static, stable, unchanged, steady, no change"
    ", unchanged from, constant, the same as, stable at, remained stable",
    "before": "previously, earlier, prior value, previous value, compared with, compared to"
    ", from, versus, vs, before that, previous result, prior result, last time",
}  # fmt: skip
SIDES: Final = {
    "left": "left, left-sided, lt",
    "right": "right, right-sided, rt",
    "both": "both, bilateral, bilaterally, each",
}  # fmt: skip
GRADES: Final = {
    "mild": "mild, mildly",
    "moderate": "moderate, moderately",
    "severe": "severe, severely",
    "high criticality": "high criticality, high risk",
    "low criticality": "low criticality, low risk",
}  # fmt: skip
ROUTES: Final = {
    "oral": "by mouth, orally, oral, po, per os",
    "injected": "subcutaneous, subcutaneously, subcut, sub-cut, s/c, under the skin, intravenous"
    ", intravenously, iv, i/v, i/m"
    ", im, intramuscular, intramuscularly, injected, sc, sq, subq, by injection"
    ", sub-q, sub q, sub cutaneous, sub cutaneously, sub-cutaneous, sub-cutaneously, sub cut"
    ", hypodermically, as an injection, as injections, parenterally, intra-muscularly"
    ", intra-venously",
    "inhaled": "to inhale, to be inhaled, nebs, nebulizer"
    ", inh, inhaled, by inhalation, inhalation, nebulized, inhaler, via inhaler",
    "nasal": "intranasal, intranasally, into the nose, nasally, nasal",
    "eye": "into the eye, ophthalmic, in the eye",
    "skin": "to apply, applied to the skin, topical, topically, transdermal"
    ", transdermally, to the skin, on the skin",
    "rectal": "rectally, rectal, per rectum, by rectum, as a suppository, as suppositories",
}  # fmt: skip
SUBROUTES: Final = {
    "subcutaneous": "subcutaneous, subcutaneously, subcut, sub-cut, s/c, under the skin, sc, sq"
    ", subq, sub-q, sub q, sub cutaneous, sub cutaneously, sub-cutaneous, sub-cutaneously, sub cut",
    "intravenous": "intravenous, intravenously, iv, i/v",
    "intramuscular": "intramuscular, intramuscularly, im, i/m",
}  # fmt: skip
SEX: Final = {
    "male": "man, male, gentleman, boy",
    "female": "woman, female, lady, girl",
}  # fmt: skip
LIFE: Final = {
    "dead": "died, deceased, death, passed away, dead",
    "alive": "alive, is living",
    "birth": "born, date of birth, dob, birth date",
    "age": "year-old, years old, year old, yo, y/o, aged, age, years of age",
}  # fmt: skip

PLACE: Final = {
    "last": "now, latest, most recent, most up-to-date, most up to date, up-to-date, newest"
    ", newer, last, most recently, the last, the latest"
    ", last recorded, last known, freshest, at present, presently, as things stand, none since"
    ", not repeated since, nothing since, nothing newer",
    "first": "first, earliest, initial, oldest, the first",
    "top": "highest, peak, maximum, max, peaked at, peaking at, high point, highest point, largest"
    ", greatest, topped out, topping out, the top, crest, upper extreme, high-water mark"
    ", crested, crested at, maxed out, maxes out, uppermost, topmost, zenith, apex, the ceiling"
    ", rose as high as, climbed as high as, went as high as, got as high as, shot as high as"
    ", jumped as high as, peaked as high as, ran as high as, crept as high as",
    "bottom": "lowest, nadir, minimum, min, trough, low point, lowest point, smallest"
    ", bottomed out, bottoming out, the bottom one, troughed, lower extreme"
    ", lowermost, rock bottom, the floor"
    ", fell as low as, dropped as low as, went as low as, got as low as, sank as low as"
    ", dipped as low as, slid as low as, came as low as, ran as low as",
    "worst": "worst", "best": "the best, her best, his best, its best, their best, personal best",
}  # fmt: skip

IDLE: Final = {
    "": "in no particular order, in no special order, in no order, no doubt, without doubt"
    ", without a doubt, beyond doubt, without question, no wonder, by no means least, without fail"
    ", no surprise, without delay, needless to say, not least, nothing if not, not to mention"
    ", stands at, stood at, stands out",
}  # fmt: skip
"""Turns of phrase that deny nothing and say how nothing stands."""
_TABLES: Final = {
    "idle": IDLE,
    "standing": STANDING, "certainty": CERTAINTY, "stage": STAGE, "negation": NEGATION,
    "subject": SUBJECT, "flag": FLAGS, "place": PLACE, "trend": TREND, "side": SIDES,
    "grade": GRADES, "route": ROUTES, "sex": SEX, "life": LIFE,
}  # fmt: skip
_PHRASES: Final = Phrases(
    [(phrase, (kind, value)) for kind, table in _TABLES.items() for phrase, value in listed(table)]
    + [(phrase, ("flag", value)) for phrase, value in listed(JUDGED)]
    + [(phrase, ("trend", value)) for phrase, value in listed(MOVEMENTS)]
    + [(phrase, ("negation", value)) for phrase, value in listed({"no": FAILING})]
)
_SUBROUTES: Final = dict(listed(SUBROUTES))


def cues_in(words: list[Word]) -> list[tuple[Cue, int, int]]:
    """Every cue with the numbers of its first word and of the word after it."""
    return [
        (Cue(kind, value, words[first].start, words[last - 1].end), first, last)
        for (kind, value), first, last in _PHRASES.find(words)
    ]


def subroute(words: str) -> str:
    """How exactly an injection is given, where a phrase says so."""
    return _SUBROUTES.get(words.lower().replace(".", ""), "")
