"""Check, draft, prepare and send files, as a lab does."""
