"""Compiles the translations while the package is built or installed."""

import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "src"))
from suppilo.config.catalogues.compiling import compile_all


class CompileTranslations(BuildHookInterface):
    """Run by hatchling before files are gathered."""

    def initialize(self, version, build_data):
        """Write the .mo files beside their sources, and ship them although git does not keep them."""
        compile_all(Path(self.root) / "src" / "suppilo")
        build_data["artifacts"].append("src/suppilo/**/*.mo")
