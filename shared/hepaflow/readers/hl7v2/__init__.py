"""Read HL7 v2 messages into rows."""
