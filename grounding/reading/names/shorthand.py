"""What clinicians write for longer names: clipped words, initials, and the names of other schools.

"-arthrosis" is osteoarthritis in the rest of Europe (Kellgren and Lawrence, Ann Rheum Dis
1957;16:494; ICD-10 M15 to M19: coxarthrosis, gonarthrosis).

Sources: Davis, "Medical Abbreviations", 16th ed.; NHS Digital, "Abbreviations you may find in your
health records" (2024).
"""

from typing import Final

SHORTHAND: Final = """
osteoarthritis | arthrosis | arthroses | osteoarthrosis | degenerative arthritis | oa changes
    | wear and tear arthritis
osteoarthritis of hip | coxarthrosis | hip arthrosis | hip osteoarthritis | hip oa | oa hip
    | arthrosis of hip | arthrosis of the hip | osteoarthritis of the hip | oa of hip | hip oa
osteoarthritis of knee | gonarthrosis | knee arthrosis | knee osteoarthritis | knee oa | oa knee
    | arthrosis of knee | arthrosis of the knee | osteoarthritis of the knee | oa of knee
osteoarthritis of shoulder | omarthrosis | shoulder arthrosis | shoulder osteoarthritis
    | glenohumeral osteoarthritis
osteoarthritis of ankle | ankle arthrosis | ankle osteoarthritis | talocrural arthrosis
osteoarthritis of thumb | rhizarthrosis | thumb arthrosis | cmc osteoarthritis
    | thumb base arthritis
osteoarthritis of spine | spondylosis | spondylarthrosis | spondyloarthrosis
hypertension | primary hypertension | primary htn | essential htn | idiopathic hypertension
    | art. hypertension | arterial htn | high blood pressures | hypertonia
type 2 diabetes | adult-onset diabetes | dm t2 | type 2 dm | dm type ii | dmt2 | type ii dm
    | diabetes mellitus ii | diabetes ii | t2 diabetes | type-2 diabetes | dm-2
type 1 diabetes | juvenile diabetes | type 1 dm | dm type i | dmt1 | type i dm | t1 diabetes
hypercholesterolemia | raised cholesterol | elevated cholesterol | high cholesterol
hyperlipidemia | raised lipids | high lipids | lipid disorder
chronic kidney disease | chronic renal impairment | chronic kidney impairment | cri
    | chronic renal disease
atrial fibrillation | a. fib | a.fib | vhf | atrial fib
paroxysmal atrial fibrillation | parox af | parox. af | paroxysmal af | pxaf
heart failure | cardiac insufficiency | heart insufficiency | chronic heart failure
myocardial infarction | coronary thrombosis | cardiac infarction
stroke | cerebral stroke | apoplexy | brain attack
transient ischemic attack | ministroke | mini stroke
gastroesophageal reflux disease | reflux esophagitis | reflux disease | acid reflux disease
gerd | gerd disease | reflux disease
benign prostatic hyperplasia | prostatic hyperplasia | prostatism | prostate enlargement
    | benign prostate enlargement
benign paroxysmal positional vertigo | bppv | bpv | positional vertigo
carpal tunnel syndrome | cts | carpal tunnel
rotator cuff tear | rct | torn rotator cuff | cuff tear | tear of rotator cuff
    | rotator cuff rupture
sensorineural hearing loss | snhl | nerve deafness
hearing loss | hard of hearing | hearing impairment | hypoacusis
iron deficiency anemia | sideropenic anemia | low-iron anemia | anemia due to iron deficiency
    | anemia from iron deficiency | iron-deficiency
anemia of chronic kidney disease | renal anemia | anemia of ckd | nephrogenic anemia
vitamin d deficiency | low vitamin d | hypovitaminosis d | lack of vitamin d | vit d deficiency
vitamin b12 deficiency | b12 deficiency | low b12 | cobalamin deficiency
primary open-angle glaucoma | poag | open-angle glaucoma | open angle glaucoma
age-related cataract | senile cataract
kidney stone | renal calculi | kidney calculus | nephrolith | stone in the kidney | renal stones
gallstone | gallstone disease | cholecystolithiasis | biliary calculus
community-acquired pneumonia | community acquired pneumonia | pneumonia acquired in the community
shingles | herpes zoster infection | zona
psoriasis | psoriasis vulgaris | plaque psoriasis
achilles tendinopathy | achilles tendinitis | achilles tendonitis | achillodynia
tendinopathy | tendinitis | tendonitis | tendinosis
plantar fasciitis | fasciitis plantaris | heel spur syndrome
hypothyroidism | myxedema | thyroid underactivity | low thyroid
hyperthyroidism | thyrotoxicosis | thyroid overactivity
aortic valve stenosis | aortic stenosis | stenosis of aortic valve | stenosis of the aortic valve
mitral regurgitation | mitral valve regurgitation | leaky mitral valve
parkinson disease | parkinsonism | parkinson's | morbus parkinson
crohn disease | crohn's | regional enteritis | morbus crohn
celiac disease | gluten enteropathy | sprue | celiac
rheumatoid arthritis | chronic polyarthritis
ankylosing spondylitis | bechterew | bechterew disease
depressive disorder | depressive illness | depressive episode | clinical depression
anxiety disorder | anxious disorder | generalized anxiety disorder
alcohol dependence | alcohol addiction
colorectal cancer | crc | bowel cancer
malignant neoplasm of breast | mammary carcinoma | breast malignancy | breast tumor
melanoma | malignant melanoma | melanoma of skin
malignant neoplasm of ovary | ovarian cancer | ovarian carcinoma | cancer of the ovary
    | cancer of ovary
abdominal aortic aneurysm | abdominal aneurysm | aneurysm of the abdominal aorta
chronic obstructive pulmonary disease | emphysema and chronic bronchitis
obstructive sleep apnea | osas | osahs | obstructive sleep apnea syndrome
peripheral arterial disease | paod | pao
hypertrophic cardiomyopathy | hocm | hcm
dilated cardiomyopathy | dcm
lower urinary tract symptom | luts
urinary incontinence | incontinence of urine
upper respiratory infection | head cold
gastroenteritis | stomach flu
headache | cephalgia | cephalalgia
exanthema | rash | exanthem
angioedema | angio-edema | quincke edema | angioneurotic edema
anaphylaxis | anaphylactoid reaction
low back pain | lbp | lumbago | lower back pain
back pain | dorsalgia | backache
abdominal pain | abdo pain | abd pain | belly ache | bellyache | stomach ache | stomachache
knee pain | gonalgia | sore knee
loss of weight | weight loss | wt loss
palpitation | racing heart | heart racing
fatigue | asthenia
cholecystectomy | chole | cholecystectomies | gallbladder surgery | gallbladder operation
    | gallbladder out | gallbladder taken out | gallbladder removed | excision of gallbladder
    | removal of the gallbladder
laparoscopic cholecystectomy | lap chole | lap. chole | lap cholecystectomy
    | laparoscopic gallbladder removal | keyhole gallbladder removal
    | keyhole removal of the gallbladder | keyhole cholecystectomy
laparoscopic | keyhole | minimally invasive
appendectomy | appy | lap appy | appendix operation | removal of the appendix
hysterectomy | tah | tah-bso | removal of the uterus | removal of the womb | womb removed
prostatectomy | removal of the prostate
thyroidectomy | removal of the thyroid | thyroid removal
splenectomy | removal of the spleen
mastectomy | removal of the breast
nephrectomy | removal of the kidney
tonsillectomy | tonsils out | tonsils removed | removal of the tonsils
coronary artery bypass graft | cabg x1 | cabg x2 | cabg x3 | cabg x4 | heart bypass | acb
    | acbp | bypass operation | coronary bypass
percutaneous coronary intervention | ptca | coronary stenting | stenting | angioplasty
hernia repair | herniorrhaphy | hernioplasty | herniotomy | repair of hernia
inguinal hernia repair | repair of inguinal hernia | ihr
open reduction and internal fixation | orif
incision and drainage | i&d | i & d | incision & drainage
exploratory laparotomy | ex lap | ex-lap
esophagogastroduodenoscopy | oesophago-gastro-duodenoscopy
    | upper gi scope | gastro scope | stomach scope
colonoscopy | colo | c-scope | bowel scope | scope of the colon | large bowel endoscopy
bronchoscopy | bronch | lung scope
cystoscopy | cysto | bladder scope
ureteroscopy | urs | rirs
endoscopic retrograde cholangiopancreatography | ercp
arthroscopy | arthroscopic | joint scope
carpal tunnel release | ctr | carpal tunnel decompression | median nerve decompression
rotator cuff repair | rcr | repair of rotator cuff
total knee replacement | knee arthroplasty | knee joint replacement | artificial knee
    | knee prosthesis | knee tep
total hip replacement | hip arthroplasty | hip joint replacement | artificial hip
    | hip prosthesis | hip tep
cataract extraction | cataract op | phaco | cataract surgery
vasectomy | male sterilization
liver biopsy | biopsy of liver | biopsy of the liver
x-ray | xr | x-rays | röntgen | roentgenogram | radiogram | x-ray film
chest x-ray | chest xr | xr chest | x-ray thorax | chest film | x-ray of the chest
computed tomography | cat scan | ct-scan | ct examination
without contrast | non-contrast | noncontrast | non contrast | unenhanced
    | contrast-free | no contrast
magnetic resonance imaging | mr imaging | mri-scan | nmr
ultrasound | usg | u/s | sono | ultrasound examination | us scan | ultrasonogram
echocardiography | cardiac ultrasound | cardiac echo | heart ultrasound | ultrasound of the heart
electrocardiogram | ecg tracing | heart tracing
bone density scan | bone densitometry scan | dexa scan | dxa scan | osteodensitometry
electroencephalogram | eeg
electromyography | emg
nerve conduction study | ncs
pulmonary function test | pft | pfts | lung function test | spirometry
abdomen | abd | abd.
pelvis | pelv
lumbar spine | l-spine | ls spine | l spine
cervical spine | c-spine | c spine
thoracic spine | t-spine | t spine
pulmonary artery | pulm artery
ct angiography | cta | ct angiogram
ct pulmonary angiography | ctpa | ct angiography of pulmonary arteries | ct pulmonary angiogram
deep brain stimulator | dbs
ventriculoperitoneal shunt | vp shunt | v-p shunt
implantable cardioverter defibrillator | icd device
continuous glucose monitor | cgm
central venous catheter | cvc | central line
peripherally inserted central catheter | picc | picc line
heart rate | heart frequency | pulse frequency | cardiac frequency | ventricular rate
emergency | emergency room | casualty | ed | accident and emergency | er
video | televisit | video call | video visit | video consultation
telephone | phone visit | phone consultation | telephone call | telephone visit | tele-visit
home visit | house call | domiciliary visit
"""
