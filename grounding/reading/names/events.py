"""Procedures, imaging, vaccines, encounters, parts of the body."""

from typing import Final

EVENTS: Final = """
appendectomy | appendicectomy | appendix removal | removal of appendix | appendix out
    | appendix was removed | appendix removed | excision of appendix
cholecystectomy | gallbladder removal | removal of gallbladder
hysterectomy | removal of uterus
cataract extraction | cataract surgery | extraction of cataract | cataract removal
    | phacoemulsification | cataract operation | cataract extraction with lens implant
intraocular lens | lens implant | iol
coronary artery bypass graft | cabg | coronary artery bypass | bypass surgery
    | coronary artery bypass grafting
percutaneous coronary intervention | pci | coronary angioplasty | coronary stent
ejection fraction | ef | lvef
echocardiography | echocardiogram | echo | tte | transthoracic echocardiography
    | transthoracic echocardiogram
electrocardiogram | ecg | ekg | electrocardiography
x-ray | xray | radiograph | plain film | radiography | x ray | digital radiography
    | plain radiograph
chest x-ray | cxr | chest radiograph | x-ray of chest | chest xray | plain chest x-ray
computed tomography | ct | ct scan | cat scan | computerized tomography
magnetic resonance imaging | mri | mr | mri scan
ultrasound | us | ultrasonography | sonography | ultrasound scan | sonogram
mammogram | mammography | mg breast screening
ventilation-perfusion | v/q | vq | ventilation perfusion
ventilation-perfusion lung scan | v/q scan | vq scan | ventilation-perfusion scan | lung scan
biopsy | bx
polypectomy | polyp removal | removal of polyp | removal of a colon polyp
    | removal of two colon polyps | polyps removed
joint replacement | arthroplasty
knee replacement | total knee replacement | tkr | total knee arthroplasty | tka
    | replacement of knee | total replacement of knee | replacement of knee joint
    | total replacement of knee joint | arthroplasty of knee | total arthroplasty of knee
hip replacement | total hip replacement | thr | total hip arthroplasty | tha
    | replacement of hip | total replacement of hip | replacement of hip joint
    | total replacement of hip joint | arthroplasty of hip | total arthroplasty of hip
injection | inj
influenza | flu | influenza vaccine | flu shot | flu vaccine | flu jab
covid-19 | covid | sars-cov-2 | coronavirus disease 2019 | covid 19 | sars-cov-2 covid-19
tetanus diphtheria pertussis | tdap | tetanus, diphtheria and pertussis
    | tetanus, diphtheria, pertussis
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
emergency | emergency room | emergency department | er | ed | a&e | emergency visit
admission | hospital admission | hospitalization | inpatient stay | admitted | hospitalized
    | inpatient | hospital stay
telephone | phone | call | telephone consultation | phone call
urgent care | walk-in
outpatient | ambulatory | office visit | clinic visit | consultation
check up | checkup | wellness visit | general examination | annual physical | check-up
    | physical examination | well visit
general practitioner | gp | family physician | primary care physician | pcp
operation | surgery | surgical procedure
colonoscopy | colonoscopic examination
intrauterine device | iud | intrauterine system | ius | kyleena | mirena
    | intrauterine contraceptive device | iucd | contraceptive coil
removal | removed | taken out | extracted | extraction | excision | excised | resection | resected
insertion | inserted | placement
retired | retiree
high-density | hdl
postmenopausal | post-menopausal
eye | ocular | ophthalmic
implantable cardioverter defibrillator | icd | aicd | implantable defibrillator
childbirth | birth | delivery of baby
right upper lobe | rul
right lower lobe | rll
left upper lobe | lul
left lower lobe | lll
right middle lobe | rml
lung | pulmonary
liver | hepatic
heart | cardiac
stomach | gastric
colon | colonic | bowel
feet | foot
teeth | tooth | dental
laparoscopic | lap | laparoscopically
abdomen | abdominal | abdo
pelvis | pelvic
brain | cerebral
spine | spinal
bladder | vesical
prostate | prostatic
uterus | uterine
ovary | ovarian
artery | arterial
vaccine | vaccination | immunization | vaccinated | immunized | shot | jab
chronic obstructive | copd
ejection fraction | left ventricular ejection fraction
implantable cardioverter defibrillator | cardioverter-defibrillator | cardiac defibrillator
    | defibrillator
pacemaker | ppm | permanent pacemaker
esophagogastroduodenoscopy | ogd | egd | gastroscopy | upper endoscopy | upper gi endoscopy
band ligation | banding | banded | variceal banding
paracentesis | ascitic tap | ascitic drain | abdominal paracentesis | drained
thoracentesis | pleural tap | pleural aspiration | thoracocentesis
lumbar puncture | lp | spinal tap
cesarean section | c-section | caesarean section | cesarean | caesarean | lscs
    | cesarean delivery | caesarean delivery
tubal ligation | sterilization | female sterilization
transfusion | transfused | blood transfusion
cast | plaster cast | plaster
coronary angiography | cardiac catheterization | coronary angiogram
transurethral resection of the prostate | turp
physiotherapy | physical therapy | physio
rehabilitation | rehab
polysomnography | sleep study
neonatal intensive care unit | nicu | neonatal unit | scbu
intensive care | icu | itu | critical care | intensive care unit
respiratory syncytial virus | rsv
pertussis | whooping cough
thrombolysis | thrombolysed | thrombolyzed
nasogastric tube | ng tube | nasogastric | ngt
bone density scan | dexa | dxa | dexa scan | bone densitometry
operation | op | operated
postoperative | post-op | post op | postop
preoperative | pre-op | pre op | preop
"""
