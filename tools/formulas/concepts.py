"""What counts as a disease of a score: its codes, and its names where the source has no ICD code.

Codes: ICD-10-CM and WHO's ICD-10 (the categories that both have), ICD-9-CM; written from
knowledge of them, and not yet checked against the classifications by a coder. SNOMED CT has
hundreds of codes below each of these diseases: there the name that comes with the code decides,
with what it must not say (`but`).
"""

import re
from dataclasses import dataclass
from typing import Final

from chartside.fhir.codes import ICD9CM, ICD10, ICD10CM
from chartside.fhir.entry import Entry


@dataclass(frozen=True, slots=True)
class Concept:
    """A disease or group of diseases, and how an entry is known to be about it."""

    name: str
    icd10: re.Pattern[str]
    icd9: re.Pattern[str]
    words: re.Pattern[str]
    but: re.Pattern[str]

    def fits(self, entry: Entry) -> bool:
        """Whether an entry is about it: by its ICD codes where it has any, else by its names."""
        ten = [c.key[1] for c in entry.code.codings if c.key[0] in {ICD10, ICD10CM} and c.code]
        nine = [c.key[1] for c in entry.code.codings if c.key[0] == ICD9CM and c.code]
        if ten or nine:
            return any(map(self.icd10.match, ten)) or any(map(self.icd9.match, nine))
        return any(
            self.words.search(n) and not self.but.search(n) and not _UNSAID.search(n)
            for n in entry.code.labels
        )


_UNSAID: Final = re.compile(
    r"^no\b|\bno (?:evidence|history|sign|known)"
    r"|\bnot (?:present|found|confirmed|detected)\b|\bnegative for\b|\bruled out\b|\brisk\b"
    r"|\bscreening\b|\bfamily history\b|\bfear of\b|\bprophyla\w+|\bprevention\b|\bdenies\b"
    r"|\bsuspected\b|\bpossible\b|\bmaternal\b|\bvaccin\w+",
    re.IGNORECASE,
)
"""A name that says the disease is not there, not the patient's, or not known to be there."""
_NEVER: Final = r"(?!)"


def _of(name: str, words: str, icd10: str, icd9: str = _NEVER, but: str = _NEVER) -> Concept:
    return Concept(
        name,
        re.compile(rf"(?:{icd10})"),
        re.compile(rf"(?:{icd9})"),
        re.compile(rf"\b(?:{words})", re.IGNORECASE),
        re.compile(rf"\b(?:{but})", re.IGNORECASE),
    )


HEART_FAILURE: Final = _of(
    "heart failure",
    r"heart failure|cardiac (?:failure|insufficiency|decompensation)|ventricular failure"
    r"|left ventricular (?:systolic )?dysfunction|systolic dysfunction of (?:the )?left ventricle"
    r"|HFm?rEF\b|HFpEF\b|CHF\b|CCF\b",
    r"I50|I11\.0|I13\.[02]|I09\.81",
    r"428|398\.91|402\.[019]1|404\.[019][13]",
)
HYPERTENSION: Final = _of(
    "hypertension",
    r"hypertensi(?:on|ve)|high blood pressure|HTN\b",
    r"I1[0-356]",
    r"40[1-5]",
    r"pulmonary|portal|ocular|intra-?cranial|white[- ]coat|gestational|pregnan\w+|venous|borderline"
    r"|post-?partum|puerper\w+|without diagnosis|transient|pre-?hypertensi\w+|neonat\w+",
)
DIABETES: Final = _of(
    "diabetes",
    r"diabet(?:es|ic)\b|T[12]DM\b|N?IDDM\b|DM ?(?:[12]|II?)\b|type ?(?:[12]|II?) DM\b|LADA\b",
    r"E(?:0[89]|1[0-4])",
    r"250",
    r"insipidus|gestational|pre-?diabet\w*|pregnan\w+|non-?diabetic|education",
)
_STROKE_WORDS: Final = (
    r"strokes?\b|cerebrovascular accident|CVA\b|TIA\b"
    r"|(?:cerebral|cerebellar|brain|brain ?stem|basal ganglia|lacunar|thalamic|pontine"
    r"|cortical) infarct\w*"
    r"|cerebral artery.{0,60}infarct\w*|infarct\w* of (?:the )?(?:brain|cerebr\w+|cerebell\w+)"
    r"|transient (?:isch(?:a)?emic attack|cerebral isch(?:a)?emia)"
)
STROKE: Final = _of(
    "stroke, TIA or thromboembolism",
    rf"{_STROKE_WORDS}|(?:systemic|arterial) (?:thrombo-?)?embol\w+"
    r"|embol\w+ (?:and thrombosis )?of (?:the )?(?:\w+ )?arter(?:y|ies)",
    r"I6[34]|G45(?!\.4)|I74|I69\.[34]|Z86\.73",
    r"433\..1|434\..1|435|436|444|V12\.54",
    r"heat|sun|stroke volume|ha?emorrhagic|pulmonary|tenderness",
)
ANY_STROKE: Final = _of(
    "stroke",
    rf"{_STROKE_WORDS}|(?:intracerebral|intracranial|subarachnoid|subdural) ha?emorrhage",
    r"I6[0-4]|I69|Z86\.73|G45(?!\.4)",
    r"43[0-6]|438|V12\.54",
    r"heat|sun|stroke volume|tenderness",
)
VASCULAR: Final = _of(
    "vascular disease",
    r"myocardial infarct\w*|heart attack|(?:NSTE|STE)MI\b|post-?infarct\w*"
    r"|(?:anterior|inferior|lateral|posterior|old|acute|prior|previous) MI\b|PAD\b|PVD\b|PAOD\b"
    r"|peripheral (?:arterial|artery|vascular|occlusive arter\w+)|(?:critical )?limb isch(?:a)?emia"
    r"|aortic (?:plaque|atheroma|(?:athero|arterio)sclerosis)"
    r"|(?:athero(?:ma|sclerosis)|arteriosclerosis|plaque) of (?:the )?aorta"
    r"|intermittent claudication|(?:athero|arterio)sclerosis of .{0,60}(?:leg|limb|extremit)",
    r"I2[12]|I25\.2|I70\.[02-79]|I73\.9",
    r"41[02]|440|443\.9",
    r"vitreous|fetal|foetal|perinatal",
)
CORONARY: Final = _of(
    "coronary disease",
    r"coronary (?:artery|heart|arteriosclerosis|atherosclerosis)|isch(?:a)?emic heart disease"
    r"|angina",
    r"I2[0145]|Z95\.[15]",
    r"41[0134]|V45\.8[12]",
    r"vincent\w*|ludwig\w*|herpangina|pharyn\w+|tonsil\w+",
)
CIRRHOSIS: Final = _of(
    "liver disease",
    r"cirrhosis|hepatic failure|liver failure|portal hypertension|(?:o?esophageal|gastric) varic\w+"
    r"|chronic (?:\w+ )?hepatitis|hepatic fibrosis"
    r"|(?:chronic|decompensated|end[- ]stage) liver disease",
    r"K70\.[234]|K7[2-4]|K71\.7|K76\.[67]|I85|B18",
    r"571|572\.[234]|456\.[012]",
    r"non-?cirrhotic",
)
BLEEDING: Final = _of(
    "bleeding",
    r"(?:gastrointestinal|intracranial|intracerebral|cerebral|subarachnoid|subdural|extradural"
    r"|retroperitoneal|rectal|intraocular|major|gi|ulcer|varic\w+|gastric|duodenal|intestinal"
    r"|diverticul\w+)"
    r" (?:ha?emorrhage|bleed\w*|ha?ematoma)"
    r"|ulcer.{0,40} with (?:\w+ and )?(?:ha?emorrhage|bleeding)"
    r"|bleeding (?:\w+ )?(?:ulcer|varic\w+)|ha?emorrhage of (?:rectum|stomach|gastro\w+)"
    r"|ha?emorrhagic (?:stroke|gastritis|disorder|diathesis)|bleeding (?:disorder|diathesis)"
    r"|ha?ematemesis|mel(?:a)?ena|ha?emophilia|factor (?:VIII|IX) deficiency"
    r"|von willebrand|ha?emarthrosis",
    r"K92\.[0-2]|K2[5-8]\.[0246]|I6[0-2]|I85\.[01]1|D6[678]|K66\.1|M25\.0|K62\.5",
    r"578|53[1-4]\.[0246]|43[0-2]|286|456\.0|568\.81",
    r"subconjunctival",
)
ANEMIA: Final = _of(
    "anemia", r"an(?:a)?emia", r"D(?:5[0-9]|6[0-4])", r"28[0-5]", r"trait|pregnan\w+"
)
KIDNEY_FAILURE: Final = _of(
    "dialysis or kidney transplant",
    r"(?:ha?emo)?dialysis|end[- ]stage (?:renal|kidney)|ESRD\b|ESKD\b"
    r"|(?:renal|kidney) (?:transplant\w*|allograft)|transplant\w* (?:of )?kidney",
    r"N18\.6|Z99\.2|Z94\.0|T86\.1",
    r"585\.6|V45\.1|V42\.0|996\.81",
    r"donor|awaiting|candidate|waiting list|evaluation|work-?up|education|planning|declined",
)
DIALYSIS: Final = _of(
    "dialysis",
    r"(?:ha?emo)?dialysis|ha?emofiltration",
    r"Z99\.2|Z49",
    r"V45\.11|V56",
    r"education|catheter|access|planning",
)
ALCOHOL: Final = _of(
    "alcohol misuse",
    r"alcohol(?:ism\b|ic\b| (?:abuse|dependence|use disorder|misuse|addiction|withdrawal))"
    r"|drinking problem"
    r"|(?:harmful|hazardous|heavy|excessive|problem) (?:use of alcohol|alcohol|drink)",
    r"F10\.[12](?!1\b)|K70",
    r"303|305\.0|571\.[0-3]",
    r"remission|non-?alcoholic|f(?:o)?etal|father|mother|parent",
)
VTE: Final = _of(
    "deep vein thrombosis or pulmonary embolism",
    r"pulmonary (?:thrombo-?)?embol\w+|deep (?:vein|venous) thrombosis|DVT\b|VTE\b|PE\b"
    r"|embol\w+ (?:in|of) (?:the )?pulmonary|thrombosis of (?:\w+ )?deep vein|saddle embol\w+"
    r"|venous thrombo-?embol\w+",
    r"I26|I82\.[245]|I80\.[12]|Z86\.71",
    r"415\.1|453\.[458]|451\.1|V12\.5[15]",
    r"septic|tubes?\b",
)
DVT: Final = _of(
    "deep vein thrombosis",
    r"deep (?:vein|venous) thrombosis|DVT\b|thrombosis of (?:\w+ )?deep vein",
    r"I82\.[45]|I80\.[12]|Z86\.718",
    r"453\.[45]|451\.1|V12\.51",
    r"septic|tubes?\b",
)
CANCER: Final = _of(
    "cancer",
    r"malignan(?:t|cy)|cancer|\w*carcinoma|\w*lymphoma|leuk(?:a)?emia|melanoma|\w*sarcoma|myeloma"
    r"|\w*blastoma|hodgkin|metasta\w+|mesothelioma|astrocytoma|seminoma",
    r"C(?!44)\d",
    r"1(?:[4-6]\d|7[0-24-9]|[89]\d)|20\d",
    r"benign|non-?malignant|basal cell|squamous cell carcinoma of skin|in situ|history of|remission"
    r"|pre-?(?:cancer|malign)\w*|hypert\w+|hyperthermia|otitis",
)
ASCITES: Final = _of("ascites", r"ascites", r"R18|K7[01]\.[35]1", r"789\.5")
ENCEPHALOPATHY: Final = _of(
    "hepatic encephalopathy",
    r"(?:hepatic|portosystemic) (?:encephalopathy|coma)",
    r"K76\.82|K70\.41|K71\.11|K72\.[019]1",
    r"572\.2",
)
ATRIAL_FIBRILLATION: Final = _of(
    "atrial fibrillation",
    r"(?:atrial|auricular) (?:fibrillation|flutter)|AF\b|a-?fib\b",
    r"I48",
    r"427\.3",
)
