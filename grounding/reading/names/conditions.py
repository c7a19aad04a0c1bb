"""Conditions, symptoms and habits."""

from typing import Final

CONDITIONS: Final = """
hypertension | htn | hypertensive | high blood pressure | hypertensive disorder
    | essential hypertension | systemic hypertension
    | high bp | raised bp | raised blood pressure
    | arterial hypertension | hypertensive disease | elevated blood pressure
hyperlipidemia | hld | high cholesterol | dyslipidemia | hypercholesterolemia
diabetes | diabetes mellitus | dm | diabetic
type 2 diabetes | dmii | dm ii | dm 2 | dm type 2 | t2 dm | tiidm | t2dm
    | type 2 diabetes mellitus | diabetes mellitus type 2 | dm2 | t2d
    | type ii diabetes | niddm | diabetes type 2 | diabetes mellitus, type 2
type 1 diabetes | t1dm | type 1 diabetes mellitus | diabetes mellitus type 1 | dm1 | t1d
    | diabetes type 1 | iddm
chronic kidney disease | ckd | chronic renal disease | chronic renal failure
    | chronic renal insufficiency | chronic kidney failure | crf
kidney | renal
acute kidney injury | aki | acute renal failure
atrial fibrillation | af | afib | a-fib | a fib | auricular fibrillation
myocardial infarction | mi | heart attack | ami
coronary artery disease | cad | coronary heart disease | chd | ischemic heart disease | ihd
    | coronary disease
heart failure | hf | chf | congestive heart failure | cardiac failure | congestive cardiac failure
    | ccf
heart failure with preserved ejection fraction | hfpef | diastolic heart failure
heart failure with reduced ejection fraction | hfref | systolic heart failure
stroke | cva | cerebrovascular accident | cerebral infarction
transient ischemic attack | tia | mini-stroke
deep vein thrombosis | dvt | deep venous thrombosis
pulmonary embolism | pe | pulmonary embolus
copd | coad | chronic obstructive airways disease | chronic obstructive airway disease
    | chronic obstructive pulmonary disease | chronic obstructive lung disease
    | chronic obstructive bronchitis
gerd | gastroesophageal reflux disease | acid reflux | reflux | gord
    | gastro-oesophageal reflux disease
    | gastro-oesophageal reflux | gastroesophageal reflux
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
cancer | malignant neoplasm | malignant tumor | carcinoma | malignancy
    | malignant neoplastic disease | ca | malignant neoplasm of | malignant tumor of
skin cancer | malignant neoplasm of skin
neoplasm | tumor
obesity | obese | bmi 30 or more
anemia | anemic | anaemic
shingles | herpes zoster | zoster | varicella-zoster
chickenpox | varicella
gout | gouty arthritis
osteoporosis | osteoporotic
epilepsy | epileptic
psoriasis | psoriatic
streptococcal | strep
sore throat | pharyngitis
breast cancer | malignant neoplasm of breast | breast ca | carcinoma of breast | ca breast
paroxysmal atrial fibrillation | paf | pafib
nonproliferative diabetic retinopathy | npdr | non-proliferative diabetic retinopathy
colon cancer | colon ca | malignant neoplasm of colon | ca colon | bowel cancer
lung cancer | lung ca | malignant neoplasm of lung | ca lung
prostate cancer | prostate ca | malignant neoplasm of prostate | ca prostate
loss of consciousness | loc | lost consciousness | unconscious | unconsciousness
    | passed out
migraine | migraines | migrainous
depression | depressive disorder | major depression | major depressive disorder | mdd
anxiety | anxiety disorder | gad
asthma | asthmatic
kidney stone | nephrolithiasis | renal calculus | renal stone | urolithiasis
gallstone | cholelithiasis | gallbladder stone
hypothyroidism | underactive thyroid | hypothyroid
hyperthyroidism | overactive thyroid | hyperthyroid
hearing loss | deafness
shortness of breath | sob | dyspnea | breathlessness | difficulty breathing
chest pain | cp
headache | ha
nausea and vomiting | n/v
fracture | fx | broken
breast cancer | cancer of breast | malignant neoplasm of breast | carcinoma of breast
    | breast carcinoma | ca breast | cancer of the breast | malignant tumor of breast
colon cancer | cancer of colon | malignant neoplasm of colon | malignant tumor of colon
    | colonic cancer | bowel cancer | carcinoma of colon | cancer of the colon
lung cancer | malignant neoplasm of lung | carcinoma of lung | cancer of the lung
    | malignant tumor of lung
prostate cancer | malignant neoplasm of prostate | carcinoma of prostate | cancer of the prostate
    | carcinoma in situ of prostate
miscarriage | spontaneous abortion | pregnancy loss | early pregnancy loss | loss of pregnancy
hives | urticaria | wheals
rash | skin rash | eruption of skin | skin eruption
anaphylaxis | anaphylactic reaction | anaphylactic shock
cough | dry cough
smoker | smokes | smoking | tobacco use | tobacco user
former smoker | ex-smoker | ex smoker | past smoker | stopped smoking | quit smoking
    | gave up smoking | no longer smokes | now a non-smoker | now a nonsmoker | nonsmoker now
    | non-smoker now | current non-smoker
never smoker | never smoked | non-smoker | nonsmoker | lifelong non-smoker | never smoked tobacco
    | never having smoked | no smoking history | not ever smoked | has not smoked
    | has never smoked
current smoker | smokes tobacco | smokes daily | current every day smoker | smokes tobacco daily
    | active smoker
mitral regurgitation | mr | mitral insufficiency | mitral incompetence
aortic regurgitation | aortic insufficiency
tricuspid regurgitation | tricuspid insufficiency
spontaneous bacterial peritonitis | sbp
hepatocellular carcinoma | hcc | hepatoma
gestational diabetes | gdm | gestational diabetes mellitus
preeclampsia | pre-eclampsia
placenta previa | placenta praevia | low-lying placenta
intrauterine growth restriction | iugr | fetal growth restriction | fgr
postpartum hemorrhage | pph
hiv | human immunodeficiency virus | hiv infection | hiv disease
pneumocystis pneumonia | pcp | pjp | pneumocystis jirovecii pneumonia
hepatitis c | hcv | hep c
tuberculosis | tb
opioid dependence | opioid use disorder | oud | opiate dependence | opioid addiction
alcohol dependence | alcohol use disorder | alcoholism | alcohol abuse | alcohol misuse
alcohol | etoh | ethanol | alcoholic
post-traumatic stress disorder | ptsd | posttraumatic stress disorder
attention deficit hyperactivity disorder | adhd
bipolar disorder | bipolar affective disorder | manic depression
irritable bowel syndrome | ibs
inflammatory bowel disease | ibd
ulcerative colitis | uc
celiac disease | coeliac disease
gastrointestinal hemorrhage | gi bleed | gastrointestinal bleed | gastrointestinal bleeding
    | gi bleeding | gi hemorrhage
peptic ulcer disease | pud
nonalcoholic fatty liver disease | nafld | masld | fatty liver
acute respiratory distress syndrome | ards
acute coronary syndrome | acs
st elevation myocardial infarction | stemi
non-st elevation myocardial infarction | nstemi
supraventricular tachycardia | svt
ventricular tachycardia | vt | v-tach
left ventricular hypertrophy | lvh
abdominal aortic aneurysm | aaa
venous thromboembolism | vte
interstitial lung disease | ild
end stage renal disease | esrd | eskd | end-stage kidney disease | end stage renal failure
    | end-stage renal disease
polycystic ovary syndrome | pcos | polycystic ovarian syndrome
systemic lupus erythematosus | sle | lupus
giant cell arteritis | gca | temporal arteritis
polymyalgia rheumatica | pmr
subarachnoid hemorrhage | sah
subdural hematoma | sdh
intracerebral hemorrhage | ich
traumatic brain injury | tbi
febrile neutropenia | neutropenic fever | neutropenic sepsis
chronic lymphocytic leukemia | cll
acute myeloid leukemia | aml
chronic myeloid leukemia | cml
non-hodgkin lymphoma | nhl
squamous cell carcinoma | scc
basal cell carcinoma | bcc
ductal carcinoma in situ | dcis
metastasis | metastatic | mets
iron deficiency anemia | ida | fe deficiency anemia | fe deficient anemia
    | iron-deficiency anemia
sickle cell disease | scd
methicillin resistant staphylococcus aureus | mrsa
clostridium difficile | c. diff | c diff | clostridioides difficile
age-related macular degeneration | amd | armd
atopic dermatitis | eczema | atopic eczema
allergic rhinitis | hay fever | hayfever
fracture | broke
wrist | distal radius
stroke | infarct | cerebral infarct | brain infarct
infarction | infarct
aphasia | dysphasia
urinary tract infection | urinary infection | urine infection
hemorrhage | bleed | bleeding | hemorrhagic
hospital-acquired pneumonia | hap
escherichia coli | e. coli | e coli
staphylococcus aureus | s. aureus | staph aureus
fracture | fractured
fracture of neck of femur | neck of femur fracture | nof fracture | fractured neck of femur
    | hip fracture
do not resuscitate | dnr | dnacpr | dnar | do not attempt resuscitation
"""
