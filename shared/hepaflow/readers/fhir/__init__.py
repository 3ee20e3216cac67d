"""FHIR R4 and R5 resources → rows."""
