"""Debian's packages, for what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(package: str, why: str) -> None:
    """Install a package where that is possible; otherwise say what to do and end."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(f"The tests need {package} ({why}): install it, for example `sudo apt-get install {package}`.")
    print(f"Installing {package} ({why}) ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])
    for step in steps:
        done = subprocess.run(step, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}\n{package} could not be installed: the lines above say why.")
