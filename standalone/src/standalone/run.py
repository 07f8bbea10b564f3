"""`make run`: the stack in the foreground, until somebody stops it."""

import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from provodnik.embedded.accounts import Account
from provodnik.embedded.errors import EmbeddedServerError
from provodnik.embedded.folders import write_private_file
from provodnik.embedded.pid_file import Identity
from robot.ui.libraries import platform_of
from standalone.errors import StackError, StopAsked
from standalone.progress import Progress
from standalone.stack import Stack
from standalone.stop_request import StopRequest

CHECK_SECONDS = 1.0


def run(port: int, var: Path | None, *, kiosk: bool) -> int:
    """The exit status."""
    console = Console()
    progress = Progress(console)
    logging.basicConfig(
        level=logging.WARNING, format="%(message)s", handlers=[RichHandler(console=console, show_path=False)]
    )
    stop_request = StopRequest()
    stack = Stack(port, var, kiosk=kiosk, progress=progress, stop_request=stop_request)
    with stop_request.listening():
        try:
            _supervise(stack, progress, stop_request, kiosk=kiosk)
        except StopAsked:
            progress.say("stopped before it had started")
        except (StackError, EmbeddedServerError) as error:
            if not stop_request.asked:  # asked twice, it killed what the error misses
                Console(stderr=True).print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
                return 1
    return 0


def _supervise(stack: Stack, progress: Progress, stop_request: StopRequest, *, kiosk: bool) -> None:
    with stack:
        seconds = _seconds_since_command()
        write_private_file(
            stack.paths.var, stack.paths.start_file.name, f'{{"seconds": {seconds:.2f}}}', Account.current()
        )
        progress.say(_where_things_are(stack, seconds, kiosk=kiosk, environ=os.environ))
        while not stop_request.wait(CHECK_SECONDS):
            stack.check()
        progress.say("stopping …")
    progress.say("stopped")


def _where_things_are(stack: Stack, seconds: float, *, kiosk: bool, environ: Mapping[str, str]) -> str:
    var = stack.paths.var
    var = var.relative_to(Path.cwd()) if var.is_relative_to(Path.cwd()) else var
    lines = {
        "gateway": stack.gateway_url,
        "API": f"{stack.gateway_url}/base_api/v1/docs",
        "console": f".venv/bin/provodnik-console --run-json {var / stack.paths.run_file.name}",
        "kiosk": _how_the_kiosk_shows(environ) if kiosk else "off",
        "logs": f"{var}/*/*.log",
    }
    table = "\n".join(f"  {name:<8} {text}" for name, text in lines.items())
    return f"\nProvodnik runs, {seconds:.1f} s after the command.\n{table}\nCtrl-C stops it.\n"


def _how_the_kiosk_shows(environ: Mapping[str, str]) -> str:
    platform = platform_of(environ)
    if platform == "offscreen":
        return "off-screen: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return f"in a window ({platform})"


def _seconds_since_command() -> float:
    """Since this process began; both are counted from the machine's boot, whatever becomes of the clock."""
    this = Identity.of(os.getpid())
    if this is None:
        raise RuntimeError("/proc has no entry for this process: it must be mounted")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - this.started / os.sysconf("SC_CLK_TCK")
