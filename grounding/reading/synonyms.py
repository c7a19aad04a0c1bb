"""Names that mean one thing: abbreviations in common clinical use, lay words, brand names.

A line is a class; its members may stand for one another in a sentence and in a record. Only
meanings that a clinician would take without asking are here. An abbreviation with two common
meanings stands in both classes. Abbreviations on the ISMP list of error-prone ones (QD, U, MS)
are read but nobody should write them.

Sources: NHS Digital "Abbreviations you may find in your health records" (2024); MedlinePlus
medical abbreviations; ISMP List of Error-Prone Abbreviations (2024); RxNorm brand names.
"""

from collections.abc import Collection
from typing import Final

from chartside.grounding.reading.phrases import Phrases
from chartside.grounding.reading.words import Word, plain_words

_CLASSES: Final = """
hba1c | a1c | hb a1c | hemoglobin a1c | glycated hemoglobin | glycosylated hemoglobin | hgba1c | glycohemoglobin
blood pressure | bp | blood pressure panel
systolic | systolic blood pressure | sbp
diastolic | diastolic blood pressure | dbp
heart rate | pulse | hr | pulse rate
respiratory rate | rr | respirations | breathing rate
oxygen saturation | spo2 | o2 sat | o2 saturation | sats | sao2 | saturation | oxygen saturation in arterial blood
temperature | body temperature | temp
weight | body weight | wt | weighs | weighed | weight gain | weight loss
height | body height | ht
body mass index | bmi
potassium | k | serum potassium | k+
sodium | na | serum sodium | na+
chloride | cl
bicarbonate | hco3 | carbon dioxide | co2 | total co2 | carbon dioxide total
creatinine | cr | creat | serum creatinine | scr
urea | bun | urea nitrogen | blood urea nitrogen
egfr | estimated gfr | estimated glomerular filtration rate | glomerular filtration rate | gfr
    | glomerular filtration rate predicted | estimated glomerular filtration | kidney function | renal function
glucose | blood sugar | blood glucose | sugar | bg | fbg | fasting glucose
hemoglobin | hb | hgb
hematocrit | hct
white blood cell | wbc | leukocyte | leukocyte count | wbc count | white cell | white cell count | white cell | white blood cell count | wcc
red blood cell | rbc | erythrocyte | red cell | red cell count | red blood cell count | rbc count | erythrocyte count
cardioversion | dc cardioversion | electrical cardioversion | dccv
erythrocyte distribution width | rdw | red cell distribution width | red blood cell distribution width
mean platelet volume | mpv | platelet mean volume
platelet distribution width | pdw
mcv | mean corpuscular volume | erythrocyte mean corpuscular volume | mean cell volume
mch | mean corpuscular hemoglobin | mean cell hemoglobin
mchc | mean corpuscular hemoglobin concentration | mean cell hemoglobin concentration
total cholesterol | cholesterol total | cholesterol | tc | serum cholesterol
total bilirubin | bilirubin total | bilirubin | tbili
gamma-glutamyl transferase | ggt | gamma gt | gamma glutamyl transferase
creatine kinase | ck | cpk
lactate dehydrogenase | ldh
free thyroxine | free t4 | ft4 | thyroxine free
parathyroid hormone | pth
vitamin b12 | b12 | cobalamin | vitamin b 12
folate | folic acid
partial thromboplastin time | ptt | aptt | activated partial thromboplastin time
lactate | lactic acid
pain score | pain severity | pain level | pain rating
total protein | protein total | serum protein
neutrophil | anc | absolute neutrophil count
eosinophil | eos
lipid panel | lipids | lipid profile
cbc | complete blood count | full blood count | fbc
forced expiratory volume | fev1
peak flow | peak expiratory flow | pef | pefr
head circumference | occipital-frontal circumference | ofc
platelet | plt | platelet count | thrombocyte
ldl | ldl cholesterol | ldl-c | low density lipoprotein | low density lipoprotein cholesterol
hdl | hdl cholesterol | hdl-c | high density lipoprotein | high density lipoprotein cholesterol
triglyceride | tg | trigs
alt | alanine aminotransferase | sgpt | alanine transaminase
ast | aspartate aminotransferase | sgot | aspartate transaminase
alp | alkaline phosphatase | alk phos
tsh | thyrotropin | thyroid stimulating hormone | thyroid-stimulating hormone
albumin creatinine ratio | albumin to creatinine ratio | acr | uacr | albumin/creatinine ratio | urine albumin creatinine ratio | microalbumin creatinine ratio
    | urine acr | urinary albumin creatinine ratio | urine albumin/creatinine ratio | microalbumin/creatinine ratio
inr | international normalized ratio
psa | prostate specific ag | prostate specific antigen | prostate-specific antigen
bnp | brain natriuretic peptide | b-type natriuretic peptide
nt-probnp | nt pro-bnp | ntprobnp | n-terminal pro-bnp
crp | c-reactive protein | c reactive protein
esr | erythrocyte sedimentation rate | sed rate
ferritin | serum ferritin
troponin | trop | hs-troponin | troponin t | troponin i
vitamin d | 25-hydroxyvitamin d | 25 hydroxyvitamin d | 25-oh vitamin d
urate | uric acid
calcium | ca
magnesium | mg2+
phosphate | phosphorus | po4
hypertension | htn | high blood pressure | hypertensive disorder | essential hypertension | arterial hypertension
    | hypertensive disease | elevated blood pressure
hyperlipidemia | hld | high cholesterol | dyslipidemia | hypercholesterolemia
diabetes | diabetes mellitus | dm | diabetic
type 2 diabetes | t2dm | type 2 diabetes mellitus | diabetes mellitus type 2 | dm2 | t2d | type ii diabetes
    | niddm | diabetes type 2 | diabetes mellitus, type 2
type 1 diabetes | t1dm | type 1 diabetes mellitus | diabetes mellitus type 1 | dm1 | t1d | diabetes type 1 | iddm
chronic kidney disease | ckd | chronic renal disease | chronic renal failure | chronic renal insufficiency | chronic kidney failure
    | crf
kidney | renal
acute kidney injury | aki | acute renal failure
atrial fibrillation | af | afib | a-fib | a fib | auricular fibrillation
myocardial infarction | mi | heart attack | ami
coronary artery disease | cad | coronary heart disease | chd | ischemic heart disease | ihd | coronary disease
heart failure | hf | chf | congestive heart failure | cardiac failure | congestive cardiac failure | ccf
heart failure with preserved ejection fraction | hfpef | diastolic heart failure
heart failure with reduced ejection fraction | hfref | systolic heart failure
stroke | cva | cerebrovascular accident | cerebral infarction
transient ischemic attack | tia | mini-stroke
deep vein thrombosis | dvt | deep venous thrombosis
pulmonary embolism | pe | pulmonary embolus
copd | chronic obstructive pulmonary disease | chronic obstructive lung disease | chronic obstructive bronchitis
gerd | gastroesophageal reflux disease | acid reflux | reflux | gord | gastroesophageal reflux
urinary tract infection | uti
upper respiratory infection | uri | urti | upper respiratory tract infection | common cold
pneumonia | pna | chest infection
community-acquired pneumonia | cap
obstructive sleep apnea | osa | sleep apnea
osteoarthritis | oa | degenerative joint disease | djd
rheumatoid arthritis | ra
benign prostatic hyperplasia | bph | enlarged prostate
peripheral artery disease | pad | peripheral vascular disease | pvd | peripheral arterial disease
multiple sclerosis | ms
cancer | malignant neoplasm | malignant tumor | carcinoma | malignancy | malignant neoplastic disease | ca
    | malignant neoplasm of | malignant tumor of
skin cancer | malignant neoplasm of skin
neoplasm | tumor
obesity | obese | bmi 30 or more
anemia | anemic
shingles | herpes zoster | zoster | varicella-zoster
chickenpox | varicella
gout | gouty arthritis
depression | depressive disorder | major depression | major depressive disorder | mdd
anxiety | anxiety disorder | gad
asthma | asthmatic
kidney stone | nephrolithiasis | renal calculus | renal stone | urolithiasis
gallstone | cholelithiasis | gallbladder stone
hypothyroidism | underactive thyroid | hypothyroid
hyperthyroidism | overactive thyroid | hyperthyroid
hearing loss | deafness
appendectomy | appendicectomy | appendix removal | removal of appendix | appendix out | appendix was removed
    | appendix removed | excision of appendix
cholecystectomy | gallbladder removal | removal of gallbladder
hysterectomy | removal of uterus
cataract extraction | cataract surgery | extraction of cataract | cataract removal | phacoemulsification | cataract operation
    | cataract extraction with lens implant
intraocular lens | lens implant | iol
coronary artery bypass graft | cabg | coronary artery bypass | bypass surgery | coronary artery bypass grafting
percutaneous coronary intervention | pci | coronary angioplasty | coronary stent
echocardiography | echocardiogram | echo | tte | transthoracic echocardiography | transthoracic echocardiogram
electrocardiogram | ecg | ekg | electrocardiography
x-ray | xray | radiograph | plain film | radiography | x ray | digital radiography | plain radiograph
chest x-ray | cxr | chest radiograph | x-ray of chest | chest xray | plain chest x-ray
computed tomography | ct | ct scan | cat scan | computerized tomography
magnetic resonance imaging | mri | mr | mri scan
ultrasound | us | ultrasonography | sonography | ultrasound scan | sonogram
mammogram | mammography | mg breast screening
ventilation-perfusion | v/q | vq | ventilation perfusion
ventilation-perfusion lung scan | v/q scan | vq scan | ventilation-perfusion scan | lung scan
biopsy | bx
polypectomy | polyp removal | removal of polyp | removal of a colon polyp | removal of two colon polyps | polyps removed
joint replacement | arthroplasty
knee replacement | total knee replacement | tkr | total knee arthroplasty | tka
hip replacement | total hip replacement | thr | total hip arthroplasty | tha
injection | inj
shortness of breath | sob | dyspnea | breathlessness | difficulty breathing
chest pain | cp
headache | ha
nausea and vomiting | n/v
fracture | fx | broken
breast cancer | cancer of breast | malignant neoplasm of breast | carcinoma of breast | breast carcinoma | ca breast
    | cancer of the breast | malignant tumor of breast
colon cancer | cancer of colon | malignant neoplasm of colon | malignant tumor of colon | colonic cancer | bowel cancer
    | carcinoma of colon | cancer of the colon
lung cancer | malignant neoplasm of lung | carcinoma of lung | cancer of the lung | malignant tumor of lung
prostate cancer | malignant neoplasm of prostate | carcinoma of prostate | cancer of the prostate | carcinoma in situ of prostate
miscarriage | spontaneous abortion
hives | urticaria | wheals
rash | skin rash | eruption of skin | skin eruption
anaphylaxis | anaphylactic reaction | anaphylactic shock
cough | dry cough
sulfonamide | sulfa | sulfa drug | sulfonamide antibiotic
sulfamethoxazole trimethoprim | co-trimoxazole | trimethoprim-sulfamethoxazole | tmp-smx | bactrim | septra
    | sulfamethoxazole / trimethoprim
no known allergy | nka | nkda | no known drug allergy | no known allergies | no known drug allergies | not known to have allergies
penicillin | pcn | penicillin g
nonsteroidal anti-inflammatory | nsaid | non-steroidal anti-inflammatory
influenza | flu | influenza vaccine | flu shot | flu vaccine | flu jab
covid-19 | covid | sars-cov-2 | coronavirus disease 2019 | covid 19 | sars-cov-2 covid-19
tetanus diphtheria pertussis | tdap | tetanus, diphtheria and pertussis | tetanus, diphtheria, pertussis
tetanus diphtheria | td | tetanus and diphtheria
pneumococcal | pneumovax | prevnar | pneumonia vaccine | ppsv23 | pcv20 | pcv13
pneumococcal polysaccharide | ppsv23 | pneumovax
pneumococcal conjugate | pcv13 | pcv20 | prevnar
zoster vaccine | shingrix | recombinant zoster vaccine | shingles vaccine
hepatitis b | hep b | hbv
hepatitis a | hep a | hav
human papillomavirus | hpv
measles mumps rubella | mmr
meningococcal | mcv4p | menacwy
smoker | smokes | smoking | tobacco use | tobacco user
former smoker | ex-smoker | ex smoker | past smoker | stopped smoking | quit smoking | gave up smoking | no longer smokes
never smoker | never smoked | non-smoker | nonsmoker | lifelong non-smoker | never smoked tobacco | has never smoked
current smoker | smokes tobacco | smokes daily | current every day smoker | smokes tobacco daily | active smoker
acetaminophen | paracetamol | tylenol | apap
albuterol | salbutamol | ventolin | proventil | proair
epinephrine | adrenaline | epipen
furosemide | lasix | frusemide
aspirin | acetylsalicylic acid | asa
warfarin | coumadin | jantoven
apixaban | eliquis
rivaroxaban | xarelto
dabigatran | pradaxa
clopidogrel | plavix
atorvastatin | lipitor
rosuvastatin | crestor
simvastatin | zocor | simvistatin
lisinopril | zestril | prinivil
losartan | cozaar
valsartan | diovan
amlodipine | norvasc
metoprolol | lopressor | toprol | toprol-xl
carvedilol | coreg
hydrochlorothiazide | hctz
spironolactone | aldactone
empagliflozin | jardiance
dapagliflozin | farxiga
semaglutide | ozempic | wegovy | rybelsus
metformin | glucophage
glipizide | glucotrol
insulin glargine | lantus | basaglar | toujeo | glargine
insulin lispro | humalog | lispro
insulin aspart | novolog | aspart
ibuprofen | advil | motrin
naproxen | aleve | naprosyn
omeprazole | prilosec
pantoprazole | protonix
esomeprazole | nexium
sertraline | zoloft
fluoxetine | prozac
escitalopram | lexapro
gabapentin | neurontin
levothyroxine | synthroid
allopurinol | zyloprim
prednisone | deltasone
amoxicillin | amoxil
amoxicillin clavulanate | augmentin | co-amoxiclav
azithromycin | zithromax
cholecalciferol | vitamin d3 | vitamin d
cyanocobalamin | vitamin b12 | vitamin b 12
digoxin | lanoxin
donepezil | aricept
nitroglycerin | glyceryl trinitrate | gtn | ntg
hydrocodone | vicodin | norco
oxycodone | oxycontin | percocet
loratadine | claritin
cetirizine | zyrtec
diphenhydramine | benadryl
fexofenadine | allegra
fluticasone | flovent | flonase
montelukast | singulair
emergency | emergency room | emergency department | er | ed | a&e | emergency visit
admission | hospital admission | hospitalization | inpatient stay | admitted | hospitalized | inpatient | hospital stay
telephone | phone | call | telephone consultation | phone call
urgent care | walk-in
outpatient | ambulatory | office visit | clinic visit | consultation
check up | checkup | wellness visit | general examination | annual physical | check-up | physical examination | well visit
general practitioner | gp | family physician | primary care physician | pcp
operation | surgery | surgical procedure
colonoscopy | colonoscopic examination
retired | retiree
high-density | hdl
postmenopausal | post-menopausal
eye | ocular | ophthalmic
lung | pulmonary
liver | hepatic
heart | cardiac
stomach | gastric
colon | colonic | bowel
feet | foot
teeth | tooth
vaccine | vaccination | immunization | vaccinated | immunized | shot | jab
chronic obstructive | copd
"""


def _classes() -> list[tuple[str, ...]]:
    joined = _CLASSES.strip().replace("\n    |", " |")
    return [tuple(p.strip() for p in line.split("|")) for line in joined.split("\n")]


def _table() -> dict[str, tuple[str, ...]]:
    """Phrase to the classes it is in; a class is named by its first member."""
    held: dict[str, list[str]] = {}
    for members in _classes():
        name = "=" + "_".join(plain_words(members[0]))
        for member in members:
            key = " ".join(plain_words(member))
            if key and name not in held.setdefault(key, []):
                held[key].append(name)
    return {phrase: tuple(names) for phrase, names in held.items()}


SYNONYMS: Final = Phrases(_table())
"""Phrases and the classes they stand for (`=hypertension`)."""


def meanings(words: list[Word], common: Collection[str] = ()) -> frozenset[str]:
    """Every class that any phrase of a name stands for, the phrases inside longer ones too.

    A single word of `common` stands for nothing by itself.
    """
    found: set[str] = set()
    for first in range(len(words)):
        for classes, last in SYNONYMS.every(words, first):
            if last > first + 1 or words[first].plain not in common:
                found.update(classes)
    return frozenset(found)
