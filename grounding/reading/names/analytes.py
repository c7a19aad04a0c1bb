"""What laboratories and wards call common analytes: English, American and continental short names.

`ALAT`, `GPT`, `kalium` and `leucos` are what the laboratories of half of Europe print. A first
member that stands in `tests` too adds to that class.

Sources: LOINC related names (LOINC, http://loinc.org); IFCC-IUPAC NPU trivial names; Davis,
"Medical Abbreviations", 16th ed.
"""

from typing import Final

ANALYTES: Final = """
hba1c | hgb a1c | hgb-a1c | hb-a1c | hba1 | a1c level | hemoglobin a1 c | ha1c | hbalc
    | hemoglobin alc | glycated hb | glycated hgb | glycosylated hb | glycosylated hgb
    | glycohb | gly hb | glyc hb | ghb | hemoglobin a1c level | glucosylated hemoglobin
    | long-term sugar | long-term glucose
blood pressure | riva-rocci | art. pressure | arterial pressure
    | arterial blood pressure | arterial tension | bp reading | systemic blood pressure | b.p.
    | b/p | nibp | non-invasive blood pressure | rr
systolic | sys | syst | systolic pressure | systolic bp | systolic reading
diastolic | dia | diast | diastolic pressure | diastolic bp | diastolic reading
heart rate | heart frequency | cardiac frequency | cardiac rate | pulse frequency | puls
    | heartbeat | heart beat | ventricular rate | heart rate monitored
respiratory rate | respiration rate | respiratory frequency | breathing frequency | breath rate
    | resps
oxygen saturation | oximetry | pulse oximetry | pulse ox | o2-sat | o2sat | oxygen sat
    | oxygen level | o2 level | spo2 level | so2 | saturations | o2 saturations | sat
    | sp o2 | peripheral oxygen saturation
temperature | core temperature | body temp | tmp | tympanic temperature | oral temperature
weight | bodyweight | body mass | body-weight | bw | wgt | weight measured
height | stature | standing height | body stature | hgt
body mass index | quetelet index | body-mass index | bmi ratio
potassium | kalium | serum kalium | s-k | s k | k level | plasma potassium | potassium level
    | potassium ion | p-k | s-potassium
sodium | natrium | serum natrium | s-na | na level | plasma sodium | sodium level | sodium ion
    | p-na | s-sodium
chloride | chlorid | serum chloride | plasma chloride | cl-
bicarbonate | bicarb | hydrogencarbonate | serum bicarbonate | standard bicarbonate | tco2
creatinine | crea | krea | kreatinin | creatinin | serum creat | s-creatinine | creatinine serum
    | plasma creatinine | creatinine level | serum cr | s-crea | s creatinine | p-creatinine | scr
urea | harnstoff | serum urea | plasma urea | s-urea | s urea | urea level
    | blood urea | serum bun
egfr | est gfr | est. gfr | e-gfr | estimated gfr | filtration rate | ckd-epi | ckd epi
    | egfr ckd-epi | gfr estimated | gfr est | glomerular filtration | renal filtration | mdrd
    | est glomerular filtration rate | calculated gfr
glucose | glucose level | blood sugar | random glucose | random blood sugar | rbs | fbs
    | fasting blood sugar | fasting blood glucose | fpg | fasting plasma glucose | glycemia | gluc
    | blood glucose level | bgl | serum sugar | plasma sugar | sugar level | cbg | p-glucose
hemoglobin | hgb level | hb level | hemoglobin level | hemoglobin b | blood hemoglobin | hmg
    | b-hemoglobin | haemoglobin concentration | hemoglobin mass concentration
hematocrit | crit | pcv | packed cell volume | hkt | hematokrit
white blood cell | leuko | leukos | leuco | leucos | wbcs | white blood count | white cells
    | leukocyte number | leuc | white blood cell number | total leukocytes
red blood cell | ery | erys | erythros | red count | rcc | red blood count | erythrocyte number
platelet | thrombo | thrombos | plts | platelet level | platelet number | thrombocyte number
    | plat | plats | blood platelet
mcv | mean corpuscular vol | mean red cell volume | mean cell vol
total cholesterol | chol | cholest | cholesterol level | cholesterol serum
ldl | ldl-cholesterol | bad cholesterol | bad cholesterol ldl | ldl chol | ldl level | ldlc | ldl c
    | cholesterol in ldl | calculated ldl | direct ldl | ldl cholesterol level
hdl | hdl-cholesterol | good cholesterol | good cholesterol hdl | hdl level | hdlc | hdl c
    | cholesterol in hdl
triglyceride | trig | triacylglycerol | triglyceride level | neutral fat
alt | alat | gpt | alanine aminotransferase alat | alanine amino transferase | alt level
    | alanine-aminotransferase | glutamic pyruvic transaminase | sgpt level | alt sgpt
    | glutamate pyruvate transaminase
ast | asat | got | aspartate amino transferase | aspartate-aminotransferase | ast level | ast sgot
    | glutamic oxaloacetic transaminase | glutamate oxaloacetate transaminase
alp | ap | alk. phos. | alk. phos | alkp | alkaline phosphatase level | alk p'tase | aph | alk p
    | alk-phos
gamma-glutamyl transferase | gamma-gt | ggtp | g-gt | ygt | gammagt | gamma glutamyltranspeptidase
    | glutamyl transferase | \u03b3-gt | \u03b3gt | gamma gt
total bilirubin | bili | tbil | total bili | bilirubin level | serum bili | bilirubin serum | t-bili
    | t. bili | bilirubin.total
albumin | alb | serum albumin | s-albumin | albumin serum | plasma albumin | albumin level
total protein | tp | tot prot | serum total protein
creatine kinase | creatine phosphokinase | ck level | total ck | ck total
lactate dehydrogenase | ld | lactic dehydrogenase | ldh level
tsh | thyrotropic hormone | thyrotrophin | thyroid stimulating hormone level | tsh level
    | thyreotropin | s-tsh | serum tsh
free thyroxine | ft4 | f-t4 | free-t4 | fre t4 | free thyroxin | free thyroxine level | t4f
    | ft 4
free triiodothyronine | ft3 | free t3 | triiodothyronine free | f-t3
ferritin | ferr | ferritin level | s-ferritin | plasma ferritin
transferrin saturation | tsat | tfs | iron saturation
vitamin b12 | vit b-12 | vit. b12 | vitamin b-12 | b-12 | b 12 | cyanocobalamin level | cobalamine
    | serum b12 | b12 level | vitamin b12 level
folate | fol | serum folate | vitamin b9 | b9
vitamin d | 25-oh-d | 25ohd | 25(oh)d | 25-oh vit d | 25-hydroxy vitamin d
    | 25-oh-vitamin d | 25-hydroxyvitamin d level | vit. d | vitamin d level | 25 oh vitamin d
    | 25-hydroxy-vitamin d | 25 hydroxy vitamin d | 25oh vitamin d | vit d level | 25 oh d | 25-oh d
    | 25-oh vitamin-d
calcium | calcium total | total calcium | serum calcium | s-calcium | s-ca | ca level | ca2+ | ca++
    | calcium level | plasma calcium | serum ca
magnesium | serum mg | s-mg | serum magnesium | magnesium level
    | plasma magnesium | magnesium serum
phosphate | inorganic phosphate | phosphate inorganic | phos | serum phosphate | s-phosphate
    | phosphate level | inorganic phosphorus | serum phosphorus | p04
urate | serum urate | s-urate | serum uric acid | uric acid level
crp | c-react protein | c-rp | crp level | c reactive prot | hs-crp | hscrp
    | c reactive protein level | c-reactive prot
esr | bsg | bks | sedimentation | erythrocyte sedimentation | sed rate level | westergren
    | sedimentation rate westergren | blood sedimentation rate | blood sedimentation | sedrate
    | erythrocyte sed rate | senkung
troponin | troponin level | tropt | trop t | trop i | tropi | hs-tnt | hstnt | cardiac troponin
    | high-sensitivity troponin | hs troponin | ctnt | ctni | tn t | tn i | tnt-hs
nt-probnp | nt-pro-bnp | nt pro bnp | pro-bnp | probnp | nt-pro bnp | n-terminal probnp | ntpro-bnp
    | nt probnp | n terminal pro bnp
inr | i.n.r. | pt-inr | inr value | pt/inr | pt inr | prothrombin ratio
d-dimer | ddimer | d-dimers | dimer
psa | psa level | total psa | tpsa
albumin creatinine ratio | a/c ratio | alb/creat ratio | urine alb/creat ratio | uacr level
    | albumin-creatinine ratio | albumin-to-creatinine ratio | urine albumin to creatinine ratio
    | urine albumin-to-creatinine ratio | urinary acr | u-acr | urine albumin-creatinine ratio
    | alb/crea ratio | albumin/creatinine quotient | albuminuria
lithium | lithium level | serum lithium | li level | s-lithium | plasma lithium
digoxin level | digoxin concentration | serum digoxin
ejection fraction | ef | lvef | left ventricular ejection fraction | lv ejection fraction | lv ef
audit-c | audit c | auditc | alcohol use disorders identification test
phq-9 | phq 9 | phq-9 score | phq score
gad-7 | gad7 | gad 7 | gad-7 score
pain score | nrs | nrs pain | vas pain | numeric rating scale | pain nrs
"""
