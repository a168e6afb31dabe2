"""The version of this program, as `pyproject.toml` says it; a checkout has no installed package to ask."""

VERSION = "0.1.0"
