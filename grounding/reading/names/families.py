"""Families of names: what wards, laboratories and patients call one thing, each family whole.

Lay names of diseases of joints, skin, eyes, ears and children; antibodies and antigens by their
initials; the arteries of heart and brain; glucose by when it was drawn.

Sources: NHS A to Z of health conditions; MedlinePlus; AHA/ACC coronary segment nomenclature (Austen
et al., Circulation 1975;51:5-40); LOINC related names (LOINC, http://loinc.org); Royal College of
Pathologists, abbreviations of tests; British Association of Dermatologists, patient leaflets.
"""

from typing import Final

FAMILIES: Final = """
adhesive capsulitis | frozen shoulder | capsulitis of shoulder | shoulder capsulitis
    | periarthritis of shoulder | stiff shoulder syndrome
lateral epicondylitis | tennis elbow | lateral epicondylalgia
medial epicondylitis | golfer's elbow | golfers elbow | medial epicondylalgia
trigger finger | stenosing tenosynovitis | trigger thumb
de quervain tenosynovitis | de quervain's | de quervain
patellar tendinopathy | jumper's knee | patellar tendinitis
prepatellar bursitis | housemaid's knee
olecranon bursitis | student's elbow | elbow bursitis
hallux valgus | bunion
baker cyst | baker's cyst | popliteal cyst
intervertebral disc prolapse | slipped disc | prolapsed disc | disc prolapse | herniated disc
    | disc herniation | prolapsed intervertebral disc | herniated disk | slipped disk
    | prolapse of intervertebral disc
torticollis | wry neck
talipes equinovarus | clubfoot | club foot
pes planus | flat foot | flat feet
sciatica | sciatic pain | lumbar radiculopathy
hemorrhoid | pile | haemorrhoids | piles
candidiasis | thrush | candida infection | yeast infection
tinea pedis | athlete's foot
tinea corporis | ringworm
tinea cruris | jock itch
herpes labialis | cold sore | herpes simplex labialis
infectious mononucleosis | glandular fever | mono
conjunctivitis | pink eye | pinkeye
hordeolum | stye
amblyopia | lazy eye
strabismus | squint
myopia | short-sightedness | short sighted | short-sighted | nearsighted | near-sighted
viral wart | verruca | wart | plantar wart
melanocytic nevus | mole | nevus | naevus
furuncle | boil
pressure ulcer | bedsore | bed sore | pressure sore | decubitus ulcer | pressure injury
facial palsy | bell's palsy | bell palsy
rubella | german measles
peritonsillar abscess | quinsy
otitis media with effusion | glue ear | ome
otitis externa | swimmer's ear
otitis media | middle ear infection | aom | acute otitis media
lower urinary tract infection | cystitis | bladder infection | lower uti | acute cystitis
    | infection of bladder | simple cystitis
pyelonephritis | kidney infection | upper uti | upper urinary tract infection | pyelo
enuresis | bedwetting | bed-wetting
dysmenorrhea | period pain | painful periods
menorrhagia | heavy periods | heavy menstrual bleeding | hmb
uterine leiomyoma | fibroid | uterine fibroid | leiomyoma of uterus
nocturia | up at night to pass urine
raynaud phenomenon | raynaud's | raynaud disease | raynaud's disease | raynaud
hypoglycemia | hypo | hypos | hypoglycemic | hypoglycemic episode | low blood sugar
    | low blood glucose | low sugars | hypoglycemic attack
hyperglycemia | high blood sugar | high sugars | hyperglycemic
hives | urticarial rash | urticarial | nettle rash | nettlerash | urticarial eruption | welts
facial swelling | swelling of face | swollen face | face swelling | swelling of the face
lip swelling | swelling of lips | swollen lips | swelling of the lips
contact dermatitis | contact eczema
sticking plaster | plaster | elastoplast | band-aid | adhesive bandage | adhesive plaster
dermatitis | eczema
nonproliferative | non-proliferative
nonproliferative diabetic retinopathy | background retinopathy | background diabetic retinopathy
    | non-proliferative retinopathy | nonproliferative retinopathy | bdr
proliferative diabetic retinopathy | pdr | proliferative retinopathy
diabetic macular edema | dme | dmo | diabetic maculopathy
postprandial | post-prandial | post prandial | post meal | ppbs | ppbg | ppg | pp2bs | pp glucose
    | pp sugar | post-meal glucose | postprandial glucose | postprandial blood sugar | plbs | ppgs
urine culture | msu | midstream urine | mid-stream urine | urine mc&s | urine c&s | csu
    | midstream specimen of urine | mid-stream specimen of urine | urine c/s
blood culture | b/c | bcx | blood c/s
stool culture | stool mc&s | stool c&s
hepatitis b surface antigen | hepatitis b virus surface antigen | hepatitis b virus surface ag
    | hep b surface antigen | hbs antigen | hbs ag | australia antigen | hepatitis b surface ag
hepatitis b surface antibody | hepatitis b virus surface antibody | hepatitis b virus surface ab
    | anti-hbs | hbsab | anti hbs | hep b surface antibody | hepatitis b surface ab
hepatitis b core antibody | hepatitis b virus core antibody | hepatitis b virus core ab | anti-hbc
    | hbcab | hepatitis b core ab
hepatitis b e antigen | hepatitis b virus e antigen | hepatitis b virus e ag | hbeag
hepatitis c antibody | hepatitis c virus antibody | hepatitis c virus ab | anti-hcv | hcv antibody
    | hcv ab | hep c antibody | hepatitis c ab
hiv antibody | hiv 1 and 2 antibody | hiv ab | anti-hiv | hiv 1+2 ab | hiv test | hiv 1/2 antibody
antinuclear antibody | ana | antinuclear ab | nuclear ab | anti-nuclear antibody
rheumatoid factor | rh factor | rhf
anti-ccp | cyclic citrullinated peptide antibody | ccp antibody | cyclic citrullinated peptide ab
    | acpa | anti-citrullinated protein antibody
thyroid peroxidase antibody | tpo antibody | anti-tpo | tpo ab | thyroperoxidase ab
tissue transglutaminase antibody | tissue transglutaminase | tissue transglutaminase iga | ttg iga
    | ttg | tissue transglutaminase ab | anti-ttg | ttg antibody
liver function test | lft | liver panel | hepatic panel | liver profile | liver function
kidney function test | kft | rft | u&e | renal profile | renal panel | u & e | urea and electrolytes
thyroid function test | tft | thyroid profile | thyroid panel
left anterior descending | lad | left anterior descending artery | anterior descending artery
    | lad artery | left anterior descending coronary artery
left circumflex | lcx | circumflex artery | left circumflex artery | circumflex | lcx artery
    | left circumflex coronary artery
right coronary artery | rca
left main coronary artery | lmca | left main stem | lms | left main | left main artery
obtuse marginal | om branch | obtuse marginal artery | om1 | om2
drug-eluting stent | des | drug eluting stent | drug-eluting coronary stent
bare metal stent | bms | bare-metal stent
internal mammary artery | lima | rima | internal thoracic artery
middle cerebral artery | mca
anterior cerebral artery | aca
posterior cerebral artery | pca
internal carotid artery | ica
superficial femoral artery | sfa
superior mesenteric artery | sma
enteric coated | gastro-resistant | enteric-coated
orally disintegrating | orodispersible | odt
"""
