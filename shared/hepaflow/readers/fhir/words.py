"""Map the codes of FHIR value sets to the words of a lab report."""

from hepaflow.domain.model import Status

# Source: FHIR R4 and R5, ObservationStatus (http://hl7.org/fhir/observation-status). `registered` is there before any
# result is; `appended` has its unchanged result and more beside it. `unknown` is left as it stands: whether such a
# result counts is for the center's profile to say.
STATUSES = {
    "registered": Status.PRELIMINARY,
    "preliminary": Status.PRELIMINARY,
    "final": Status.FINAL,
    "amended": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "appended": Status.CORRECTED,
    "cancelled": Status.NOT_DONE,
    "entered-in-error": Status.DELETED,
}
NO_STATUS = "none given"  # FHIR asks for one, and without it nobody can tell a result from an error

# Source: FHIR R4, DataAbsentReason (http://terminology.hl7.org/CodeSystem/data-absent-reason), in words that a value
# cell may hold. What is not here gives no result either, under its own code.
ABSENT_REASONS = {
    "unknown": "unknown",
    "asked-unknown": "unknown",
    "temp-unknown": "pending",
    "not-asked": "not tested",
    "asked-declined": "not collected",
    "not-performed": "not performed",
    "not-applicable": "not done",
    "masked": "not available",
    "not-permitted": "not available",
    "unsupported": "not available",
    "as-text": "see comment",
    "error": "unable to perform",  # something went wrong: there is no result
    "not-a-number": "unable to perform",  # these three are kinds of `error`
    "negative-infinity": "unable to perform",
    "positive-infinity": "unable to perform",
}

# Source: FHIR R4, Observation Category Codes (http://terminology.hl7.org/CodeSystem/observation-category), all but
# `laboratory`. A category of another system says nothing here: labs have their own.
NOT_LABORATORY = frozenset(
    {"social-history", "vital-signs", "imaging", "procedure", "survey", "exam", "therapy", "activity"}
)
LABORATORY = "laboratory"

# Source: HL7 v3 ObservationInterpretation and v2 table 0078: what is said of something else than a reference range:
# change, susceptibility, detection, reactivity, quality control.
_BESIDE = "B D U W S R I MS VS SYN-R SYN-S SDD NS NCL POS NEG IND DET ND E EX CAR TOX RR WR NR EXP UNE OBX IE NULL < >"
BESIDE_THE_RANGE = frozenset(_BESIDE.split())

# Source: HL7 v2 table 0493, Specimen Condition: the codes that domain.conditions has a word for.
# SNOMED CT 118128002, "Specimen hemolyzed": laboratory module of the German Medical Informatics Initiative.
CONDITIONS = {"HEM": "hemolyzed", "CLOT": "clotted", "118128002": "hemolyzed"}

# Source: HL7 v3 ActReason HTEST, "test health data", as a security label or a tag; its system in R4 and R5, in DSTU2, and as an OID.
TEST_DATA = "HTEST"
TEST_SYSTEMS = frozenset(
    {
        "http://terminology.hl7.org/CodeSystem/v3-ActReason",
        "http://hl7.org/fhir/v3/ActReason",
        "urn:oid:2.16.840.1.113883.5.8",
        "",
    }
)

# Source: SNOMED CT qualifier values, as the value sets of US Core and of the European laboratory report name them.
FINDINGS = {
    "260385009": "negative",
    "260415000": "not detected",
    "10828004": "positive",
    "260373001": "detected",
    "42425007": "equivocal",
    "82334004": "indeterminate",
    "419984006": "inconclusive",
}

SEXES = {"male": "M", "female": "F"}

# Source: FHIR R4, ResourceType: what exports of laboratories hold beside observations. Others are not named to
# anybody: the name could be anything.
_KINDS = (
    "Account AllergyIntolerance Binary Bundle CarePlan CareTeam Claim Composition Condition Coverage Device"
    " DiagnosticReport DocumentReference Encounter EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Group"
    " ImagingStudy Immunization List Location Medication MedicationAdministration MedicationRequest MessageHeader"
    " Observation OperationOutcome Organization Parameters Patient Practitioner PractitionerRole Procedure Provenance"
    " Questionnaire QuestionnaireResponse RelatedPerson ResearchSubject ServiceRequest Specimen Substance Task"
)
RESOURCES = frozenset(_KINDS.split())
