"""Adapt the ports to AWS; no other package knows AWS."""
