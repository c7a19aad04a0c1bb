"""What a word is by itself: a drug, a disease, an operation, a class of medicines.

The checker need not know every drug: it must know that an unexplained word *is* one, so that a
sentence about it never passes. Drug names are known by the stems of international nonproprietary
names, diseases and operations by their Greek endings, the rest by short lists.

Sources: WHO, "The use of stems in the selection of International Nonproprietary Names (INN)", 2018;
classes of medicines: WHO ATC index 2024.
"""

import re
from functools import lru_cache
from typing import Final

from chartside.grounding.reading.words import plain_words

_STEMS: Final = (
    "olol|pril|prilat|sartan|statin|gliptin|gliflozin|glutide|natide|prazole|mycin|micin"
    "|cillin|floxacin|oxacin|conazole"
    "|nidazole|ciclovir|cyclovir|vir|mab|tinib|nib|ciclib|tidine|setron|triptan|xaban"
    "|gatran|parin|dipine|azepam|zolam"
    "|azolam|barbital|caine|codone|morphone|morphine|fentanil|fentanyl|glitazone|semide"
    "|thiazide|lukast|terol|solone|sonide"
    "|metasone|asone|cycline|dronate|dronic|afil|oxetine|triptyline|pramine|azepine"
    "|racetam|profen|oxicam|coxib|fibrate"
    "|formin|gliptide|grel|platin|rubicin|taxel|tecan|trexate|limus|penem|bactam"
    "|cef\\w{3,}|sulfa\\w{4,}|idone|apine|peridol|azine|parib|stigmine"
    "|tropium|zosin|osin|thiouracil|mide|amide|quine|dopa|bendazole|oxifene|trozole"
    "|relin|zepam|zumab|ximab|degib|rafenib"
)  # fmt: skip
_DRUG = re.compile(rf"^\w{{2,}}(?:{_STEMS})$")
_DRUGS: Final = frozenset(
    plain_words(
        """
aspirin warfarin heparin digoxin insulin metformin glipizide glyburide gliclazide glimepiride
repaglinide levothyroxine liothyronine prednisone hydrocortisone naproxen ibuprofen diclofenac
ketorolac indomethacin acetaminophen paracetamol tramadol codeine oxycodone hydrocodone morphine
methadone buprenorphine naloxone gabapentin pregabalin lithium valproate phenytoin lamotrigine
topiramate bupropion trazodone mirtazapine venlafaxine duloxetine citalopram escitalopram
sertraline paroxetine quetiapine olanzapine risperidone aripiprazole clozapine haloperidol
furosemide bumetanide torsemide spironolactone eplerenone hydrochlorothiazide chlorthalidone
indapamide amiloride triamterene hydralazine clonidine minoxidil nitroglycerin isosorbide
verapamil diltiazem amiodarone sotalol flecainide ivabradine ranolazine clopidogrel ticagrelor
prasugrel dipyridamole ezetimibe niacin allopurinol colchicine febuxostat probenecid methotrexate
hydroxychloroquine sulfasalazine leflunomide azathioprine tacrolimus cyclosporine mycophenolate
penicillin amoxicillin ampicillin cephalexin cefalexin nitrofurantoin trimethoprim vancomycin
gentamicin doxycycline metronidazole fluconazole acyclovir oseltamivir famotidine ranitidine
sucralfate ondansetron metoclopramide loperamide senna bisacodyl docusate lactulose polyethylene
albuterol salbutamol ipratropium tiotropium budesonide fluticasone montelukast theophylline
cetirizine loratadine fexofenadine diphenhydramine hydroxyzine epinephrine adrenaline glucagon
dextrose potassium-chloride estradiol progesterone norethindrone levonorgestrel
medroxyprogesterone testosterone tamoxifen alendronate risedronate denosumab calcitriol
cholecalciferol ergocalciferol cyanocobalamin folate ferrous finasteride dutasteride tamsulosin
oxybutynin mirabegron sildenafil donepezil memantine levodopa carbidopa ropinirole baclofen
cyclobenzaprine tizanidine sumatriptan glargine lispro aspart detemir degludec coumadin eliquis
xarelto lipitor plavix lasix zocor crestor ozempic jardiance ketamine propofol lidocaine cocaine
heroin cannabis oxaliplatin leucovorin fluorouracil astemizole alteplase tenecteplase nsaid statin
opioid opiate antibiotic anticoagulant steroid corticosteroid diuretic antidepressant
antipsychotic
"""
    )
)
_DISEASE = re.compile(
    r"^\w{2,}(?:itis|osis|oma|ache|emia|uria|pathy|algia|plegia|paresis|penia|cytosis|rrhea"
    r"|rrhage|rrhagia|trophy|megaly|sclerosis|stenosis"
    r"|ectasis|malacia|phobia|philia|mania|lepsy|plasia|dystonia|kinesia|tension"
    r"|thyroidism|thrombosis|embolism|edema|iasis"
    r"|cele|lysis|pnea|cardia|phagia|pepsia|esthesia|phasia|opia|ectopia|toxicity)$"
)
_DISEASES: Final = frozenset(
    plain_words(
        """
cancer carcinoma tumor malignancy neoplasm lymphoma leukemia melanoma metastasis fibrillation
flutter arrhythmia infarction ischemia angina stroke embolism thrombosis aneurysm hypertension
hypotension diabetes prediabetes asthma copd emphysema bronchitis pneumonia tuberculosis influenza
covid sepsis infection abscess cellulitis ulcer hernia appendicitis pancreatitis cirrhosis
hepatitis jaundice gout arthritis osteoarthritis osteoporosis fracture dislocation sprain strain
laceration burn contusion concussion epilepsy seizure convulsion migraine headache dementia
alzheimer parkinson neuropathy sclerosis paralysis depression anxiety schizophrenia bipolar
insomnia suicide overdose alcoholism addiction psychosis anemia thrombocytopenia hemophilia
glaucoma cataract retinopathy blindness deafness hearing obesity hyperlipidemia hypothyroidism
goiter eczema psoriasis acne urticaria rash hives anaphylaxis angioedema allergy pregnancy
miscarriage preeclampsia endometriosis menopause hematuria proteinuria wheezing swelling itching
sneezing nausea vomiting diarrhea constipation fever cough pain dyspnea syncope dizziness vertigo
edema palpitation fatigue bleeding hemorrhage nodule mass polyp cyst lesion effusion stone
calculus murmur death lupus celiac crohn colitis palsy fall trauma hiv aids syphilis malaria
measles mumps rubella chickenpox shingles zoster tetanus diphtheria pertussis polio rabies failure
transplant amputation dialysis ventilation intubation
"""
    )
)
_OPERATION = re.compile(
    r"^\w{2,}(?:ectomy|otomy|ostomy|plasty|scopy|graphy|gram|centesis|pexy|desis|rrhaphy"
    r"|tripsy|version|therapy)$"
)
_OPERATIONS: Final = frozenset(
    plain_words(
        """
surgery operation biopsy bypass graft stent pacemaker defibrillator ablation resection excision
repair replacement transplantation amputation catheterization angiogram angioplasty dialysis
chemotherapy radiotherapy radiation immunotherapy mammogram colonoscopy endoscopy x-ray ct mri
ultrasound echocardiogram electrocardiogram spirometry vaccination transfusion cesarean delivery
implant
"""
    )
)
CLASSES: Final = {
    "anticoagulant": r"warfarin|xaban|gatran|parin\b|fondaparinux|coumarol|phenprocoumon",
    "antiplatelet": r"aspirin|acetylsalicylic|grel|dipyridamole",
    "statin": r"statin",
    "beta_blocker": r"olol\b|carvedilol",
    "ace_inhibitor": r"pril\b",
    "angiotensin_blocker": r"sartan",
    "calcium_blocker": r"dipine|verapamil|diltiazem",
    "diuretic": r"semide|bumetanide|thiazide|thalidone|spironolactone|eplerenone|amiloride"
        r"|triamterene|indapamide|metolazone",
    "loop_diuretic": r"semide|bumetanide",
    "thiazide": r"thiazide|thalidone|indapamide|metolazone",
    "nsaid": r"profen|naproxen|diclofenac|oxicam|coxib|indomethacin|ketorolac|aspirin",
    "opioid": r"codone|morph|codeine|fentanyl|tramadol|methadone|meperidine|tapentadol"
    r"|buprenorphine",
    "antibiotic": r"cillin|mycin|micin|floxacin|cycline|\bcef|ceph|nidazole|sulfameth|trimethoprim"
        r"|nitrofurantoin|penem|bactam",
    "steroid": r"prednis|cortisone|metasone|asone\b|sonide",
    "insulin": r"insulin",
    "ppi": r"prazole",
    "ssri": r"fluoxetine|sertraline|paroxetine|citalopram|fluvoxamine",
    "benzodiazepine": r"azepam|zolam|diazepoxide",
    "sglt2": r"gliflozin",
    "glp1": r"glutide|natide",
    "sulfonylurea": r"glipizide|glyburide|gliclazide|glimepiride|glibenclamide",
    "antidepressant": r"oxetine|sertraline|citalopram|triptyline|bupropion|venlafaxine|mirtazapine"
    r"|trazodone",
    "antihypertensive": r"olol\b|pril\b|sartan|dipine|thiazide|hydralazine|clonidine"
    r"|spironolactone",
    "antihistamine": r"cetirizine|loratadine|fexofenadine|diphenhydramine|hydroxyzine|astemizole",
    "bronchodilator": r"albuterol|salbutamol|terol\b|tropium",
    "antidiabetic": r"formin|gliptin|gliflozin|glutide|insulin|glipizide|glyburide|gliclazide"
    r"|glimepiride"
        r"|glitazone",
    "potassium_sparing": r"spironolactone|eplerenone|amiloride|triamterene",
}  # fmt: skip
CLASS_NAMES: Final = {
    "anticoagulant": "anticoagulant", "anticoagulated": "anticoagulant",
    "anticoagulation": "anticoagulant",
    "blood thinner": "anticoagulant", "doac": "anticoagulant", "noac": "anticoagulant",
    "antiplatelet": "antiplatelet", "statin": "statin", "statin therapy": "statin",
    "beta blocker": "beta_blocker", "beta-blocker": "beta_blocker", "betablocker": "beta_blocker",
    "ace inhibitor": "ace_inhibitor", "angiotensin receptor blocker": "angiotensin_blocker",
    "arb": "angiotensin_blocker",
    "calcium channel blocker": "calcium_blocker", "diuretic": "diuretic",
    "loop diuretic": "loop_diuretic",
    "water pill": "diuretic", "thiazide": "thiazide", "thiazide diuretic": "thiazide",
    "nsaid": "nsaid",
    "opioid": "opioid", "opiate": "opioid", "antibiotic": "antibiotic", "steroid": "steroid",
    "corticosteroid": "steroid",
    "insulin": "insulin", "ppi": "ppi", "proton pump inhibitor": "ppi", "ssri": "ssri",
    "benzodiazepine": "benzodiazepine", "sglt2 inhibitor": "sglt2", "sglt-2 inhibitor": "sglt2",
    "glp-1 agonist": "glp1",
    "glp-1 receptor agonist": "glp1", "sulfonylurea": "sulfonylurea",
    "antidepressant": "antidepressant",
    "antihypertensive": "antihypertensive", "antihistamine": "antihistamine",
    "bronchodilator": "bronchodilator",
    "potassium-sparing diuretic": "potassium_sparing",
    "potassium sparing diuretic": "potassium_sparing",
}  # fmt: skip
_MEMBERS: Final = {name: re.compile(stems) for name, stems in CLASSES.items()}


def classes_of(drug: str) -> frozenset[str]:
    """The classes of medicines that an ingredient's name says it is in.

    >>> sorted(classes_of("apixaban")), sorted(classes_of("atorvastatin"))
    (['anticoagulant'], ['statin'])
    """
    return frozenset(name for name, stems in _MEMBERS.items() if stems.search(drug))


_SERVICE = re.compile(r"\w{3}(?:ology|iatry|iatrics|pedics)$")
_SITES: Final = frozenset(
    plain_words(
        """
knee hip shoulder elbow wrist ankle foot hand finger toe arm leg thigh calf forearm neck back
spine rib sternum skull jaw face eye ear nose throat mouth tongue tooth lip scalp chest breast
abdomen pelvis groin flank heart lung liver kidney bladder spleen pancreas stomach esophagus colon
rectum bowel intestine appendix gallbladder prostate testis ovary uterus cervix vagina thyroid
adrenal pituitary brain skin bone joint muscle nerve artery vein aorta valve atrium ventricle lobe
"""
    )
)


@lru_cache(maxsize=65536)
def nature(word: str) -> str:
    """`drug`, `disease`, `operation`, `site`, `service` (a specialty), or empty.

    >>> nature("ramipril"), nature("cholangitis"), nature("nephrectomy"), nature("lovely")
    ('drug', 'disease', 'operation', '')
    """
    if word in _DRUGS or _DRUG.match(word):
        return "drug"
    if word in _OPERATIONS or _OPERATION.match(word):
        return "operation"
    if word in _DISEASES or _DISEASE.match(word):
        return "disease"
    if _SERVICE.search(word):
        return "service"
    return "site" if word in _SITES else ""
