"""Declare how a center's files are read: the profile, its checks, its rules on a date."""
