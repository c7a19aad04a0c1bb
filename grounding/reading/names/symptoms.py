"""Complaints and findings, the noun beside its verb and adjective: wheeze, wheezing, wheezy."""

from typing import Final

SYMPTOMS: Final = """
shortness of breath | short of breath | breathless | difficulty in breathing | dyspneic
    | out of breath | breathing difficulty | trouble breathing
wheeze | wheezing | wheezy | wheezed
cough | coughing | coughed
vomiting | vomit | vomited | emesis | throwing up | threw up | throws up
nausea | nauseated | nauseous | queasy
diarrhea | loose stool | loose motion
constipation | constipated
itch | itching | itchy | pruritus | itched
fatigue | tiredness | tired | fatigued | exhaustion
dizziness | dizzy | lightheaded | light-headed | lightheadedness
syncope | faint | fainted | fainting | blackout | blacked out | passed out | syncopal
edema | swelling | swollen | edematous
fever | pyrexia | febrile | feverish | pyrexial
night sweat | drenching sweat
melena | melaena | black stool | tarry stool
hematemesis | vomiting blood | vomited blood
hematuria | blood in the urine | blood in urine
hemoptysis | coughing up blood | coughed up blood
jaundice | jaundiced | icterus | icteric
confusion | confused | disorientation | disoriented
drowsiness | drowsy | somnolent | somnolence
seizure | convulsion | convulsed
numbness | numb
paresthesia | tingling | pins and needles | paraesthesia
sore throat | throat pain
dysuria | painful urination | burning on urination
abdominal pain | stomach pain | belly pain | tummy pain
suicidal ideation | suicidal | suicidal thought | suicidality
sputum | phlegm
rhinorrhea | runny nose
bruise | bruising | bruised | ecchymosis
bleed | bleeding | bled
crackle | crepitation | crackles
double vision | diplopia
loss of appetite | anorexia
difficulty swallowing | dysphagia | trouble swallowing
ringing in the ears | tinnitus
nosebleed | epistaxis
joint pain | arthralgia
muscle pain | myalgia | muscle ache
indigestion | dyspepsia
heartburn | acid reflux
"""
