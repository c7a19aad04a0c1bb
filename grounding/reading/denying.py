"""Words behind a name that deny it: "… has not been received", "… is absent from the history".

NegEx's post-negations (Chapman et al., J Biomed Inform 2001;34:301-310), with the verbs by which a
record holds a thing and those by which a thing is done. A "not" before another verb denies that
verb alone: what is "not controlled" is there.
"""

import re
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.caseless import Caseless

TOLD: Final = (
    r"recorded|documented|listed|mentioned|noted|charted|entered|logged|coded|registered|reported"
    r"|described|included|shown|seen|found|known|detected|identified|observed|recogni[sz]ed"
    r"|diagnosed|held|filed|contained|captured|featured|evident|present|there|confirmed|on record"
    r"|on file|established|stated|cited|referenced|indicated"
)
"""How a record holds a thing."""
DONE: Final = (
    r"done|performed|carried out|undertaken|given|administered|received|had|have|undergone|taken"
    r"|prescribed|dispensed|used|tried|measured|checked|tested|obtained|placed|implanted|inserted"
    r"|suffered|experienced|ordered|started|begun|issued|initiated|commenced|offered|put on"
    r"|placed on|exist|appear|apply|feature|figure|taking|using|having|take place|took place"
    r"|come up|crop up|turn up|show up|go ahead|gone ahead|went ahead|come about|came about"
    r"|happen|occur|attempted|needed"
    r"|required|put in|fitted|built in"
    r"|attended|taken place|occurred|occur|happened|existed|appeared|come to|made(?!\s\w)"
)
"""How a thing is done or had."""
LISTS: Final = (
    r"(?:in place|in situ|fitted|among|amongst|one of|part of|a part of|to be found|true|the case"
    r"|something|a feature"
    r"|a (?:problem|diagnosis|issue|condition|finding)|an issue"
    r"|(?:on|in|within|under)\s(?:(?:her|his|their|your|the|this|any|my)\s)?(?:\w+'?s?\s){0,3}?"
    r"(?:list|lists|record|records|chart|history|histories|file|notes|section|problems?"
    r"|medications?|medicines?|diagnoses|documentation|data|summary|past|regimen|picture|books"
    r"|register|registry|log|sheet|cards?|paperwork|documents?|papers|letters?|system|database))"
)
"""Where a thing would stand."""
ADVERBS: Final = (
    r"(?:(?:been|be|being|yet|ever|so far|currently|previously|anywhere|actually|to date|to have"
    r"|\w+ly)\s){0,4}"
)
_NOT: Final = r"(?:not|never|nowhere|cannot|at no (?:time|point)|\w{2,6}n['\u2019]t)"
_STATE: Final = (
    r"zero|0(?!\.?\d)|not yet|never (?:had|given|received|done|taken|performed|known)|denie[sd]"
    r"|none|nil|absent|negative"
    r"|never|nowhere|neg|no|nothing|-(?=\))|not (?:had|any|ever)"
    r"|no (?:known|prior|past|documented|recorded|history|doses?|records?|results?|entry|entries)"
)
_ENTRY: Final = (
    r"(?:\s(?:entry|entries|record|records|mention|trace|evidence|sign|dose|doses|result|results"
    r"|found|seen|such|one|at all))*"
)
_UNPROVEN: Final = r"(?!\s(?:\w+ly\s)?(?:confirmed|proven|established|verified|clarified|settled))"
"""`Has yet to be confirmed` doubts, and does not deny."""
_WHO: Final = (
    r"(?:the\s|this\s|our\s)?(?:patient|pt|he|she|they|you)\s(?:has|have|had|was|were|is|are|did)\s"
)
_PRONOUN: Final = (
    r"\b(?:was|were|is)\s(?:ever\s)?(?:done|performed|given|taken|carried out)\s(?:is|was)\snot\s"
    r"(?:on (?:file|record)|the case|true|recorded|documented)\b|"
    rf",\s(?:none|nothing of the (?:sort|kind))\s(?:has|have|had|is|was|were|are)\b"
    rf"|,\s{_WHO}{_NOT}\s{ADVERBS}(?:had|have|on|taken?|received?|undergo(?:ne)?|get|got|gotten"
    rf"|needed)"
    r"\s(?:it|them|this|that|one|any)\b"
    rf"|\bis\s(?:something|one|a \w+)\s(?:that\s|which\s)?{_WHO}(?:not|never)\b"
)
"""`As for X, the patient has never been on it`, `X is something that she has never had`."""
_LOOKED: Final = (
    r"(?:,|,?\s(?:and|but))\s(?:(?:we|I|they|staff)\s)?(?:(?:have|has|had)\s)?(?:found|saw|see"
    r"|find|seen"
    r"|identified|got|came up with|turned up|returned|there (?:is|was|were|are))"
    r"\s(?:none|nothing|no (?:entry|entries|trace|records?|mention|evidence|signs?|such \w+))\b"
    r"(?=[^;.,]{0,25}(?:[.;,)]|$))"
)
"""`Looked for X in the chart and found none documented`."""
_HAPPEN: Final = (
    r"(?:take place|come up|crop up|turn up|show up|happen|occur|go ahead"
    r"|come about|appear|feature|materiali[sz]e)"
)
_FAILS: Final = (
    rf"\bfail(?:s|ed)?\sto\s(?:be\s(?:{TOLD}|{DONE})|figure|{_HAPPEN})\b"
    r"|\b(?:has|have|had|plays?|played|forms?|finds?|found)\sno\s(?:part|place)\s(?:in|of|on|among)"
    r"\s(?:\w+'?s?\s){0,3}?(?:history|record|records|chart|list|lists|notes|regimen|file|past"
    r"|treatment)\b"
)
"""`Gout fails to appear in the chart`, `plays no part in her history`."""
_UNTOLD: Final = (
    r"\b(?:is|was|are|were|remains?|went|goes|(?:has|have) (?:been|gone)"
    r"|left)\s(?:\w+ly\s)?(?:undone|unrecorded"
    r"|undocumented|unlisted|unmentioned|unheard of|unknown (?:to|in) (?:the|this|her|his|our)"
    r"|untrue"
    r"|false|called off|not in evidence|unreported)\b"
    r"|(?:^|[.;,]\s)(?:(?:a|the|our|my|any)\s)?(?:search|look|hunt|trawl|check|query|quer(?:y"
    r"|ies))\w*\s[^.;]{3,80}?"
    r"(?P<vain>,?\s(?:c[ao]mes?\sup\s(?:empty|blank|with nothing)|dr[ae]ws?\sa\sblank"
    r"|(?:turn(?:s|ed)\sup|yield(?:s|ed)|found|finds|returned|gave|produced)\s(?:nothing|none"
    r"|no\s\w+)"
    r"|(?:is|was|proved|were)\s(?:in\svain|fruitless|futile|unsuccessful|negative)))\b"
)
"""`Went undone`; `a search for gout drew a blank`."""
_BEHIND: Final = Caseless(
    rf"(?P<colon>(?:[:?(=\u2013\u2014\u2192]|\s-+>?|=>)\s*(?:{_STATE}){_ENTRY}\s*"
    rf"(?=[.,;)]|$|on\b"
    rf"|recorded|known"
    r"|documented|reported|found|received|given|administered|done|listed|to date|in\b|of\b))"
    rf"|(?:[:(\u2013\u2014]\s*)?\b{_NOT}\s{ADVERBS}(?:(?:{TOLD}|{DONE})\b(?!\s(?:to|as|since)\b)"
    rf"|{LISTS}\b)"
    r"|\bnever\b(?=\s*[.,;)]|$)"
    r"|[,?]\s(?:but\s)?(?:there (?:is|was|has been|are|were)|(?:we|I|they) (?:have|had|found|hold"
    r"|find|see|saw)"
    r"|(?:she|he|patient) (?:has|had)|the (?:chart|records?|notes?|history) (?:has|have|holds?"
    r"|shows?|contains?"
    r"|gives?|does|do))\s(?:no|nothing|not|never|none)\b[^.;,]{0,40}?\b(?:this|that|it|such|these"
    r"|them|one"
    r"|kind|sort|mention|record|history|evidence|trace|sign)\b(?!\sof\s(?!this|that|it|such|these"
    r"|them|any))"
    r"|\b(?:is|are|was|were|remains?|has been|have been)\s(?:\w+ly\s)?(?:absent|missing|lacking"
    r"|nowhere|denied|negative|excluded|ruled out|refuted|discounted|dismissed|disproved|unlikely"
    r"|no part of|omitted)\b"
    rf"|\b(?:is|are|was|were|remains?|has|have)\syet to be\b{_UNPROVEN}"
    r"|\b(?:ruled out|excluded|refuted|discounted|dismissed|disproved|nowhere|absent|negative"
    r"|denied|unlikely|no part of|appears? nowhere)\b"
    rf"|\byet to (?:be\b{_UNPROVEN}|{_HAPPEN}\b)"
    rf"|{_FAILS}|{_UNTOLD}|{_LOOKED}|{_PRONOUN}",
)
_ANY: Final = Caseless(
    r"\bno\b|not\b|n['\u2019]t\b|never|nowhere|deni|deny|none|nil|zero|vain|absen|negative|neg\b"
    r"|nothing|\(-\)"
    r"|nobody"
    r"|miss|lack|ruled out|exclud|refuted|dis|unlikely|yet to|omit|without|w/o|free|clear|spared"
    r"|nor\b"
    r"|fail|neglect|unable|untrue|false|incorrect|wrong|un(?:done|record|document|list|mention"
    r"|heard)|called"
    r"|search|look|trawl|hunt|check|quer|stranger|\u00f8|rather than|instead|place of|unaffected"
    r"|devoid|escaped|no one|trace|silent",
)
"""A quick look, before the whole pattern."""


@lru_cache(maxsize=4096)
def may_deny(text: str) -> bool:
    """Whether a text holds any word that may deny: a quick look."""
    return _ANY.search(text) is not None


@lru_cache(maxsize=4096)
def denials_behind(text: str) -> tuple[int, ...]:
    """Where each group of words begins that denies the name before it.

    >>> denials_behind("Rabies vaccine has not been received."), denials_behind("It is not severe.")
    ((19,), ())
    """
    if not _ANY.search(text):
        return ()
    doubted = _DOUBTED.search(text) is not None
    found = {
        m.start("vain" if m["vain"] else 0)
        for m in _BEHIND.finditer(text)
        if not (doubted and _PROVEN.search(m[0])) and not _is_open(m, text)
    }
    found |= {m.start("said") for m in _FRONTED.finditer(text)}
    return tuple(sorted(found))


_FRONTED: Final = Caseless(
    r"(?:^|[.;:]\s|\b(?:and|while|also|but),?\s)(?:of|as (?:for|to|regards)|regarding|concerning"
    r"|in terms of"
    r"|with (?:regard|respect) to|when it comes to)\s[^.;:]{2,70}?"
    r"(?P<said>,?\s(?:(?:none|nil|nothing|no\s(?:sign|trace|records?|entry|entries|mention"
    r"|evidence))"
    r"(?:\s(?:on|in|of|to|known|found|at)\s?[\w ]{0,20})?(?=[.;,]|$)|there\s(?:is|was|are|were"
    r"|has been|have been|has never been|have never been)"
    r"\s(?:none|nothing|not (?:one|any)|any (?:sign|trace|record|mention|use)"
    r"|no (?:records?|trace|mention|signs?|evidence|history|entry|entries)\b(?!\sof)"
    r"|no(?:\s\w+){1,2}?\s(?:on (?:file|record)|recorded|documented|listed|known|found|held))\b))",
)
"""`Of rabies vaccine there is no dose on record`: what is denied stands in front."""


_APART: Final = Caseless(
    r"[;:]|\.(?!\d)"
    r"|,(?!\s\d{4}\b)(?!\s[\w-]+(?:\s[\w-]+)?$)(?!\s[\w-]{2,20}(?:\s[\w-]{2,12})?\s?(?:\b(?:is"
    r"|was|has|have|were"
    r"|are|not|never|does|did|do|had|remains?|fail(?:s|ed)|cannot)\b|[:(\u2013-]))|\b(?:is|was"
    r"|are|were|has|have|had|does|do|did|will)\b.*\b(?:is|was"
    r"|are|were|has|have"
    r"|had|does|do|did|will|could|can)\b|\b(?:but|shows?|showed|while|which|who|because|as)\b",
)
_LONGEST: Final = 45
"""Characters between a name and what denies it: the rest of the name, and an auxiliary verb."""


def is_denied_behind(text: str, end: int) -> bool:
    """Whether what stands behind a name, which ends there, denies it."""
    return any(
        end <= place <= end + _LONGEST and _APART.search(text, end, place) is None
        for place in denials_behind(text)
    )


_DOUBTED: Final = Caseless(
    r"suspect|possib|probab|presum|query|queried|likely|whether|concern|thought|cannot be (?:ruled"
    r" out|excluded)",
)
_EXCLUDED: Final = Caseless(r"(?:ruled out|excluded|discounted|dismissed)\b")
_NOT_YET: Final = Caseless(
    r"\b(?:cannot|not|never|yet to|\w+n't)\s(?:(?:yet|be|been|fully|entirely)\s){0,3}$",
)


def _is_open(said: re.Match[str], text: str) -> bool:
    """`Cannot be ruled out`: what is not excluded is not denied."""
    if not _EXCLUDED.match(said[0]):
        return False
    return _NOT_YET.search(text, max(0, said.start() - _LONGEST), said.start()) is not None


_PROVEN: Final = Caseless(r"\b(?:confirmed|established|proven|verified|diagnosed)$")
"""`Suspected, not established`: what is denied is the proof."""
_OF_A_PART: Final = Caseless(
    r"\b(?:reactions?|onset|dates?|dose|dosage|severity|cause|reason|indication|stage|grade|side"
    r"|site"
    r"|type|extent|duration|frequency|status|result|value|details?|course|circumstances|outcome"
    r"|route|strength|start|end|criticality|manifestations?)\s(?:of|to|for|with)\s"
    r"(?:(?:the|her|his|their|this|your|an?|allergy to)\s)*$",
)


def is_of_a_part(text: str, start: int) -> bool:
    """`The onset of gout is not recorded`: what is denied is not the name that begins here.

    >>> is_of_a_part("The reaction to penicillin is not recorded.", 16)
    True
    """
    return _OF_A_PART.search(text, max(0, start - 40), start) is not None


_OPENS: Final = re.compile(r"[^:.;]{0,40}:\s")


@lru_cache(maxsize=4096)
def denied_from(text: str) -> int:
    """Where a list begins that its heading denies, "Absent from the list: …"; -1 where none.

    >>> denied_from("Not on record: gout."), denied_from("Not tolerated: ramipril.")
    (15, -1)
    """
    if ":" not in text or not _ANY.search(text):
        return -1
    for said in _HEADING.finditer(text):
        if opens := _OPENS.match(text, said.end()):
            return opens.end()
    return -1


_HEADING: Final = Caseless(
    rf"(?:^|[.;,]\s(?:and\s)?|\band\s)(?:{_NOT}\s{ADVERBS}(?:(?:{TOLD}|{DONE})\b|{LISTS}\b)"
    rf"|absent\b|missing\b|denies\b|denied\b)",
)
