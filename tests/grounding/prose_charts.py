"""Charts of a few dozen entries, made up, that sentences by several hands are told of."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chartside.fhir.chart import Chart, Row, build_chart

Body = dict[str, Any]
PATIENT = {"reference": "Patient/p"}


def _body(kind: str, name: str, **fields: Any) -> Body:
    held = {"resourceType": kind, "id": name, **fields}
    whose = "patient" if kind in _OF_PATIENT else "subject"
    return held if kind == "Patient" else {**held, whose: PATIENT}


_OF_PATIENT = {"AllergyIntolerance", "Immunization", "FamilyMemberHistory", "Device"}


def _person(birth: str, sex: str) -> Body:
    return _body("Patient", "p", birthDate=birth, gender=sex)


def _problem(name: str, text: str, onset: str, status: str = "active", **fields: Any) -> Body:
    sure = fields.pop("sure", "confirmed")
    return _body(
        "Condition",
        name,
        clinicalStatus={"coding": [{"code": status}]},
        verificationStatus={"coding": [{"code": sure}]},
        code={"text": text},
        onsetDateTime=onset,
        **fields,
    )


def _allergy(name: str, text: str, reaction: str, **fields: Any) -> Body:
    status = fields.pop("status", "active")
    return _body(
        "AllergyIntolerance",
        name,
        clinicalStatus={"coding": [{"code": status}]},
        verificationStatus={"coding": [{"code": "confirmed"}]},
        code={"text": text},
        reaction=[{"manifestation": [{"text": reaction}]}],
        **fields,
    )


def _order(name: str, text: str, since: str, how: str, status: str = "active") -> Body:
    return _body(
        "MedicationRequest",
        name,
        status=status,
        intent="order",
        medicationCodeableConcept={"text": text},
        authoredOn=since,
        dosageInstruction=[{"text": how}],
    )


def _result(name: str, text: str, day: str, value: str, flag: str = "") -> Body:
    """`value` is `4.1 mmol/L`, `<14 ng/L`, or words."""
    return _measured("laboratory", name, text, day, value, flag)


def _vital(name: str, text: str, day: str, value: str) -> Body:
    return _measured("vital-signs", name, text, day, value, "")


def _measured(sort: str, name: str, text: str, day: str, value: str, flag: str) -> Body:
    number, _, unit = value.partition(" ")
    held: Body = {
        "status": "final",
        "category": [{"coding": [{"code": sort}]}],
        "code": {"text": text},
        "effectiveDateTime": day,
    }
    bare = number.lstrip("<>")
    if bare.replace(".", "").isdigit():
        held["valueQuantity"] = {"value": float(bare) if "." in bare else int(bare), "unit": unit}
        if number != bare:
            held["valueQuantity"]["comparator"] = number[0]
    else:
        held["valueString"] = value
    if flag:
        held["interpretation"] = [{"coding": [{"code": flag}]}]
    return _body("Observation", name, **held)


def _pressure(name: str, day: str, systolic: int, diastolic: int) -> Body:
    parts = (("8480-6", "Systolic blood pressure", systolic),
             ("8462-4", "Diastolic blood pressure", diastolic))  # fmt: skip
    return _body(
        "Observation",
        name,
        status="final",
        category=[{"coding": [{"code": "vital-signs"}]}],
        code={"text": "Blood pressure", "coding": [_loinc("85354-9")]},
        effectiveDateTime=day,
        component=[
            {"code": {"text": text, "coding": [_loinc(code)]},
             "valueQuantity": {"value": value, "unit": "mmHg"}}
            for code, text, value in parts
        ],
    )  # fmt: skip


def _loinc(code: str) -> Body:
    return {"system": "http://loinc.org", "code": code}


def _done(name: str, text: str, day: str, site: str = "", status: str = "completed") -> Body:
    where = {"bodySite": [{"text": site}]} if site else {}
    return _body(
        "Procedure", name, status=status, code={"text": text}, performedDateTime=day, **where
    )


def _vaccine(name: str, text: str, day: str, status: str = "completed") -> Body:
    return _body(
        "Immunization", name, status=status, vaccineCode={"text": text}, occurrenceDateTime=day
    )


def _visit(name: str, text: str, start: str, end: str, sort: str = "IMP") -> Body:
    return _body(
        "Encounter",
        name,
        status="finished",
        **{"class": {"code": sort}},
        type=[{"text": text}],
        period={"start": start, "end": end},
    )


def _note(name: str, sort: str, day: str, text: str) -> Body:
    data = base64.b64encode(text.encode()).decode()
    return _body(
        "DocumentReference",
        name,
        status="current",
        type={"text": sort},
        date=f"{day}T10:00:00Z",
        content=[{"attachment": {"contentType": "text/plain", "data": data}}],
    )


def _report(name: str, text: str, day: str, conclusion: str) -> Body:
    return _body(
        "DiagnosticReport",
        name,
        status="final",
        code={"text": text},
        effectiveDateTime=day,
        conclusion=conclusion,
    )


def _kin(name: str, who: str, *conditions: tuple[str, int]) -> Body:
    return _body(
        "FamilyMemberHistory",
        name,
        status="completed",
        relationship={"text": who},
        condition=[
            {"code": {"text": text}, "onsetAge": {"value": age, "unit": "a"}}
            for text, age in conditions
        ],
    )


def _team(name: str, *members: tuple[str, str]) -> Body:
    return _body(
        "CareTeam",
        name,
        status="active",
        participant=[
            {"role": [{"text": role}], "member": {"display": who}} for role, who in members
        ],
    )


def _asked(name: str, text: str, day: str, status: str = "active") -> Body:
    return _body(
        "ServiceRequest", name, status=status, intent="order", code={"text": text}, authoredOn=day
    )


WARD = (
    _person("1954-03-09", "male"),
    _problem("hf", "Heart failure with reduced ejection fraction", "2023-04"),
    _problem("af", "Atrial fibrillation", "2021-08-15"),
    _problem("gout", "Gout", "2019-02", "resolved", abatementDateTime="2022-11"),
    _problem("pe", "Pulmonary embolism", "2023-04-11", sure="refuted"),
    _allergy("cotrimoxazole", "Sulfamethoxazole / Trimethoprim", "Rash", criticality="low"),
    _order("bisoprolol", "Bisoprolol 5 mg tablet", "2023-05-02", "5 mg once daily by mouth"),
    _order("apixaban", "Apixaban 5 mg tablet", "2021-09-01", "5 mg twice daily by mouth"),
    _order("furosemide", "Furosemide 40 mg tablet", "2026-02-17", "80 mg once daily by mouth"),
    _order("digoxin", "Digoxin 125 microgram tablet", "2021-09-01", "125 mcg once daily",
           "stopped"),
    _order("sacubitril", "Sacubitril / valsartan 49 mg/51 mg tablet", "2024-07-08",
           "1 tablet twice daily by mouth"),
    _result("k1", "Potassium", "2026-02-10", "4.1 mmol/L"),
    _result("k2", "Potassium", "2026-02-14", "5.2 mmol/L", "H"),
    _result("cr1", "Creatinine", "2026-02-10", "118 umol/L", "H"),
    _result("cr2", "Creatinine", "2026-02-14", "164 umol/L", "H"),
    _result("bnp", "NT-proBNP", "2026-02-10", "7420 ng/L", "H"),
    _result("na", "Sodium", "2026-02-10", "131 mmol/L", "L"),
    _result("hb", "Hemoglobin", "2026-02-10", "102 g/L", "L"),
    _result("tn", "Troponin T", "2026-02-10", "<14 ng/L"),
    _vital("w1", "Body weight", "2026-02-10", "94.2 kg"),
    _vital("w2", "Body weight", "2026-02-16", "89.6 kg"),
    _vital("hr", "Heart rate", "2026-02-10", "112 /min"),
    _vital("sat", "Oxygen saturation", "2026-02-10", "91 %"),
    _pressure("bp", "2026-02-16", 104, 66),
    _report("echo", "Transthoracic echocardiography", "2026-02-11",
            "LVEF 28 %. Moderate mitral regurgitation. No pericardial effusion. Left atrium"
            " severely dilated."),
    _done("icd", "Implantation of cardioverter-defibrillator", "2024-06-18"),
    _done("tap", "Thoracentesis", "2026-02-12", "Right pleural cavity"),
    _visit("stay", "Hospital admission", "2026-02-10T11:00:00Z", "2026-02-17T15:00:00Z"),
    _note("clerking", "Admission note", "2026-02-10",
          "Admitted with ten days of breathlessness and ankle swelling. No chest pain,"
          " palpitations or syncope; orthopnoea on three pillows. Stopped taking furosemide two"
          " weeks ago because of cramps. His brother died of a heart attack at 49. Lives with his"
          " daughter, who gives him his tablets. On examination JVP raised, bibasal crackles,"
          " pitting oedema to the knees. Declined a urinary catheter. Plan: furosemide 80 mg IV,"
          " daily weights, fluid restriction 1.5 L. Consider ivabradine if the heart rate stays"
          " above 70."),
    _note("discharge", "Discharge letter", "2026-02-17",
          "Lost 4.6 kg with intravenous diuretics. Discharged on furosemide 80 mg daily."
          " Spironolactone was not started because the potassium was 5.2. Agreed to cardiac"
          " rehabilitation. Refused influenza vaccination. Tolerated bisoprolol well. Follow-up"
          " with the heart failure nurse, Moira Keane, in two weeks. Resuscitation was discussed"
          " and he wishes full escalation."),
    _kin("brother", "brother", ("Myocardial infarction", 49)),
    _vaccine("covid", "COVID-19 mRNA vaccine", "2025-10-03"),
    _team("team", ("Heart failure nurse", "Moira Keane"), ("Cardiologist", "Anil Desai"),
          ("General practitioner", "Ruth Palmer")),
    _asked("rehab", "Cardiac rehabilitation", "2026-02-17"),
)  # fmt: skip

ASTHMA = (
    _person("2017-05-30", "female"),
    _problem("asthma", "Moderate persistent asthma", "2021-10"),
    _problem("eczema", "Atopic eczema", "2018", "resolved", abatementDateTime="2023"),
    _problem("fracture", "Fracture of left distal radius", "2024-07-21", "resolved",
             abatementDateTime="2024-09-02"),
    _problem("rhinitis", "Allergic rhinitis", "2024-04-18", sure="provisional"),
    _allergy("peanut", "Peanut", "Anaphylaxis", criticality="high"),
    _allergy("egg", "Egg", "Hives", status="inactive"),
    _order("salbutamol", "Salbutamol 100 microgram inhaler", "2021-10-12",
           "2 puffs as needed for wheeze"),
    _order("fluticasone", "Fluticasone propionate 50 microgram inhaler", "2026-05-04",
           "2 puffs twice daily"),
    _order("beclometasone", "Beclometasone 50 microgram inhaler", "2022-01-17",
           "2 puffs twice daily", "stopped"),
    _order("prednisolone", "Prednisolone 5 mg soluble tablet", "2026-03-11",
           "20 mg once daily for 3 days", "completed"),
    _order("adrenaline", "Epinephrine 0.15 mg auto-injector", "2023-02-06",
           "0.15 mg into the thigh for anaphylaxis"),
    _vital("pf1", "Peak expiratory flow", "2026-03-11", "180 L/min"),
    _vital("pf2", "Peak expiratory flow", "2026-05-04", "230 L/min"),
    _vital("w1", "Body weight", "2026-03-11", "24.8 kg"),
    _vital("w2", "Body weight", "2026-09-14", "26.1 kg"),
    _vital("h", "Body height", "2026-09-14", "128 cm"),
    _vital("sat", "Oxygen saturation", "2026-03-11", "93 %"),
    _vital("rr", "Respiratory rate", "2026-03-11", "34 /min"),
    _result("feno", "Fractional exhaled nitric oxide", "2026-05-04", "41 ppb", "H"),
    _result("eos", "Eosinophils", "2026-05-04", "0.9 10*9/L", "H"),
    _vaccine("mmr1", "MMR vaccine", "2018-06-04"),
    _vaccine("mmr2", "MMR vaccine", "2020-10-12"),
    _vaccine("flu", "Influenza nasal vaccine", "2025-11-10"),
    _visit("ed", "Emergency department visit", "2026-03-11T19:40:00Z", "2026-03-12T00:15:00Z",
           "EMER"),
    _visit("clinic", "Asthma clinic", "2026-09-14T09:00:00Z", "2026-09-14T09:30:00Z", "AMB"),
    _done("cast", "Application of forearm cast", "2024-07-21", "Left forearm"),
    _report("xray", "Chest X-ray", "2026-03-11",
            "Hyperinflated lungs. No consolidation or pneumothorax."),
    _note("review", "Asthma review", "2026-09-14",
          "Seen with her mother. Night cough once a week, none in the day; no wheeze on running and"
          " no school missed since May. Used salbutamol three times in the last month. Father"
          " smokes, outdoors only. Her older sister has eczema. Inhaler technique was poor with"
          " the mouthpiece, good with the spacer. Mother agreed to the influenza vaccine but"
          " declined skin prick testing. No hospital admissions since birth. Plan: continue"
          " fluticasone, review in three months; refer to the allergy clinic about peanut."),
    _note("casualty", "Emergency department note", "2026-03-11",
          "Wheeze and difficulty in breathing since the morning after a cold. Speaks in short"
          " sentences, subcostal recession. Afebrile. Given salbutamol 2.5 mg by nebuliser twice"
          " and prednisolone 20 mg, after which she improved. Not given magnesium. No vomiting,"
          " rash or contact with peanut. Discharged home at midnight."),
    _kin("mother", "mother", ("Hay fever", 12)),
    _asked("skin", "Referral to allergy clinic", "2026-09-14"),
)  # fmt: skip

LIVER = (
    _person("1967-11-22", "female"),
    _problem("cirrhosis", "Alcoholic cirrhosis of liver", "2022-09-30"),
    _problem("ascites", "Ascites", "2025-03-04"),
    _problem("varices", "Esophageal varices", "2023-01-19"),
    _problem("encephalopathy", "Hepatic encephalopathy", "2025-06-02", "resolved",
             abatementDateTime="2025-06-11"),
    _problem("hcc", "Hepatocellular carcinoma", "2025-08-20", sure="refuted"),
    _problem("alcohol", "Alcohol dependence", "2015", "remission"),
    _allergy("codeine", "Codeine", "Vomiting"),
    _order("propranolol", "Propranolol 40 mg tablet", "2023-01-24", "40 mg twice daily by mouth"),
    _order("spironolactone", "Spironolactone 100 mg tablet", "2025-03-10",
           "100 mg once daily by mouth"),
    _order("lactulose", "Lactulose 10 g/15 mL solution", "2025-06-03",
           "15 mL three times daily by mouth"),
    _order("rifaximin", "Rifaximin 550 mg tablet", "2025-06-05", "550 mg twice daily by mouth"),
    _order("thiamine", "Thiamine 100 mg tablet", "2022-10-01", "100 mg once daily by mouth"),
    _order("ibuprofen", "Ibuprofen 400 mg tablet", "2024-10-14", "400 mg three times daily",
           "stopped"),
    _result("bili1", "Bilirubin total", "2025-06-02", "68 umol/L", "H"),
    _result("bili2", "Bilirubin total", "2025-12-01", "41 umol/L", "H"),
    _result("alb1", "Albumin", "2025-06-02", "26 g/L", "L"),
    _result("alb2", "Albumin", "2025-12-01", "31 g/L", "L"),
    _result("inr", "INR", "2025-12-01", "1.6", "H"),
    _result("plt", "Platelets", "2025-12-01", "84 10*9/L", "L"),
    _result("na", "Sodium", "2025-12-01", "133 mmol/L", "L"),
    _result("cr", "Creatinine", "2025-12-01", "74 umol/L", "N"),
    _result("afp", "Alpha-fetoprotein", "2025-12-01", "4.2 kU/L", "N"),
    _result("alt", "ALT", "2025-12-01", "38 U/L", "N"),
    _result("hbsag", "Hepatitis B surface antigen", "2022-10-03", "Negative"),
    _vital("w1", "Body weight", "2025-11-03", "71.5 kg"),
    _vital("w2", "Body weight", "2025-12-01", "68.0 kg"),
    _pressure("bp", "2025-12-01", 98, 58),
    _done("ogd1", "Esophagogastroduodenoscopy", "2023-01-19"),
    _done("ogd2", "Esophagogastroduodenoscopy", "2025-02-11"),
    _done("banding", "Band ligation of esophageal varices", "2025-02-11"),
    _done("tap1", "Paracentesis", "2025-03-05"),
    _done("tap2", "Paracentesis", "2025-06-03"),
    _done("tap3", "Paracentesis", "2025-11-04"),
    _report("us", "Ultrasound of abdomen", "2025-12-01",
            "Coarse shrunken liver, no focal lesion. Spleen enlarged at 16 cm. Moderate ascites."
            " Portal vein patent. Simple cyst in the left kidney."),
    _visit("stay", "Hospital admission", "2025-06-02T20:00:00Z", "2025-06-11T12:00:00Z"),
    _note("clinic", "Hepatology clinic letter", "2025-12-01",
          "Feels stronger and has not drunk alcohol since August 2022. Denies melaena and"
          " haematemesis. No confusion; sleeps well. Appetite good. Itching at night. Child-Pugh"
          " score 8 (class B). Her mother had breast cancer at 70; there is no liver disease in"
          " the family. She refused referral for transplant assessment but is willing to discuss"
          " it again. Advised to avoid ibuprofen and other NSAIDs. Repeat endoscopy planned for"
          " February 2026. Ultrasound and AFP every six months."),
    _note("ward", "Ward round", "2025-06-04",
          "Drowsy but rousable, asterixis present. Ascitic tap: 4.5 L drained, neutrophils 90, no"
          " growth. No spontaneous bacterial peritonitis. No gastrointestinal bleeding, infection"
          " or constipation found as a cause; had missed lactulose for a week. Husband says she"
          " was confused for two days before admission."),
    _kin("mother", "mother", ("Breast cancer", 70)),
    _vaccine("hepb", "Hepatitis B vaccine", "2022-11-07"),
    _vaccine("pneumo", "Pneumococcal polysaccharide vaccine", "2023-10-05"),
    _asked("ogd", "Esophagogastroduodenoscopy", "2025-12-01"),
)  # fmt: skip

ONCOLOGY = (
    _person("1961-04-02", "female"),
    _problem("colon", "Adenocarcinoma of sigmoid colon, stage III", "2025-07-16"),
    _problem("neuropathy", "Peripheral neuropathy due to oxaliplatin", "2026-01-12"),
    _problem("hypothyroid", "Hypothyroidism", "2009"),
    _problem("dvt", "Deep vein thrombosis of right leg", "2025-10-22"),
    _problem("neutropenia", "Febrile neutropenia", "2025-11-19", "resolved",
             abatementDateTime="2025-11-25"),
    _problem("liver", "Liver metastasis", "2025-07-30", sure="refuted"),
    _allergy("contrast", "Iodinated contrast media", "Urticaria", criticality="low"),
    _order("levothyroxine", "Levothyroxine 100 microgram tablet", "2019-03-11",
           "100 mcg once daily before breakfast"),
    _order("capecitabine", "Capecitabine 500 mg tablet", "2025-09-08",
           "1500 mg twice daily for 14 days of each cycle", "stopped"),
    _order("enoxaparin", "Enoxaparin 80 mg/0.8 mL prefilled syringe", "2025-10-22",
           "80 mg twice daily subcutaneously", "stopped"),
    _order("rivaroxaban", "Rivaroxaban 20 mg tablet", "2025-11-26", "20 mg once daily with food"),
    _order("duloxetine", "Duloxetine 30 mg capsule", "2026-01-12", "30 mg once daily"),
    _order("ondansetron", "Ondansetron 8 mg tablet", "2025-09-08", "8 mg as needed for nausea"),
    _result("cea1", "Carcinoembryonic antigen", "2025-07-14", "18.6 ug/L", "H"),
    _result("cea2", "Carcinoembryonic antigen", "2026-02-02", "2.9 ug/L", "N"),
    _result("anc1", "Neutrophils", "2025-11-19", "0.3 10*9/L", "LL"),
    _result("anc2", "Neutrophils", "2026-02-02", "2.4 10*9/L", "N"),
    _result("hb1", "Hemoglobin", "2025-07-14", "98 g/L", "L"),
    _result("hb2", "Hemoglobin", "2026-02-02", "121 g/L", "N"),
    _result("plt", "Platelets", "2026-02-02", "143 10*9/L", "L"),
    _result("tsh", "TSH", "2026-02-02", "2.10 mIU/L", "N"),
    _result("msi", "Microsatellite instability", "2025-08-05", "Stable"),
    _vital("temp", "Body temperature", "2025-11-19", "38.9 Cel"),
    _vital("w1", "Body weight", "2025-07-14", "71.8 kg"),
    _vital("w2", "Body weight", "2026-02-02", "66.3 kg"),
    _pressure("bp", "2026-02-02", 128, 74),
    _done("colonoscopy", "Colonoscopy", "2025-07-16"),
    _done("colectomy", "Laparoscopic sigmoid colectomy", "2025-08-11"),
    _done("port", "Insertion of venous port", "2025-09-03", "Left subclavian vein"),
    _report("ct1", "CT of chest, abdomen and pelvis", "2025-07-22",
            "Sigmoid mass of 4 cm. Two enlarged mesenteric nodes. Indeterminate 9 mm lesion in"
            " segment VI of the liver; MRI advised. No lung metastases."),
    _report("mri", "MRI of liver", "2025-07-30",
            "The lesion in segment VI is a hemangioma. No metastases."),
    _report("path", "Surgical pathology", "2025-08-14",
            "Moderately differentiated adenocarcinoma, pT3 pN1b. 2 of 19 lymph nodes positive."
            " Margins clear. No lymphovascular invasion."),
    _report("ct2", "CT of chest, abdomen and pelvis", "2026-02-05",
            "No recurrence. Postoperative changes. Old rib fracture on the left."),
    _visit("surgery", "Hospital admission", "2025-08-10T08:00:00Z", "2025-08-16T11:00:00Z"),
    _visit("sepsis", "Hospital admission", "2025-11-19T02:00:00Z", "2025-11-25T14:00:00Z"),
    _note("clinic", "Oncology clinic letter", "2026-02-09",
          "Finished eight cycles of CAPOX on 12 January 2026; oxaliplatin was left out of the last"
          " two because of numb fingers and toes. Now walks three miles a day. Appetite back, no"
          " nausea, bowels open twice daily without blood. Tingling persists in both feet but"
          " spares the hands. Duloxetine helps and causes no drowsiness. Does not want the port"
          " removed before the summer. Her aunt died of ovarian cancer; her father had a polyp at"
          " 66. Declined genetic counselling. Plan: CEA every three months, CT in August 2026,"
          " colonoscopy one year after surgery."),
    _note("nurse", "Chemotherapy nurse note", "2025-11-19",
          "Rang at 01:00 with rigors and a temperature of 38.9, ten days after cycle 4. Sore"
          " throat, no cough, no dysuria. Loose stools twice. Denies mouth ulcers. Husband has a"
          " cold. Advised to come in at once; piperacillin-tazobactam given within the hour."
          " Allergic to contrast, tolerates penicillins."),
    _kin("aunt", "maternal aunt", ("Ovarian cancer", 58)),
    _kin("father", "father", ("Colonic polyp", 66)),
    _vaccine("flu", "Influenza vaccine", "2025-10-01"),
    _asked("ct3", "CT of chest, abdomen and pelvis", "2026-02-09"),
    _team("team", ("Oncologist", "Leila Haddad"), ("Colorectal surgeon", "Piet Visser"),
          ("Stoma nurse", "Grace Obi")),
)  # fmt: skip

HIV = (
    _person("1980-08-17", "male"),
    _problem("hiv", "HIV infection", "2016-05-10"),
    _problem("hcv", "Chronic hepatitis C", "2018-02", "resolved", abatementDateTime="2023-06"),
    _problem("opioid", "Opioid dependence", "2008"),
    _problem("depression", "Moderate depressive episode", "2024-11-05"),
    _problem("pcp", "Pneumocystis pneumonia", "2016-05-02", "resolved",
             abatementDateTime="2016-06"),
    _allergy("abacavir", "Abacavir", "Hypersensitivity reaction", criticality="high"),
    _allergy("nevirapine", "Nevirapine", "Rash", criticality="low", status="inactive"),
    _order("biktarvy", "Bictegravir / emtricitabine / tenofovir alafenamide tablet", "2020-01-14",
           "1 tablet once daily by mouth"),
    _order("methadone", "Methadone 10 mg/mL oral solution", "2019-06-03", "60 mg once daily"),
    _order("sertraline", "Sertraline 50 mg tablet", "2024-11-05", "100 mg once daily"),
    _order("naloxone", "Naloxone 4 mg nasal spray", "2019-06-03",
           "1 spray into the nose for overdose"),
    _order("trimoxazole", "Sulfamethoxazole / Trimethoprim 800 mg/160 mg tablet", "2016-05-20",
           "1 tablet once daily", "stopped"),
    _result("rna1", "HIV 1 RNA", "2016-05-10", "508780 copies/mL", "H"),
    _result("rna2", "HIV 1 RNA", "2026-03-09", "<20 copies/mL"),
    _result("cd1", "CD4 T lymphocytes", "2016-05-10", "64 cells/uL", "L"),
    _result("cd2", "CD4 T lymphocytes", "2026-03-09", "612 cells/uL", "N"),
    _result("hcvrna", "Hepatitis C virus RNA", "2023-06-12", "Not detected"),
    _result("alt1", "ALT", "2018-02-20", "134 U/L", "H"),
    _result("alt2", "ALT", "2026-03-09", "29 U/L", "N"),
    _result("cr", "Creatinine", "2026-03-09", "92 umol/L", "N"),
    _result("rpr", "Rapid plasma reagin", "2026-03-09", "Non-reactive"),
    _result("vitd", "25-hydroxyvitamin D", "2026-03-09", "28 nmol/L", "L"),
    _result("phq", "PHQ-9 total score", "2026-03-09", "9"),
    _vital("w1", "Body weight", "2024-11-05", "68.4 kg"),
    _vital("w2", "Body weight", "2026-03-09", "74.9 kg"),
    _vital("bmi", "Body mass index", "2026-03-09", "23.6 kg/m2"),
    _pressure("bp", "2026-03-09", 142, 91),
    _done("ecg", "Electrocardiogram", "2026-03-09"),
    _report("ecgr", "Electrocardiogram", "2026-03-09", "Sinus rhythm, 66/min. QTc 468 ms."),
    _report("fibro", "Transient elastography of liver", "2023-09-18",
            "Liver stiffness 6.1 kPa, no significant fibrosis."),
    _visit("clinic", "HIV clinic", "2026-03-09T13:00:00Z", "2026-03-09T13:40:00Z", "AMB"),
    _visit("icu", "Hospital admission", "2016-05-02T05:00:00Z", "2016-05-24T12:00:00Z"),
    _note("clinic-note", "HIV clinic note", "2026-03-09",
          "Misses about one dose a month. No fever, night sweats, weight loss or diarrhoea. Has"
          " not injected since 2019; smokes cannabis at weekends. Collects methadone daily from"
          " the pharmacy. Mood better on sertraline, no suicidal thoughts. Partner tested negative"
          " and takes PrEP. Accepted the hepatitis B booster, declined an anal swab. His mother has"
          " type 2 diabetes and his uncle had a stroke. Blood pressure 142/91, to be repeated at"
          " home before any treatment. Wants to reduce methadone slowly; agreed to start with 55 mg"
          " from April. Never had syphilis."),
    _note("consult", "Psychiatry letter", "2024-11-05",
          "Low mood, poor sleep and loss of interest for three months after losing his job. No"
          " psychosis or mania. Started on sertraline 50 mg, to go up to 100 mg after two weeks."
          " Not a danger to himself. Lives alone with a dog. Denies alcohol. Uncle died in"
          " October."),
    _kin("mother", "mother", ("Type 2 diabetes mellitus", 55)),
    _vaccine("hepb1", "Hepatitis B vaccine", "2017-01-09"),
    _vaccine("hepb2", "Hepatitis B vaccine", "2017-02-13"),
    _vaccine("hepb3", "Hepatitis B vaccine", "2026-03-09"),
    _vaccine("mpox", "Mpox vaccine", "2022-08-22"),
)  # fmt: skip

OBSTETRIC = (
    _person("1993-02-11", "female"),
    _problem("pregnancy", "Pregnancy", "2025-08-03", "resolved", abatementDateTime="2026-05-01"),
    _problem("gdm", "Gestational diabetes mellitus", "2026-02-05", "resolved",
             abatementDateTime="2026-05-01"),
    _problem("preeclampsia", "Preeclampsia", "2026-04-27"),
    _problem("migraine", "Migraine with aura", "2010"),
    _problem("anemia", "Iron deficiency anemia", "2026-05-02"),
    _problem("placenta", "Placenta previa", "2025-12-15", sure="refuted"),
    _allergy("cefalexin", "Cefalexin", "Angioedema", criticality="high"),
    _order("labetalol", "Labetalol 200 mg tablet", "2026-04-27", "200 mg three times daily",
           "stopped"),
    _order("nifedipine", "Nifedipine 30 mg modified-release tablet", "2026-05-02",
           "30 mg once daily"),
    _order("aspirin", "Aspirin 150 mg tablet", "2025-10-20", "150 mg at night", "stopped"),
    _order("ferrous", "Ferrous sulfate 200 mg tablet", "2026-05-02", "200 mg on alternate days"),
    _order("insulin", "Insulin aspart 100 units/mL pen", "2026-03-02",
           "4 units three times daily before meals", "stopped"),
    _order("dalteparin", "Dalteparin 5000 units prefilled syringe", "2026-05-01",
           "5000 units once daily subcutaneously for 10 days", "completed"),
    _result("ogtt", "Glucose 2 hours after 75 g glucose", "2026-02-05", "9.4 mmol/L", "H"),
    _result("upcr", "Urine protein/creatinine ratio", "2026-04-27", "62 mg/mmol", "H"),
    _result("plt1", "Platelets", "2026-04-27", "118 10*9/L", "L"),
    _result("plt2", "Platelets", "2026-05-04", "176 10*9/L", "N"),
    _result("hb1", "Hemoglobin", "2026-04-27", "112 g/L"),
    _result("hb2", "Hemoglobin", "2026-05-02", "83 g/L", "L"),
    _result("ferritin", "Ferritin", "2026-05-02", "9 ug/L", "L"),
    _result("alt", "ALT", "2026-04-27", "31 U/L", "N"),
    _result("group", "Blood group", "2025-10-20", "O RhD negative"),
    _pressure("bp1", "2026-04-27", 158, 102),
    _pressure("bp2", "2026-05-04", 136, 84),
    _vital("w1", "Body weight", "2025-10-20", "64.0 kg"),
    _vital("w2", "Body weight", "2026-04-27", "79.3 kg"),
    _done("section", "Cesarean section", "2026-05-01"),
    _done("transfusion", "Transfusion of red cells", "2026-05-02"),
    _done("induction", "Induction of labor", "2026-04-30"),
    _done("tubal", "Tubal ligation", "2026-05-01", status="not-done"),
    _report("scan", "Obstetric ultrasound", "2025-12-15",
            "Single live fetus of 20 weeks. Placenta posterior, not low. No anomaly seen."),
    _report("growth", "Obstetric ultrasound", "2026-04-27",
            "Estimated fetal weight 2,450 g, 12th centile. Normal umbilical artery Doppler."),
    _visit("birth", "Hospital admission", "2026-04-27T16:00:00Z", "2026-05-06T10:00:00Z"),
    _visit("booking", "Antenatal booking visit", "2025-10-20T09:00:00Z", "2025-10-20T10:00:00Z",
           "AMB"),
    _note("discharge", "Obstetric discharge summary", "2026-05-06",
          "Emergency caesarean on 1 May 2026 for a pathological CTG after induction for"
          " pre-eclampsia. A girl of 2,610 g, Apgar 7 and 9, did not need the neonatal unit. Blood"
          " loss 1,400 mL; two units of red cells. No seizures, no HELLP. Labetalol changed to"
          " nifedipine on 2 May because of wheeze. Headache settled, no visual disturbance."
          " Breastfeeding with support; her mother is staying. Declined a coil, accepted the"
          " progestogen-only pill. Anti-D given on 3 May. Sister had pre-eclampsia twice."
          " For glucose test at six weeks and blood pressure check by the midwife, Ana Reyes,"
          " on day 10."),
    _note("midwife", "Midwife note", "2026-04-27",
          "38 weeks. Frontal headache since last night, no epigastric pain. Some ankle swelling."
          " Fetal movements felt. BP 158/102, repeated 156/100; urine protein 2+. Reflexes brisk,"
          " no clonus. Does not smoke; stopped alcohol when pregnant. Sent to the day unit."),
    _kin("sister", "sister", ("Preeclampsia", 29)),
    _kin("father", "father", ("Hypertension", 48)),
    _vaccine("pertussis", "Pertussis vaccine", "2026-01-19"),
    _vaccine("rsv", "RSV vaccine", "2026-03-16", "not-done"),
    _asked("ogtt2", "Oral glucose tolerance test", "2026-05-06"),
)  # fmt: skip

STROKE = (
    _person("1968-07-30", "female"),
    _problem("stroke", "Ischemic stroke of left middle cerebral artery", "2026-05-03"),
    _problem("aphasia", "Expressive aphasia", "2026-05-03"),
    _problem("htn", "Hypertension", "2019"),
    _problem("lung", "COPD", "2021-02"),
    _problem("gerd", "Gastroesophageal reflux disease", "2014", "resolved",
             abatementDateTime="2020"),
    _problem("dementia", "Vascular dementia", "2026-05-20", sure="provisional"),
    _allergy("trimethoprim", "Trimethoprim", "Rash"),
    _order("clopidogrel", "Clopidogrel 75 mg tablet", "2026-05-18", "75 mg once daily"),
    _order("aspirin", "Aspirin 300 mg tablet", "2026-05-04", "300 mg once daily for 14 days",
           "completed"),
    _order("ramipril", "Ramipril 5 mg capsule", "2026-05-10", "5 mg once daily"),
    _order("amlodipine", "Amlodipine 10 mg tablet", "2021-01-11", "10 mg once daily", "stopped"),
    _order("atorvastatin", "Atorvastatin 80 mg tablet", "2026-05-04", "80 mg at night"),
    _order("tiotropium", "Tiotropium 18 microgram inhalation capsule", "2021-03-02",
           "1 capsule inhaled once daily"),
    _result("ldl1", "LDL cholesterol", "2026-05-04", "4.3 mmol/L", "H"),
    _result("ldl2", "LDL cholesterol", "2026-08-10", "1.7 mmol/L", "N"),
    _result("glu", "Glucose", "2026-05-03", "8.9 mmol/L", "H"),
    _result("wbc", "White blood cell count", "2026-05-06", "14.8 10*9/L", "H"),
    _result("culture", "Urine culture", "2026-05-07", "Escherichia coli, more than 100000 CFU/mL"),
    _result("covid", "SARS-CoV-2 PCR", "2026-05-03", "Not detected"),
    _vital("sat", "Oxygen saturation", "2026-05-03", "94 %"),
    _vital("temp", "Body temperature", "2026-05-06", "38.4 Cel"),
    _pressure("bp1", "2026-05-03", 188, 104),
    _pressure("bp2", "2026-08-10", 134, 78),
    _done("lysis", "Intravenous thrombolysis", "2026-05-03"),
    _done("peg", "Insertion of nasogastric tube", "2026-05-04"),
    _report("ct", "CT of head", "2026-05-03",
            "No hemorrhage. Early loss of grey-white differentiation in the left insula. Old"
            " lacunar infarct in the right thalamus."),
    _report("carotid", "Carotid Doppler ultrasound", "2026-05-05",
            "Left internal carotid stenosis of 40 percent. Right side normal."),
    _report("echo", "Echocardiography", "2026-05-06",
            "Normal left ventricular function. No thrombus. No patent foramen ovale."),
    _visit("stay", "Hospital admission", "2026-05-03T14:10:00Z", "2026-06-02T11:00:00Z"),
    _note("rehab", "Rehabilitation discharge summary", "2026-06-02",
          "Sudden right-sided weakness and loss of speech at 13:05 on 3 May 2026; thrombolysed at"
          " 14:50. NIHSS 14 on arrival, 5 at discharge. Swallowing was unsafe for a week and she"
          " was"
          " fed by nasogastric tube; now on a soft diet. Urinary infection on day 4, treated with"
          " nitrofurantoin for five days. Walks 20 metres with a frame and one person. Right arm"
          " still weak, leg stronger. Understands well but finds words slowly. No seizures. Mood"
          " low,"
          " tearful at times; did not want an antidepressant. Husband has moved the bed downstairs."
          " Her mother had a stroke at 80 and her brother has epilepsy. Stopped smoking on"
          " admission, 25 a day before. Cannot drive. Not continent at night."),
    _note("follow", "Stroke clinic letter", "2026-08-10",
          "Walking without a stick indoors, with one outside. Blood pressure at home 128 to 138"
          " systolic. No falls since June. Speech therapy twice a week. Has gone back to smoking"
          " five"
          " a day and refused nicotine patches. Takes clopidogrel every day; atorvastatin makes her"
          " legs ache but she is willing to go on. Sleeps badly. Denies headache and double vision."
          " Wants to return to work as a teacher. Driving licence still suspended."),
    _kin("mother", "mother", ("Stroke", 80)),
    _asked("mri", "MRI of brain", "2026-08-10"),
)  # fmt: skip

HIP = (
    _person("1941-12-19", "male"),
    _problem("hip", "Fracture of neck of right femur", "2026-01-08"),
    _problem("osteoporosis", "Osteoporosis", "2026-01-20"),
    _problem("bph", "Benign prostatic hyperplasia", "2015"),
    _problem("delirium", "Delirium", "2026-01-10", "resolved", abatementDateTime="2026-01-15"),
    _problem("pneumonia", "Hospital-acquired pneumonia", "2026-01-13", "resolved",
             abatementDateTime="2026-01-24"),
    _allergy("morphine", "Morphine", "Itching"),
    _order("alendronate", "Alendronic acid 70 mg tablet", "2026-01-20", "70 mg once weekly"),
    _order("calcium", "Calcium carbonate / cholecalciferol chewable tablet", "2026-01-20",
           "1 tablet twice daily"),
    _order("tamsulosin", "Tamsulosin 400 microgram capsule", "2015-06-01", "400 mcg once daily"),
    _order("oxycodone", "Oxycodone 5 mg tablet", "2026-01-09", "5 mg every 6 hours as needed",
           "stopped"),
    _order("coamoxiclav", "Amoxicillin / clavulanate 625 mg tablet", "2026-01-13",
           "625 mg three times daily for 7 days", "completed"),
    _result("hb1", "Hemoglobin", "2026-01-08", "131 g/L", "N"),
    _result("hb2", "Hemoglobin", "2026-01-10", "92 g/L", "L"),
    _result("vitd", "25-hydroxyvitamin D", "2026-01-12", "19 nmol/L", "L"),
    _result("crp1", "C-reactive protein", "2026-01-13", "176 mg/L", "H"),
    _result("crp2", "C-reactive protein", "2026-01-22", "24 mg/L", "H"),
    _result("mrsa", "MRSA screen", "2026-01-08", "Negative"),
    _vital("w", "Body weight", "2026-01-09", "63.2 kg"),
    _done("hemi", "Hemiarthroplasty of hip", "2026-01-09", "Right hip"),
    _done("block", "Fascia iliaca block", "2026-01-08", "Right"),
    _report("xr", "X-ray of pelvis", "2026-01-08",
            "Displaced intracapsular fracture of the right neck of femur. No pelvic fracture."),
    _report("cxr", "Chest X-ray", "2026-01-13", "Consolidation in the right lower zone."),
    _visit("stay", "Hospital admission", "2026-01-08T04:00:00Z", "2026-01-28T13:00:00Z"),
    _note("geri", "Orthogeriatric discharge letter", "2026-01-28",
          "Tripped over the cat at 3 am; no dizziness, blackout or chest pain before the fall. Lay"
          " on the floor for four hours. Uneventful cemented hemiarthroplasty. Delirious from day 1"
          " to day 6, settled with lights on and family visits, no sedatives. Catheter out on 14"
          " January, passing urine well. Pressure areas intact. Weight bearing as tolerated with a"
          " frame, stairs with help. Lived alone before; his son has arranged carers three times a"
          " day. He did not agree to a care home. Wound clean and dry, clips removed on 22 January."
          " Appetite poor in the first week, better since. Hearing aids in both ears. Daughter has"
          " breast cancer and cannot visit. For resuscitation. Bone density scan in three months."),
    _note("physio", "Physiotherapy note", "2026-01-26",
          "Transfers with supervision. Walked 15 m twice with a frame. Pain 2/10 at rest, 5/10 on"
          " walking. Knee extension full, hip flexion 90 degrees. No leg swelling or calf"
          " tenderness. Motivated. Declined the stairs today because he was tired."),
    _asked("dexa", "Bone density scan", "2026-01-28"),
)  # fmt: skip

_NOW = {
    "stroke": (STROKE, datetime(2026, 8, 12, tzinfo=UTC)),
    "hip": (HIP, datetime(2026, 1, 30, tzinfo=UTC)),
    "ward": (WARD, datetime(2026, 2, 20, tzinfo=UTC)),
    "asthma": (ASTHMA, datetime(2026, 9, 15, tzinfo=UTC)),
    "liver": (LIVER, datetime(2025, 12, 5, tzinfo=UTC)),
    "oncology": (ONCOLOGY, datetime(2026, 2, 12, tzinfo=UTC)),
    "hiv": (HIV, datetime(2026, 3, 10, tzinfo=UTC)),
    "obstetric": (OBSTETRIC, datetime(2026, 5, 7, tzinfo=UTC)),
}


def made_up(name: str) -> Chart:
    """One of the charts above, as of a day or so after its last entry."""
    bodies, now = _NOW[name]
    rows = [Row(b["resourceType"], b["id"], "p", json.dumps(b).encode()) for b in bodies]
    return build_chart("Patient/p", rows, {}.get, lambda ref: ref, (), now)


def us_core(folder: Path) -> Chart:
    """The resources of US Core's example patient, each a file of its own."""
    rows = []
    for file in sorted(folder.glob("*.json")):
        body = json.loads(file.read_bytes())
        if isinstance(body, dict) and _whose(body) == "Patient/example":
            rows.append(Row(body["resourceType"], body["id"], "example", json.dumps(body).encode()))
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return build_chart("Patient/example", rows, {}.get, lambda ref: ref, (), now)


def _whose(body: Body) -> str:
    if body["resourceType"] == "Patient":
        return f"Patient/{body['id']}"
    held = body.get("subject") or body.get("patient") or {}
    return str(held.get("reference", "")) if isinstance(held, dict) else ""
