"""Benchmarks are programs (`make bench`), with packages of their own: the tests leave them alone."""

collect_ignore_glob = ["*.py"]
