"""Laboratory tests and vital signs."""

from typing import Final

TESTS: Final = """
hba1c | a1c | hb a1c | hemoglobin a1c | glycated hemoglobin | glycosylated hemoglobin | hgba1c
    | glycohemoglobin
blood pressure | bp | blood pressure panel
systolic | systolic blood pressure | sbp
diastolic | diastolic blood pressure | dbp
heart rate | pulse | hr | pulse rate
respiratory rate | rr | respirations | breathing rate | resp rate
oxygen saturation | spo2 | o2 sat | o2 saturation | sats | sao2 | saturation
    | oxygen saturation in arterial blood
temperature | body temperature | temp
weight | body weight | wt | weighs | weighed | weight gain | weight loss
height | body height | ht | body length | length
body mass index | bmi
potassium | k | serum potassium | k+
sodium | na | serum sodium | na+
chloride | cl
bicarbonate | hco3 | carbon dioxide | co2 | total co2 | carbon dioxide total
creatinine | cr | creat | serum creatinine | scr
urea | ur | bun | urea nitrogen | blood urea nitrogen
egfr | estimated gfr | estimated glomerular filtration rate | glomerular filtration rate | gfr
    | glomerular filtration rate predicted | estimated glomerular filtration | kidney function
    | renal function
glucose | glu | bsl | bgl | blood sugar level | plasma glucose | serum glucose | blood sugar
    | blood glucose | sugar | bg | fbg | fasting glucose
hemoglobin | hb | hgb
hematocrit | hct
white blood cell | wbc | leukocyte | leukocyte count | wbc count | white cell | white cell count
    | white cell | white blood cell count | wcc | total white count | white count | twc | tlc
    | total leukocyte count | total white cell count | leucocyte | leucocyte count | twbc
    | total leucocyte count
red blood cell | rbc | erythrocyte | red cell | red cell count | red blood cell count | rbc count
    | erythrocyte count
cardioversion | dc cardioversion | electrical cardioversion | dccv
erythrocyte distribution width | rdw | red cell distribution width
    | red blood cell distribution width
mean platelet volume | mpv | platelet mean volume
platelet distribution width | pdw
mcv | mean corpuscular volume | erythrocyte mean corpuscular volume | mean cell volume
mch | mean corpuscular hemoglobin | mean cell hemoglobin
mchc | mean corpuscular hemoglobin concentration | mean cell hemoglobin concentration
total cholesterol | cholesterol total | cholesterol | tc | serum cholesterol | t chol | tchol
    | total chol
total bilirubin | bilirubin total | bilirubin | tbili | t bili | serum bilirubin
gamma-glutamyl transferase | ggt | ggtp | gamma gt | gamma glutamyl transferase
    | gamma-glutamyltransferase | gamma glutamyltransferase | gamma-glutamyl transpeptidase
    | gamma glutamyl transpeptidase
creatine kinase | ck | cpk
lactate dehydrogenase | ldh
free thyroxine | free t4 | ft4 | thyroxine free | t4 free
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
platelet | plt | platelet count | thrombocyte | thrombocyte count
ldl | ldl cholesterol | ldl-c | ldl chol | low density lipoprotein
    | low density lipoprotein cholesterol
hdl | hdl cholesterol | hdl-c | hdl chol | high density lipoprotein
    | high density lipoprotein cholesterol
triglyceride | tg | trigs
alt | alanine aminotransferase | sgpt | alanine transaminase
ast | aspartate aminotransferase | sgot | aspartate transaminase
alp | alkaline phosphatase | alk phos | alk phosphatase | alkaline phos | alkp
tsh | thyrotropin | thyroid stimulating hormone | thyroid-stimulating hormone | thyroid function
albumin creatinine ratio | albumin to creatinine ratio | acr | uacr | albumin/creatinine ratio
    | urine albumin creatinine ratio | microalbumin creatinine ratio | urine acr
    | urinary albumin creatinine ratio | urine albumin/creatinine ratio
    | microalbumin/creatinine ratio | albumin/creatinine [mass ratio] in urine
    | albumin/creatinine [ratio] in urine | microalbumin/creatinine [mass ratio] in urine
    | microalbumin/creatinine [ratio] in urine | albumin/creatinine [molar ratio] in urine
inr | international normalized ratio
psa | prostate specific ag | prostate specific antigen | prostate-specific antigen
bnp | brain natriuretic peptide | b-type natriuretic peptide
nt-probnp | nt pro-bnp | ntprobnp | n-terminal pro-bnp
crp | c-reactive protein | c reactive protein
esr | erythrocyte sedimentation rate | sed rate | sedimentation rate
ferritin | serum ferritin
troponin | tni | hs-tni | tnt | trop | hs-troponin | troponin t | troponin i
vitamin d | 25-hydroxyvitamin d | 25 hydroxyvitamin d | 25-oh vitamin d
urate | uric acid
calcium | ca
magnesium | mg2+
phosphate | phosphorus | po4
fractional exhaled nitric oxide | feno | exhaled nitric oxide
alpha-fetoprotein | afp | alpha fetoprotein
carcinoembryonic antigen | cea
viral load | vl | hiv rna | hiv 1 rna | hiv-1 rna | hiv viral load
cd4 | cd4 count | cd4 cell count | cd4 t lymphocyte | cd4 cell
hepatitis b surface antigen | hbsag
rapid plasma reagin | rpr
protein creatinine ratio | pcr | upcr | urine protein creatinine ratio
    | urine protein/creatinine ratio | protein/creatinine ratio
oral glucose tolerance test | ogtt | glucose tolerance test
phq-9 | phq9 | patient health questionnaire 9
jugular venous pressure | jvp
jugular venous distension | jvd | jugular vein distension
forced vital capacity | fvc
d-dimer | d dimer
procalcitonin | pct
height | tall
vitamin d | vit d
vitamin b12 | vit b12
"""
