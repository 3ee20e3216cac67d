"""Carry a delivery through the intake: record, claim, commit, answer, announce."""
