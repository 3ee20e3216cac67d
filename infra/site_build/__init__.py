"""Builds the web pages: packs the modules of `web/` into few files that are named by their content."""
