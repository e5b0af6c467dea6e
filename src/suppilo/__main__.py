"""`python -m suppilo` is the command `suppilo`."""

from suppilo.config.cli import main

main()
