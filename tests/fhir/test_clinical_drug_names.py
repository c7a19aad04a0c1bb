"""What a medicine's label names, by the patterns of RxNorm, INN salts and plain orders."""

import pytest

from chartside.fhir.clinical import drug_name, route_of

PACK = (
    "{7 (inert ingredients 1 MG Oral Tablet) / 21 (ethinyl estradiol 0.035 MG / norgestimate"
    " 0.18 MG Oral Tablet) } Pack [Trinessa 28 Day]"
)
IRON_PACK = (
    "{12 (ethinyl estradiol 0.02 MG / norethindrone acetate 1 MG Oral Tablet) / 4 (ferrous"
    " fumarate 75 MG Oral Tablet) } Pack"
)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Abuse-Deterrent 12 HR Oxycodone Hydrochloride 15 MG Oral Tablet", "oxycodone"),
        ("Trinessa 28 Day Pack", "trinessa"),
        ("Levora 0.15/30 28 Day Pack", "levora"),
        (PACK, "ethinyl estradiol / norgestimate"),
        ("insulin, regular, human 100 UNT/ML Injectable Solution [Humulin R]", "insulin regular"),
        ("Regular Insulin, Human 30 UNT/ML", "insulin regular"),
        ("NPH insulin", "insulin isophane"),
        ("ferrous sulfate 325 MG Oral Tablet", "ferrous sulfate"),
        ("NITROFURANTOIN, MACROCRYSTALS 50 MG Oral Capsule", "nitrofurantoin"),
        ("3 ML Amiodarone hydrocholoride 50 MG/ML Prefilled Syringe", "amiodarone"),
        ("10 ML oxaliplatin 5 MG/ML Injection", "oxaliplatin"),
        ("lisinopril-hydrochlorothiazide 20-12.5 mg tablet", "hydrochlorothiazide / lisinopril"),
        # Held back while the rule was written:
        (IRON_PACK, "ethinyl estradiol / ferrous fumarate / norethindrone"),
        ("insulin glargine-yfgn 100 UNT/ML Pen Injector", "insulin glargine"),
        ("3 ML insulin aspart, human 100 UNT/ML Pen Injector [NovoLog]", "insulin aspart"),
        ("adalimumab-atto 40 mg/0.8 mL prefilled syringe", "adalimumab"),
        ("heparin sodium, porcine 5000 UNT/ML Injectable Solution", "heparin"),
        ("Heparin 25,000 units in dextrose 5% 250 mL", "heparin"),
        ("amoxicillin/clavulanate potassium 875/125 mg tablet", "amoxicillin / clavulanate"),
        ("Sulfamethoxazole-Trimethoprim 800-160 MG Oral Tab", "sulfamethoxazole / trimethoprim"),
        ("sodium valproate 500 mg", "valproate"),
        ("Potassium phosphate 500 mg tablet", "potassium phosphate"),
        ("polyethylene glycol 3350 17000 MG Powder for Oral Solution", "polyethylene glycol 3350"),
        ("ado-trastuzumab emtansine 100 MG Injection", "ado-trastuzumab emtansine"),
        ("interferon beta-1a 0.03 MG", "interferon beta-1a"),
        ("zolpidem tartrate 10 MG Oral Tablet", "zolpidem"),
        ("Doxorubicin Hydrochloride 2 MG/ML Injectable Solution", "doxorubicin"),
        ("co-amoxiclav 500/125", "co-amoxiclav"),
        ("Salbutamol 100micrograms/dose inhaler CFC free", "salbutamol"),
        ("ipratropium bromide 0.5 mg / albuterol sulfate 3 mg in 3 ml", "albuterol / ipratropium"),
        ("rituximab-abbs 10 MG/ML Injectable Solution [Truxima]", "rituximab"),
        ("methylPREDNISolone sodium succinate 125 MG Injection", "methylprednisolone"),
        ("Dextrose 5% in Water", "dextrose"),
        ("Omega-3 acid ethyl esters 1000 MG Oral Capsule", "omega-3 acid ethyl esters"),
    ],
)  # fmt: skip
def test_a_label_of_any_pattern_names_its_ingredients(label: str, name: str) -> None:
    assert drug_name(label) == name


def test_two_salts_of_metoprolol_are_two_products() -> None:
    assert drug_name("metoprolol tartrate 25 mg") != drug_name("metoprolol succinate 25 mg")


def test_a_label_of_nothing_but_a_form_is_called_as_it_stands() -> None:
    assert drug_name("Oral Tablet") == "oral tablet"


@pytest.mark.parametrize(
    ("label", "route"),
    [
        ("fluticasone propionate 0.05 MG/ACTUAT Metered Dose Nasal Spray", "nasal"),
        ("Nitroglycerin 0.4 MG/ACTUAT Mucosal Spray", "oral"),
        ("testosterone 12.5 MG/ACTUAT Topical Gel", "skin"),
        ("Albuterol 0.09 MG/ACTUAT Metered Dose Inhaler", "inhaled"),
        ("Clotrimazole 10 MG/ML Vaginal Cream", "vaginal"),
        ("ciprofloxacin 0.3 % Otic Suspension", "ear"),
    ],
)
def test_a_spray_is_not_inhaled_because_its_doses_are_counted(label: str, route: str) -> None:
    assert route_of(label) == route
