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
fluticasone | flixotide
beclometasone | clenil | qvar | beclomethasone
budesonide | pulmicort
budesonide formoterol | symbicort
fluticasone salmeterol | seretide | advair
tiotropium | spiriva
ipratropium | atrovent
albuterol | airomir | blue inhaler
bisoprolol | cardicor | emcor
sacubitril valsartan | entresto | sacubitril / valsartan
ramipril | tritace | altace
perindopril | coversyl
candesartan | amias | atacand
ivabradine | procoralan | corlanor
eplerenone | inspra
bumetanide | bumex
torsemide | torasemide
amiodarone | cordarone
ticagrelor | brilinta | brilique
enoxaparin | lovenox | clexane
dalteparin | fragmin
edoxaban | savaysa | lixiana
nizatidine | axid
famotidine | pepcid
ranitidine | zantac
lansoprazole | prevacid | zoton
rifaximin | xifaxan
sitagliptin | januvia
dulaglutide | trulicity
liraglutide | victoza | saxenda
tirzepatide | mounjaro | zepbound
gliclazide | diamicron
glimepiride | amaryl
pioglitazone | actos
insulin degludec | tresiba
insulin detemir | levemir
venlafaxine | effexor
duloxetine | cymbalta
citalopram | celexa | cipramil
paroxetine | paxil | seroxat
mirtazapine | remeron
bupropion | wellbutrin
quetiapine | seroquel
olanzapine | zyprexa
risperidone | risperdal
aripiprazole | abilify
lithium | priadel | lithobid
lamotrigine | lamictal
levetiracetam | keppra
valproate | valproic acid | depakote | epilim | sodium valproate
carbamazepine | tegretol
topiramate | topamax
pregabalin | lyrica
zolpidem | ambien
diazepam | valium
lorazepam | ativan
alprazolam | xanax
clonazepam | klonopin
methylphenidate | ritalin | concerta
tramadol | ultram
morphine | ms contin | oramorph
fentanyl | duragesic
buprenorphine | subutex
naloxone | narcan
methotrexate | mtx
hydroxychloroquine | plaquenil
adalimumab | humira
etanercept | enbrel
infliximab | remicade
rituximab | rituxan | mabthera
tamsulosin | flomax
finasteride | proscar
sildenafil | viagra
tadalafil | cialis
mirabegron | myrbetriq | betmiga
alendronate | alendronic acid | fosamax
denosumab | prolia
levothyroxine | thyroxine | eltroxin
methimazole | tapazole
capecitabine | xeloda
oxaliplatin | eloxatin
bevacizumab | avastin
trastuzumab | herceptin
tamoxifen | nolvadex
letrozole | femara
anastrozole | arimidex
ondansetron | zofran
metoclopramide | reglan | maxolon
piperacillin tazobactam | pip-taz | tazocin | zosyn | piptazobactam
ceftriaxone | rocephin | ctx
cephalexin | cefalexin | keflex
ciprofloxacin | cipro
clarithromycin | biaxin | klaricid
nitrofurantoin | macrobid
metronidazole | flagyl
bictegravir emtricitabine tenofovir | biktarvy | bictegravir / emtricitabine / tenofovir
emtricitabine tenofovir | truvada
labetalol | trandate
nifedipine | adalat | procardia
diltiazem | cardizem | tildiem
doxazosin | cardura
isosorbide mononitrate | ismn | imdur
thiamine | vitamin b1
ascorbic acid | vitamin c
dexamethasone | decadron
methylprednisolone | medrol | solu-medrol
progestogen-only pill | progestin-only pill | mini-pill | minipill
epinephrine | epi-pen | jext | adrenaline pen
atenolol | tenormin
propranolol | inderal
olmesartan | benicar
telmisartan | micardis
irbesartan | avapro | aprovel
enalapril | vasotec
pravastatin | pravachol
ezetimibe | zetia | ezetrol
fenofibrate | tricor
colchicine | colcrys
febuxostat | uloric | adenuric
celecoxib | celebrex
diclofenac | voltaren | voltarol
meloxicam | mobic
ketorolac | toradol
acyclovir | aciclovir | zovirax
valacyclovir | valaciclovir | valtrex
oseltamivir | tamiflu
fluconazole | diflucan
memantine | namenda
carbidopa levodopa | sinemet | co-careldopa
sumatriptan | imitrex | imigran
cholecalciferol | d3 | vit d3
"""
