"""Other names of an ingredient: international names, brands, combinations.

Source: Drugs@FDA (brand and ingredient) and the WHO list of International Nonproprietary Names.
Brands that are also plain English words are left out. Not covered: most brands; a brand that is
not here is compared by its own name only.
"""

from typing import Final

_SAME: Final = """
penicillin = pcn penicillins benzylpenicillin phenoxymethylpenicillin bicillin
amoxicillin = amoxycillin amoxil augmentin co-amoxiclav
ampicillin = unasyn
piperacillin = zosyn tazocin
cephalexin = cefalexin keflex
cefazolin = ancef
ceftriaxone = rocephin
cefuroxime = ceftin
sulfamethoxazole = bactrim septra cotrimoxazole co-trimoxazole sulphamethoxazole
sulfasalazine = azulfidine sulphasalazine
azithromycin = zithromax
clarithromycin = biaxin
ciprofloxacin = cipro
levofloxacin = levaquin
moxifloxacin = avelox
doxycycline = vibramycin
aspirin = acetylsalicylic asa ecotrin acetylsalicylate
ibuprofen = motrin advil nurofen
naproxen = aleve naprosyn anaprox
diclofenac = voltaren cataflam
ketorolac = toradol
meloxicam = mobic
celecoxib = celebrex
indomethacin = indometacin indocin
acetaminophen = paracetamol tylenol apap
morphine = kadian
oxycodone = oxycontin roxicodone percocet endocet
hydrocodone = vicodin norco lortab
hydromorphone = dilaudid
fentanyl = duragesic
meperidine = pethidine demerol
tramadol = ultram
diamorphine = heroin
buprenorphine = suboxone butrans
methadone = dolophine
lisinopril = zestril prinivil zestoretic
enalapril = vasotec
ramipril = altace
benazepril = lotensin
losartan = cozaar hyzaar
valsartan = diovan
olmesartan = benicar
telmisartan = micardis
sacubitril = entresto
atorvastatin = lipitor
rosuvastatin = crestor
simvastatin = zocor
pravastatin = pravachol
metoprolol = lopressor toprol
carvedilol = coreg
atenolol = tenormin
amlodipine = norvasc
furosemide = frusemide lasix
bumetanide = bumex
torsemide = torasemide demadex
spironolactone = aldactone
eplerenone = inspra
finerenone = kerendia
hydrochlorothiazide = hctz
chlorthalidone = chlortalidone
warfarin = coumadin jantoven marevan
apixaban = eliquis
rivaroxaban = xarelto
edoxaban = savaysa lixiana
dabigatran = pradaxa
enoxaparin = lovenox clexane
dalteparin = fragmin
clopidogrel = plavix
ticagrelor = brilinta
prasugrel = effient
insulin glargine = glargine lantus basaglar toujeo semglee
insulin detemir = detemir levemir
insulin degludec = degludec tresiba
insulin isophane = isophane nph
insulin lispro = lispro humalog admelog
insulin aspart = aspart novolog fiasp novorapid
insulin human = humulin novolin
metformin = glucophage
glipizide = glucotrol
glyburide = glibenclamide
glimepiride = amaryl
sitagliptin = januvia janumet
semaglutide = ozempic wegovy rybelsus
liraglutide = victoza saxenda
dulaglutide = trulicity
tirzepatide = mounjaro zepbound
empagliflozin = jardiance
dapagliflozin = farxiga forxiga
canagliflozin = invokana
omeprazole = prilosec losec
esomeprazole = nexium
pantoprazole = protonix
lansoprazole = prevacid
diazepam = valium
lorazepam = ativan
alprazolam = xanax
clonazepam = klonopin
sertraline = zoloft
fluoxetine = prozac
paroxetine = paxil
citalopram = celexa
escitalopram = lexapro
venlafaxine = effexor
duloxetine = cymbalta
phenytoin = dilantin
carbamazepine = tegretol
oxcarbazepine = trileptal
lamotrigine = lamictal
alendronate = fosamax alendronic
risedronate = actonel
tiotropium = spiriva
salmeterol = serevent advair
formoterol = symbicort
albuterol = salbutamol ventolin proair
cyclosporine = ciclosporin neoral
tacrolimus = prograf
mycophenolate = cellcept
azathioprine = imuran
methotrexate = trexall
levothyroxine = synthroid
digoxin = lanoxin
amiodarone = pacerone
epinephrine = adrenaline epipen
norepinephrine = noradrenaline
potassium chloride = klor-con k-dur
"""

SAME: Final = {
    other: name.strip()
    for name, _, others in (line.partition("=") for line in _SAME.strip().splitlines())
    for other in others.split()
}
"""Other spelling or brand, to the ingredient's name in `drug_classes`."""

COMBINED: Final = {
    "percocet": "acetaminophen",
    "endocet": "acetaminophen",
    "vicodin": "acetaminophen",
    "norco": "acetaminophen",
    "lortab": "acetaminophen",
    "entresto": "valsartan",
    "zestoretic": "hydrochlorothiazide",
    "hyzaar": "hydrochlorothiazide",
    "janumet": "metformin",
    "bactrim": "trimethoprim",
    "septra": "trimethoprim",
    "cotrimoxazole": "trimethoprim",
    "co-trimoxazole": "trimethoprim",
}
"""The second ingredient of a brand that combines two."""
