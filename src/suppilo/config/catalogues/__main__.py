"""`python -m suppilo.config.catalogues update [ROOM...] | check | compile`."""

from __future__ import annotations

import sys

from suppilo.config.catalogues.checking import problems
from suppilo.config.catalogues.compiling import compile_all
from suppilo.config.catalogues.extracting import rooms, update


def main(arguments: list[str]) -> int:
    """Do what is asked; answers the exit code."""
    verb, *names = arguments or ["help"]
    if verb == "compile":
        print(f"{compile_all()} catalogues compiled.")
        return 0
    if verb == "update":
        for room in names or rooms():
            for language, left in update(room).items():
                print(f"{room}/{language}: {left} to translate")
        return 0
    if verb == "check":
        found = problems()
        print("\n".join(found) or "Every string is translated.")
        return 1 if found else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
