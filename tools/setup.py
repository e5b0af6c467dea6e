"""Makes the virtual environment and installs into it, showing how far it is. Needs only Python itself.

python3 tools/setup.py .venv [dev]
"""

from __future__ import annotations

import compileall
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

OLDEST = (3, 11)
WIDTH = 28


class Progress:
    """One line that is rewritten in a terminal, and a few plain lines elsewhere."""

    def __init__(self) -> None:
        self.live = sys.stdout.isatty()
        self.started = time.monotonic()

    def say(self, text: str, share: float | None = None) -> None:
        """Show where things stand; `share` from 0 to 1 draws a bar."""
        if not self.live:
            if share is None:
                print(text, flush=True)
            return
        bar = "" if share is None else "█" * round(share * WIDTH) + "░" * (WIDTH - round(share * WIDTH)) + " "
        line = f"{bar}{text}  {time.monotonic() - self.started:3.0f} s"
        print("\r\x1b[2K" + line[: shutil.get_terminal_size().columns - 1], end="", flush=True)

    def end(self, text: str) -> None:
        """The last line."""
        print(("\r\x1b[2K" if self.live else "") + f"{text} ({time.monotonic() - self.started:.0f} s)", flush=True)


PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--no-compile")


def install(python: Path, target: str, progress: Progress, expected: int) -> None:
    """`pip install -e target`, its output turned into progress; on failure the whole output is shown."""
    # A pip as old as the machine's Python takes twice as long to look through what the registry offers.
    subprocess.run([python, *PIP, "--quiet", "--upgrade", "pip"], capture_output=True)
    command = [str(python), *PIP, "-e", target]
    output: list[str] = []
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            output.append(line)
            collecting = re.match(r"\s*Collecting (\S+?)[<>=~!\[ ;(]", line + " ")
            if collecting:
                seen += 1
                progress.say(f"fetching {collecting.group(1)}", min(seen / expected, 1) * 0.7)
            elif line.startswith("Installing collected"):
                progress.say(f"installing {seen} packages", 0.8)
    if process.returncode:
        print("\n" + "".join(output[-40:]))
        sys.exit("Installing failed: the lines above say why. With the network back, the same command goes on.")


def compile_packages(folder: Path) -> None:
    """What pip would do with one processor and for the packages' own tests as well."""
    left_out = re.compile(r"[/\\](tests|pip|setuptools)[/\\]")
    for packages in (folder / "lib").glob("python*/site-packages"):
        compileall.compile_dir(packages, quiet=2, workers=0, rx=left_out)


def main(arguments: list[str]) -> None:
    """Make `arguments[0]` a virtual environment with the package, and with "dev" also what the tests need."""
    if sys.version_info < OLDEST:
        sys.exit(f"Suppilo needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    folder = Path(arguments[0])
    is_dev = "dev" in arguments[1:]
    progress = Progress()
    progress.say("Making the environment ...")
    if not (folder / "bin" / "python").exists():
        try:
            venv.create(folder, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("Python's venv module is not complete: on Debian run `apt-get install python3-venv`, then again.")
    install(folder / "bin" / "python", ".[dev]" if is_dev else ".", progress, 110 if is_dev else 70)
    progress.say("compiling the packages", 0.85)
    compile_packages(folder)
    progress.say("compiling the walks", 0.95)
    warm = [folder / "bin" / "python", "-m", "suppilo.analysis.warming"]
    shares = [["all", "1/2"], ["all", "2/2"]] if is_dev else [[]]
    running = [subprocess.Popen([*warm, *share]) for share in shares]
    codes = [process.wait() for process in running]
    if any(codes):
        sys.exit("The walks could not be compiled: the lines above say why.")
    progress.end("Everything is installed.")


if __name__ == "__main__":
    main(sys.argv[1:])
