"""Names of problems as clinicians and terminologies write them, and what they count for.

Half of the names were written before the rules were last changed, half after.
"""

import textwrap

import pytest

from chartside.fhir.codes import Code, Coding
from chartside.fhir.entry import Entry, Kind
from chartside.tools.formulas import concepts
from chartside.tools.formulas.concepts import Concept

COUNTS = {
    "HEART_FAILURE": """
        Congestive heart failure | Right heart failure | Diastolic heart failure |
        Systolic dysfunction of left ventricle | Cardiac insufficiency | Heart failure
        with reduced ejection fraction | Decompensated cardiac failure | Ischemic
        cardiomyopathy with heart failure | Biventricular congestive heart failure |
        Chronic systolic heart failure | HF with mildly reduced EF (heart failure) |
        Acute on chronic diastolic heart failure | Left ventricular failure |
        Hypertensive heart failure | Cardiomyopathy with congestive cardiac failure |
        Cor pulmonale with right ventricular failure
    """,
    "HYPERTENSION": """
        Benign essential hypertension | Hypertensive heart disease | Hypertensive
        disorder, systemic arterial | Secondary hypertension | HTN | Resistant
        hypertension | Arterial hypertension | Renovascular hypertension | Hypertensive
        crisis | Uncontrolled HTN | Systolic hypertension | Hypertension secondary to
        renal disease | Hypertensive nephropathy | Hypertension, essential | Labile
        hypertension | Malignant essential hypertension | Hypertensive retinopathy |
        Hypertensive chronic kidney disease | Isolated systolic hypertension
    """,
    "DIABETES": """
        Diabetes mellitus type 1 | Diabetic retinopathy | DM2 | Type II diabetes | Type
        2 DM | NIDDM | Latent autoimmune diabetes mellitus in adult | Steroid-induced
        diabetes mellitus | Microalbuminuria due to type 2 diabetes mellitus | DMII |
        Diabetic foot ulcer | Diabetes mellitus type 2 without retinopathy | Maturity
        onset diabetes of the young | Diabetic ketoacidosis | Insulin dependent diabetes
        | Diabetic peripheral neuropathy | Diabetic nephropathy associated with type 2
        diabetes | Secondary diabetes mellitus | Hyperosmolar diabetic state
    """,
    "STROKE": """
        Acute ischemic stroke | CVA | Cerebrovascular accident due to thrombus | Old
        cerebral infarct | TIA | Lacunar infarction | Ischaemic stroke | Embolism of
        femoral artery | Occlusion of middle cerebral artery with infarction |
        Cerebellar infarction | Brain infarct | Embolic stroke | Thrombotic stroke |
        Cerebrovascular accident due to occlusion of cerebral artery | History of
        cerebrovascular accident | Basal ganglia infarct | Transient ischaemic attack |
        Infarction of brain | History of transient ischemic attack | Stroke due to
        cardioembolism | Arterial thromboembolism
    """,
    "VASCULAR": """
        Acute ST segment elevation myocardial infarction | Old myocardial infarction |
        Acute non-ST segment elevation myocardial infarction | PAD | Peripheral artery
        disease | PVD | Intermittent claudication | Atheroma of aorta | STEMI | Anterior
        MI | Peripheral arterial occlusive disease | Post-infarction | Critical limb
        ischemia | NSTEMI - non-ST segment elevation MI | Acute myocardial infarction of
        anterior wall | Peripheral vascular disease | History of heart attack |
        Occlusive peripheral arterial disease | Aortic arteriosclerosis |
        Atherosclerosis of native arteries of extremities
    """,
    "BLEEDING": """
        Gastrointestinal bleed | Upper gastrointestinal hemorrhage | GI bleed | Subdural
        hematoma | Intracerebral haemorrhage | Von Willebrand disorder | Bleeding peptic
        ulcer | Rectal bleeding | Hematemesis | Melena | Bleeding esophageal varices |
        Haemophilia | Gastric ulcer with hemorrhage | Duodenal ulcer with haemorrhage
        and perforation | Intracranial bleed | Acute upper gastrointestinal bleeding |
        Lower gastrointestinal hemorrhage | Hemorrhage of gastrointestinal tract |
        Subarachnoid haemorrhage | Intracranial hemorrhage following injury | Factor
        VIII deficiency | Haemorrhagic disorder | Bleeding duodenal ulcer | Variceal
        bleeding | Diverticular bleeding | Chronic subdural hematoma | Retroperitoneal
        bleed
    """,
    "CIRRHOSIS": """
        Alcoholic cirrhosis | Hepatic cirrhosis | Oesophageal varices | Chronic
        hepatitis C | Primary biliary cirrhosis | Decompensated liver disease | Chronic
        liver disease | Chronic viral hepatitis B | End stage liver disease |
        Cryptogenic cirrhosis | Hepatic failure | Chronic active hepatitis | Cirrhosis -
        non-alcoholic | Chronic hepatitis B virus infection
    """,
    "ANEMIA": """
        Anaemia | Iron deficiency anemia due to chronic blood loss | Pernicious anemia |
        Anemia of chronic disease | Macrocytic anaemia | Normocytic anemia | Hemolytic
        anemia
    """,
    "KIDNEY_FAILURE": """
        End stage renal failure on dialysis | ESKD | Renal transplant | Transplanted
        kidney present | On hemodialysis | Kidney transplant status | Chronic kidney
        disease stage 5 on dialysis | Renal dialysis dependent | Chronic kidney disease
        requiring chronic dialysis | History of renal transplant | Peritoneal dialysis |
        Disorder of transplanted kidney
    """,
    "ALCOHOL": """
        Alcohol abuse | Alcohol use disorder, moderate | Harmful alcohol use | Alcohol
        dependence syndrome | Alcoholic liver disease | Chronic alcoholism | Heavy
        drinker | Continuous chronic alcoholism | Nondependent alcohol abuse | Alcohol
        withdrawal syndrome | Alcoholic hepatitis | Drinking problem
    """,
    "VTE": """
        Acute pulmonary thromboembolism | Deep vein thrombosis of lower limb | History
        of DVT | Acute deep venous thrombosis | Saddle embolus of pulmonary artery | PE
        | Thrombosis of deep vein of leg | Recurrent pulmonary emboli | Chronic
        pulmonary embolism | Acute deep vein thrombosis of popliteal vein | Venous
        thromboembolism | Bilateral pulmonary emboli | Iliofemoral deep vein thrombosis
        | History of pulmonary embolus | Proximal DVT
    """,
    "DVT": """
        Deep vein thrombosis of lower limb | History of DVT | Proximal DVT | Acute deep
        venous thrombosis | Thrombosis of deep vein of leg | Acute deep vein thrombosis
        of popliteal vein | Iliofemoral deep vein thrombosis
    """,
    "CANCER": """
        Malignant neoplasm of prostate | Adenocarcinoma of colon | Multiple myeloma |
        Acute myeloid leukemia | Metastatic breast cancer | Non-Hodgkin's lymphoma |
        Glioblastoma multiforme | Primary malignant neoplasm of lung | Hodgkin disease |
        Malignant melanoma of skin | Non-small cell carcinoma of lung | Hepatocellular
        carcinoma | Chronic lymphocytic leukaemia | Overlapping malignant neoplasm of
        colon | Transitional cell carcinoma of bladder | Kaposi's sarcoma | Malignant
        tumor of unknown origin | Small cell carcinoma of lung | Secondary malignant
        neoplasm of bone | Oesophageal cancer | Diffuse large B-cell lymphoma
    """,
    "ATRIAL_FIBRILLATION": """
        Permanent atrial fibrillation | AF - atrial fibrillation | A-fib | Auricular
        fibrillation | Atrial fibrillation and flutter | Chronic atrial fibrillation |
        Paroxysmal AF | Atrial flutter typical | Lone atrial fibrillation
    """,
    "ENCEPHALOPATHY": """
        Hepatic encephalopathy | Hepatic coma | Portosystemic encephalopathy | Hepatic
        encephalopathy grade 2 | Chronic hepatic encephalopathy
    """,
}
"""Names that count, by concept."""

DOES_NOT = {
    "HEART_FAILURE": """
        Acute renal failure | Liver failure | Heart failure screening | Family history
        of congestive heart failure | At risk for heart failure | Respiratory failure |
        Renal insufficiency | Heart murmur | Heart failure ruled out | Cardiac arrest
    """,
    "HYPERTENSION": """
        Pregnancy-induced hypertension | Idiopathic pulmonary arterial hypertension |
        Transient hypertension of pregnancy | Pulmonary hypertensive disease | Elevated
        blood pressure reading without diagnosis of hypertension | Hypertensive disorder
        of pregnancy | Ocular hypertension | Idiopathic intracranial hypertension |
        Pre-eclampsia | Postpartum hypertension | Hypotension | Hypertensive disease in
        mother complicating pregnancy | Chronic thromboembolic pulmonary hypertension |
        Hypertension screening | Glaucoma due to ocular hypertension | Family history:
        Hypertension | Hypertriglyceridemia | Venous hypertension of leg
    """,
    "DIABETES": """
        Impaired fasting glucose | Nephrogenic diabetes insipidus | Diabetes mellitus
        during pregnancy | At risk for diabetes mellitus | Diabetes education | History
        of gestational diabetes | Gestational diabetes | Hyperglycemia | Central
        diabetes insipidus | Gestational diabetes mellitus, class A1 | Pre-diabetes |
        Suspected diabetes | Family history of diabetes mellitus type 2 | Non-diabetic
        hypoglycemia
    """,
    "STROKE": """
        Heatstroke | Stroke prevention | Risk of stroke | Asymptomatic carotid stenosis
        | Transient global amnesia | Family history of stroke | Neonatal stroke
        screening | Fat embolism | Amniotic fluid embolism | Exertional heat stroke |
        Heat stroke and sunstroke | Migraine with aura | Bell's palsy | Subarachnoid
        hemorrhage | Renal infarction | Splenic infarct | Stroke risk assessment |
        Backstroke injury
    """,
    "VASCULAR": """
        Peripheral edema | Aortic aneurysm | Peripheral venous insufficiency | Aortic
        stenosis | Neurogenic claudication | Peripheral vertigo | Angina pectoris |
        Peripheral nerve injury | Aortic valve regurgitation | Varicose veins |
        Pulmonary infarction | Mitral insufficiency | Raynaud phenomenon
    """,
    "BLEEDING": """
        Bleeding gums | Vaginal bleeding | Subconjunctival hemorrhage | Retinal
        hemorrhage | Hemorrhage in early pregnancy | Blood in urine | Bleeding from nose
        | Internal hemorrhoids without bleeding | Gastric ulcer | Hematoma of thigh |
        Nosebleed | Menorrhagia | Conjunctival hemorrhage | Anal fissure | Hematuria |
        Splinter hemorrhage
    """,
    "CIRRHOSIS": """
        Hepatitis A | Non-alcoholic fatty liver disease | Hepatic cyst | Acute hepatitis
        B | Hepatitis C antibody negative | Cholelithiasis | Fatty liver disease | Liver
        function test abnormal
    """,
    "KIDNEY_FAILURE": """
        Acute kidney injury | Living kidney donor | Awaiting kidney transplant | Kidney
        transplant candidate | Kidney donor | Dialysis education | Chronic kidney
        disease stage 4 | Renal colic | Liver transplant recipient
    """,
    "ALCOHOL": """
        Non-alcoholic steatohepatitis | Social drinker | Alcohol intake within
        recommended limits | Fetal alcohol syndrome | History of alcoholism in father |
        Alcohol-free diet | Non-alcoholic cirrhosis | Alcohol screening | Does not drink
        alcohol
    """,
    "VTE": """
        Superficial thrombophlebitis | Retinal vein thrombosis | Air embolism | Cerebral
        venous sinus thrombosis | DVT risk assessment | Varicose veins | Superficial
        vein thrombosis | Mesenteric vein thrombosis | PE tube in situ | Cholesterol
        embolism
    """,
    "DVT": """
        Acute pulmonary thromboembolism | History of pulmonary embolus | Venous
        thromboembolism | Superficial vein thrombosis | DVT risk assessment
    """,
    "CANCER": """
        Benign neoplasm of colon | Carcinoma in situ of cervix | History of malignant
        neoplasm of breast | Personal history of prostate cancer | Malignant
        hyperthermia | Cancer screening declined | Pre-cancerous lesion | Family history
        of cancer | Fear of cancer | Cancer in remission | Fibroadenoma of breast |
        Adenomatous polyp of colon | Malignant otitis externa | Dysplasia of cervix | No
        evidence of malignancy | Lipoma | Basal cell carcinoma of face | Meningioma
        benign
    """,
    "ATRIAL_FIBRILLATION": """
        Ventricular fibrillation | Atrial tachycardia | Atrial premature complex | Sinus
        arrhythmia | Atrial septal aneurysm | Supraventricular tachycardia
    """,
    "ENCEPHALOPATHY": """
        Metabolic encephalopathy | Hypoxic encephalopathy | Wernicke encephalopathy |
        Uremic encephalopathy
    """,
}
"""Names that look like it and do not count."""


def _names(text: str) -> list[str]:
    return [name.strip() for name in " ".join(textwrap.dedent(text).split()).split("|")]


def _fits(key: str, name: str) -> bool:
    concept: Concept = getattr(concepts, key)
    coded = Code((Coding("http://snomed.info/sct", "1", name),))
    return concept.fits(Entry("Condition/1", "1", Kind.PROBLEM, coded))


@pytest.mark.parametrize("key", list(COUNTS))
def test_the_names_of_a_disease_count(key: str) -> None:
    assert [name for name in _names(COUNTS[key]) if not _fits(key, name)] == []


@pytest.mark.parametrize("key", list(DOES_NOT))
def test_names_that_only_look_like_it_do_not_count(key: str) -> None:
    assert [name for name in _names(DOES_NOT[key]) if _fits(key, name)] == []
