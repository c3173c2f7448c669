"""``python -m foodmarket.entrypoints.cli`` is ``foodmarket``."""

from foodmarket.entrypoints.cli.app import main

main()
