"""Medicines and allergens: generic names, brand names, abbreviations."""

from typing import Final

MEDICINES: Final = """
sulfonamide | sulfa | sulfa drug | sulfonamide antibiotic
extended release | extended-release | er | xr | xl | sr | cr | modified release
    | sustained release
sulfamethoxazole trimethoprim | sulfa | sulfa drug | sulfa antibiotic | co-trimoxazole
    | trimethoprim-sulfamethoxazole | tmp-smx | smx-tmp | bactrim
    | septra | sulfamethoxazole / trimethoprim
no known allergy | nka | nkda | no known drug allergy | no known allergies
    | no known drug allergies | not known to have allergies
penicillin | pcn | penicillin g
nonsteroidal anti-inflammatory | nsaid | non-steroidal anti-inflammatory
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
spironolactone | aldactone | spiro
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
"""
