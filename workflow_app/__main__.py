"""`python -m workflow_app` is the command line."""

from .cli import main

main(prog_name="workflow-app")
