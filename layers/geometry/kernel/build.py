"""Compile the kernel: `python layers/geometry/kernel/build.py`, and when a wheel is built.

The compiler is Zig's, from the build requirement `ziglang`, so that no machine needs one; the code
is for every processor of an architecture, not tuned for this one. Only the standard library is
used, because a build has nothing else.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
BINARY = _FOLDER / {"win32": "kernel.dll", "darwin": "kernel.dylib"}.get(sys.platform, "kernel.so")

_TARGETS = {
    ("linux", "x86_64"): ("x86_64-linux-gnu.2.17", "manylinux_2_17_x86_64.musllinux_1_1_x86_64"),
    ("linux", "aarch64"): (
        "aarch64-linux-gnu.2.17",
        "manylinux_2_17_aarch64.musllinux_1_1_aarch64",
    ),
    ("darwin", "x86_64"): ("x86_64-macos.10.13", "macosx_10_13_x86_64"),
    ("darwin", "arm64"): ("aarch64-macos.11.0", "macosx_11_0_arm64"),
    ("win32", "amd64"): ("x86_64-windows-gnu", "win_amd64"),
    ("win32", "arm64"): ("aarch64-windows-gnu", "win_arm64"),
}
_PLACE = (sys.platform, platform.machine().lower())
_TARGET, WHEEL_PLATFORM = _TARGETS.get(_PLACE, ("", "")) if sys.maxsize > 2**32 else ("", "")

OPTIONS = ("-std=c11", "-O2", "-ffp-contract=off", "-fno-math-errno", "-fvisibility=hidden")
"""No fast math and no fused multiply-add: the same digits on every machine."""

WARNINGS = ("-Wall", "-Wextra", "-Wpedantic", "-Werror")


def source_files() -> list[Path]:
    """Return the C files to be compiled."""
    return sorted(_FOLDER.glob("*.c"))


def source_digest() -> str:
    """Return the hash of everything that determines the binary."""
    result = hashlib.sha256(" ".join(OPTIONS).encode())
    for path in [*source_files(), *sorted(_FOLDER.glob("*.h"))]:
        result.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return result.hexdigest()


def compiled() -> str | None:
    """Compile the kernel beside its sources; return why this is impossible, None if it exists."""
    if BINARY.is_file() and source_digest().encode() in BINARY.read_bytes():
        return None
    if not _TARGET:
        return f"{platform.system()} on {platform.machine()} has none"
    if importlib.util.find_spec("ziglang") is None:
        return "its compiler, the package ziglang, is not installed"
    with tempfile.TemporaryDirectory(prefix="zonewright-kernel-") as folder:
        binary = Path(folder) / BINARY.name
        command = [sys.executable, "-m", "ziglang", "cc", "-target", _TARGET, "-shared", "-s"]
        command += [*OPTIONS, *WARNINGS, "-fPIC", "-nostdlib", *defined()]
        process = subprocess.run(  # noqa: S603  the compiler of a package, fixed arguments
            [*command, "-o", str(binary), *map(str, source_files())],
            env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": folder, "ZIG_LOCAL_CACHE_DIR": folder},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if process.returncode or not binary.is_file():
            return "; ".join(process.stderr.split("\n"))[:300] or "its compiler failed"
        # a process may use the old one
        replacement = BINARY.with_name(f"{BINARY.name}.{os.getpid()}")
        replacement.write_bytes(binary.read_bytes())
        replacement.replace(BINARY)
    return None


def defined() -> list[str]:
    """Return the compiler options that define the macros of the sources."""
    return [f'-DSOURCES_DIGEST="{source_digest()}"']


if __name__ == "__main__":
    reason = compiled()
    sys.exit(reason and f"zonewright: no compiled kernel: {reason}")
