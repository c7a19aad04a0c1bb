"""The medicines she was ever prescribed for long, by RxNorm."""

from chartside.demo.prescribing import rx
from chartside.demo.shapes import Term

METFORMIN_500 = rx(
    "Metformin 500 mg tablet",
    "6809",
    "metformin",
    "861007",
    "metformin hydrochloride 500 MG Oral Tablet",
)
METFORMIN_1000 = rx(
    "Metformin 1000 mg tablet",
    "6809",
    "metformin",
    "861004",
    "metformin hydrochloride 1000 MG Oral Tablet",
)
LISINOPRIL_10 = rx(
    "Lisinopril 10 mg tablet", "29046", "lisinopril", "314076", "lisinopril 10 MG Oral Tablet"
)
LISINOPRIL_20 = rx(
    "Lisinopril 20 mg tablet", "29046", "lisinopril", "314077", "lisinopril 20 MG Oral Tablet"
)
HYDROCHLOROTHIAZIDE = rx(
    "Hydrochlorothiazide 25 mg tablet",
    "5487",
    "hydrochlorothiazide",
    "310798",
    "hydrochlorothiazide 25 MG Oral Tablet",
)
SIMVASTATIN = rx(
    "Simvastatin 20 mg tablet", "36567", "simvastatin", "312961", "simvastatin 20 MG Oral Tablet"
)
ASPIRIN = rx("Aspirin 81 mg tablet", "1191", "aspirin", "243670", "aspirin 81 MG Oral Tablet")
LOSARTAN_50 = rx(
    "Losartan 50 mg tablet", "52175", "losartan", "979492", "losartan potassium 50 MG Oral Tablet"
)
LOSARTAN_100 = rx(
    "Losartan 100 mg tablet", "52175", "losartan", "979480", "losartan potassium 100 MG Oral Tablet"
)
NAPROXEN = rx("Naproxen 500 mg tablet", "7258", "naproxen", "198014", "naproxen 500 MG Oral Tablet")
GLIPIZIDE = rx("Glipizide 5 mg tablet", "4821", "glipizide")
ACETAMINOPHEN = rx(
    "Acetaminophen 500 mg tablet",
    "161",
    "acetaminophen",
    "198440",
    "acetaminophen 500 MG Oral Tablet",
)
AMLODIPINE_5 = rx(
    "Amlodipine 5 mg tablet", "17767", "amlodipine", "197361", "amlodipine 5 MG Oral Tablet"
)
AMLODIPINE_10 = rx(
    "Amlodipine 10 mg tablet", "17767", "amlodipine", "308135", "amlodipine 10 MG Oral Tablet"
)
ATORVASTATIN = rx(
    "Atorvastatin 40 mg tablet", "83367", "atorvastatin", "617311", "atorvastatin 40 MG Oral Tablet"
)
SITAGLIPTIN_100 = rx("Sitagliptin 100 mg tablet", "593411", "sitagliptin")
SITAGLIPTIN_50 = rx("Sitagliptin 50 mg tablet", "593411", "sitagliptin")
APIXABAN = rx("Apixaban 5 mg tablet", "1364430", "apixaban", "1364445", "apixaban 5 MG Oral Tablet")
METOPROLOL_50 = rx(
    "Metoprolol succinate 50 mg extended-release tablet",
    "6918",
    "metoprolol",
    "866436",
    "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet",
)
METOPROLOL_100 = rx(
    "Metoprolol succinate 100 mg extended-release tablet",
    "6918",
    "metoprolol",
    "866412",
    "24 HR metoprolol succinate 100 MG Extended Release Oral Tablet",
)
GLARGINE = rx("Insulin glargine 100 units/mL pen", "274783", "insulin glargine")
FUROSEMIDE = rx(
    "Furosemide 40 mg tablet", "4603", "furosemide", "313988", "furosemide 40 MG Oral Tablet"
)
ROSUVASTATIN = rx("Rosuvastatin 10 mg tablet", "301542", "rosuvastatin")
EMPAGLIFLOZIN = rx("Empagliflozin 10 mg tablet", "1545653", "empagliflozin")
SEMAGLUTIDE = rx("Semaglutide prefilled pen", "1991302", "semaglutide")
SPIRONOLACTONE = rx(
    "Spironolactone 25 mg tablet",
    "9997",
    "spironolactone",
    "313096",
    "spironolactone 25 MG Oral Tablet",
)
EYE_DROPS = Term("Prednisolone acetate 1% eye drops")
