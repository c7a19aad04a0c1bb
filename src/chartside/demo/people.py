"""Who is in the story.

The patient, those who treat her, and where they work. All of them are invented.
"""

from collections.abc import Iterator

from chartside.demo.shapes import PATIENT, STAFF, Json, concept, ref

PRACTICE = "Organization/millbrook-family-practice"
HOSPITAL = "Organization/ellery-county-hospital"
EYE_CLINIC = "Organization/harbor-eye-clinic"
OLD_LABORATORY = "Organization/ellery-hospital-laboratory"
NEW_LABORATORY = "Organization/northway-laboratories"
URGENT_CARE = "Organization/quickstep-urgent-care"

ORGANIZATIONS = {
    PRACTICE: "Millbrook Family Practice",
    HOSPITAL: "Ellery County Hospital",
    EYE_CLINIC: "Harbor Eye Clinic",
    OLD_LABORATORY: "Ellery County Hospital Laboratory",
    NEW_LABORATORY: "Northway Laboratories",
    URGENT_CARE: "QuickStep Urgent Care",
}

BRANDT = "Practitioner/dr-brandt"
OKAFOR = "Practitioner/dr-okafor"
NURSE = "Practitioner/nurse-petersen"
CARDIOLOGIST = "Practitioner/dr-silva"
NEPHROLOGIST = "Practitioner/dr-novak"
EYE_DOCTOR = "Practitioner/dr-iyer"
GASTROENTEROLOGIST = "Practitioner/dr-hale"
ORTHOPAEDIST = "Practitioner/dr-moreau"
RADIOLOGIST = "Practitioner/dr-kimura"
SURGEON = "Practitioner/dr-castellan"
HOSPITALIST = "Practitioner/dr-lund"
DIETITIAN = "Practitioner/dietitian-abara"

STAFF_NAMES = {
    BRANDT: ("Helen", "Brandt", "Dr.", "Family medicine (until June 2018)", PRACTICE),
    OKAFOR: ("Adaeze", "Okafor", "Dr.", "Family medicine", PRACTICE),
    NURSE: ("Lise", "Petersen", "", "Practice nurse", PRACTICE),
    CARDIOLOGIST: ("Tomas", "Silva", "Dr.", "Cardiology", HOSPITAL),
    NEPHROLOGIST: ("Petra", "Novak", "Dr.", "Nephrology", HOSPITAL),
    EYE_DOCTOR: ("Meera", "Iyer", "Dr.", "Ophthalmology", EYE_CLINIC),
    GASTROENTEROLOGIST: ("Conor", "Hale", "Dr.", "Gastroenterology", HOSPITAL),
    ORTHOPAEDIST: ("Luc", "Moreau", "Dr.", "Orthopedics", HOSPITAL),
    RADIOLOGIST: ("Aiko", "Kimura", "Dr.", "Radiology", HOSPITAL),
    SURGEON: ("Ines", "Castellan", "Dr.", "Breast surgery", HOSPITAL),
    HOSPITALIST: ("Erik", "Lund", "Dr.", "Hospital medicine", HOSPITAL),
    DIETITIAN: ("Chika", "Abara", "", "Dietetics", PRACTICE),
}

LOCATIONS = {
    PRACTICE: ("Location/practice", "Millbrook Family Practice, consulting rooms"),
    HOSPITAL: ("Location/hospital", "Ellery County Hospital"),
    EYE_CLINIC: ("Location/eye-clinic", "Harbor Eye Clinic"),
    URGENT_CARE: ("Location/urgent-care", "QuickStep Urgent Care, Dock Street"),
}

CARDIOLOGIST_BY_IDENTIFIER = f"Practitioner?identifier={STAFF}|dr-silva"
"""A conditional reference.

The hospital's system names the cardiologist by his staff number, not by our id.
"""

URGENT_CARE_CLINICIAN = f"Practitioner?identifier={STAFF}|quickstep-0417"
"""A conditional reference that leads nowhere in this record.

Urgent care never sent its clinician's details.
"""


def display(reference: str) -> str:
    """How a person of the staff, or an organisation, is written.

    >>> display(OKAFOR)
    'Dr. Adaeze Okafor'
    """
    if reference in ORGANIZATIONS:
        return ORGANIZATIONS[reference]
    given, family, prefix, *_ = STAFF_NAMES[reference]
    return f"{prefix} {given} {family}".strip()


def employer(reference: str) -> str:
    """The organisation that someone of the staff works for."""
    return STAFF_NAMES[reference][4]


def resources() -> Iterator[Json]:
    """The patient, organisations, locations, practitioners and their roles."""
    yield _patient()
    for reference, name in ORGANIZATIONS.items():
        yield {
            "resourceType": "Organization",
            "id": reference.split("/")[1],
            "active": True,
            "name": name,
        }
    for organization, (reference, name) in LOCATIONS.items():
        yield {
            "resourceType": "Location",
            "id": reference.split("/")[1],
            "status": "active",
            "name": name,
            "managingOrganization": ref(organization, ORGANIZATIONS[organization]),
        }
    for reference, (given, family, prefix, specialty, organization) in STAFF_NAMES.items():
        key = reference.split("/")[1]
        called: Json = {"family": family, "given": [given]}
        if prefix:
            called["prefix"] = [prefix]
        yield {
            "resourceType": "Practitioner",
            "id": key,
            "identifier": [{"system": STAFF, "value": key}],
            "active": reference != BRANDT,
            "name": [called],
        }
        yield {
            "resourceType": "PractitionerRole",
            "id": f"role-{key}",
            "active": reference != BRANDT,
            "practitioner": ref(reference, display(reference)),
            "organization": ref(organization, ORGANIZATIONS[organization]),
            "specialty": [concept(specialty)],
        }


def _patient() -> Json:
    return {
        "resourceType": "Patient",
        "id": PATIENT.split("/")[1],
        "identifier": [{"system": "https://chartside.example/demo/mrn", "value": "MFP-0048213"}],
        "active": True,
        "name": [
            {"use": "official", "family": "Lindqvist", "given": ["Nora", "Ellen"]},
            {"use": "maiden", "family": "Aldous", "given": ["Nora", "Ellen"]},
        ],
        "gender": "female",
        "birthDate": "1957-08-14",
        "address": [{"use": "home", "line": ["12 Weir Lane"], "city": "Millbrook"}],
        "telecom": [{"system": "phone", "use": "home", "value": "555-0142"}],
        "maritalStatus": concept(
            "Married", ("http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "M", "Married")
        ),
        "contact": [
            {
                "relationship": [concept("Husband")],
                "name": {"family": "Lindqvist", "given": ["Anders"]},
                "telecom": [{"system": "phone", "value": "555-0143"}],
            }
        ],
        "communication": [
            {
                "language": concept("English", ("urn:ietf:bcp:47", "en", "English")),
                "preferred": True,
            }
        ],
        "generalPractitioner": [ref(OKAFOR, display(OKAFOR))],
        "managingOrganization": ref(PRACTICE, ORGANIZATIONS[PRACTICE]),
    }
