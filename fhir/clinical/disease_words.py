"""Words that name a disease or symptom, and words for what one should have.

Sources: the combining forms of Greek and Latin disease names; the head words of SNOMED CT findings
and disorders, in English and the commonest of German, French, Dutch, Spanish and Italian, folded to
lower case without accents.
"""

import re
from typing import Final

_FORMS: Final = (
    r"\w+(?:itis|itides|(?<!diagn)(?<!progn)os[ei]s|a?emia|omas?|omata|path(?:y|ies)|algia|plegia"
    r"|paresis|uria|rrh(?:o?ea|age|ages|agia)|pno?ea|phagia|phasia|megaly|ectasis|thorax|cele"
    r"|lithiasis|penia|philia|phobia|oe?dema|trophy|lysis|anopia|esthesia|ismus)"
    r"|(?:hyper|hypo|dys|tachy|brady)\w{4,}|\w*(?:thyroid|embol|alcohol|pituitar)\w*ism"
)
_WORDS: Final = (
    "diseases? disorders? syndromes? cancers? malignan(?:cy|cies|t) tumou?rs? neoplasms?"
    " mass(?:es)?"
    " lesions? nodules? infections? infestations? fractures? dislocations? sprains? strains?"
    " injur(?:y|ies) wounds? trauma burns? bites? bleed(?:ing|s)? thromb(?:us|i) clots?"
    " embol(?:us|i)"
    " strokes? tia mi infarct(?:ion|ions|s)? angina diabet(?:es|ic) mellitus asthma copd chf cad"
    " ckd"
    " dvt vte pe hiv aids covid(?:-?19)? sars-cov-2 coronavirus epilepsy seizures? convulsions?"
    " failure insufficiency pains? fevers? chills cough sweats nausea vomiting emesis constipation"
    " headaches? dizziness vertigo syncope palpitations? rash(?:es)? itch(?:ing)? pruritus swelling"
    " weakness numbness tingling breathlessness shortness jaundice fatigue malaise depression"
    " anxiety delirium confusion dementia ideations? suicidality hallucinations? delusions?"
    " pregnanc(?:y|ies) abuse misuse dependence addiction withdrawal allerg(?:y|ies) shock ulcers?"
    " ulceration abscess(?:es)? effusions? pneumonia ascites murmurs? arrhythmias? fibrillation"
    " flutter deformit(?:y|ies) complaints? symptoms? distress abnormalit(?:y|ies) anomal(?:y|ies)"
    " defects? deficits? deficienc(?:y|ies) impairments? disabilit(?:y|ies) problems? hernias?"
    " polyps? stones? gallstones calcul(?:us|i) gout lupus migraines? tb influenza flu concussion"
    " falls? obesity aneurysms? tenderness insomnia incontinence obstruction metasta(?:sis|ses|tic)"
    " recurrences? inflammation dermatitis eczema psoriasis scoliosis glaucoma cataracts? sepsis"
    " measles mumps rubella malaria paralysis palsy spasms? tremors? cramps? gangrene necrosis"
    " diabete diabetiker krebs fieber fiebre fievre koorts febbre dolor(?:es|e|i)? douleurs? pijn"
    " loss difficult(?:y|ies) disturbances? issues? concerns?"
    " maladies? enfermedad(?:es)? malattie? infeccion(?:es)? infezion[ei] neumonia polmonite"
    " pneumonie asthme asma astma epilepsie hypertonie hypertensie hipertension ipertensione"
    " fieber husten toux tos hoest grossesse embarazo zwangerschap schwangerschaft"
    r" \w*(?:schmerz(?:en)?|krankheit(?:en)?|erkrankung(?:en)?|entzundung(?:en)?|infekt(?:ion|e)?"
    r"(?:en)?|insuffizienz|blutung(?:en)?|embolie|thrombose|fraktur(?:en)?|ziekten?|kanker|karzinom"
    r"|carcinome?)"
)
DISEASE: Final = re.compile(rf"(?:{_FORMS}|{'|'.join(_WORDS.split(' '))})")
"""One word, lower case, that names what one would rather not have."""

SYMPTOM: Final = re.compile(
    r"fevers?|chills|rigors|cough|sweats|nausea|vomiting|emesis|diarrho?ea|constipation|headaches?"
    r"|dizziness|vertigo|pains?|dyspno?ea|breathlessness|breath|rash(?:es)?|itch(?:ing)?|swelling"
    r"|weakness|numbness|tingling|fatigue|malaise|palpitations?|syncope|bleeding|o?edema|orthopno?ea"
    r"|dysuria|h(?:a)?ematuria|loss|fieber|husten|schuttelfrost|fievre|toux|frissons"
)
"""Words that only say how one feels or what is seen."""

LACKING: Final = re.compile(
    r"\b(?:control|perception|puls(?:e|es)|appetite|sens(?:e|es|ation)|movements?|motion|mobility"
    r"|vision|sight|hearing|speech|voice|output|urine|flow|reflex(?:es)?|respon(?:se|ses|siveness)"
    r"|heart ?beats?|heart rate|activity|breath(?:ing| sounds)|gait|sleep|energy|libido|interest"
    r"|motivation|support|immunity|antibod(?:y|ies)|erections?|ejaculation|mens(?:es|truation)"
    r"|periods?|insight|memory|capacity|access|compliance|adherence|improvement|progress(?:ion)?"
    r"|changes?|growth|resolution|worsening|deterioration|exacerbations?|flares?|complications?"
    r"|relief|healing|union|remission|recovery|cure|tears|sweating|weight gain|function|strength"
    r"|power|tone|circulation|perfusion|spleen|kidneys?|uterus|teeth|limbs?|cause|aetiology"
    r"|etiology|source|treatment|therapy|medications?|prophylaxis|prevention|management"
    r"|vaccinations?|immuni[sz]ations?|screening|follow.?up|care|contact|consent|home|job|food"
    r"|kontrolle|controle|puls|pouls|polso)$"
)
"""At the end of a name: what one should have, and what a disease does.

To have no pulse is a problem. "No progression of lung cancer" says that there is one.
"""
