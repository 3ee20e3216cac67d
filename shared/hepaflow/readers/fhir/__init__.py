"""Read FHIR R4 and R5 resources into rows."""
