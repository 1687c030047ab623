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
from typing import NamedTuple

_FOLDER = Path(__file__).resolve().parent
BINARY = _FOLDER / {"win32": "kernel.dll", "darwin": "kernel.dylib"}.get(sys.platform, "kernel.so")


class Platform(NamedTuple):
    """A platform: its name for Zig, the tag of its wheels, the name of the binary there."""

    zig: str
    wheel: str
    binary: str


PLATFORMS = {
    "linux-x86_64": Platform(
        "x86_64-linux-gnu.2.17", "manylinux_2_17_x86_64.musllinux_1_1_x86_64", "kernel.so"
    ),
    "linux-aarch64": Platform(
        "aarch64-linux-gnu.2.17", "manylinux_2_17_aarch64.musllinux_1_1_aarch64", "kernel.so"
    ),
    "darwin-x86_64": Platform("x86_64-macos.10.13", "macosx_10_13_x86_64", "kernel.dylib"),
    "darwin-arm64": Platform("aarch64-macos.11.0", "macosx_11_0_arm64", "kernel.dylib"),
    "win32-amd64": Platform("x86_64-windows-gnu", "win_amd64", "kernel.dll"),
    "win32-arm64": Platform("aarch64-windows-gnu", "win_arm64", "kernel.dll"),
}
"""Every platform that has a compiled kernel, as `sys.platform` and the machine name it."""

HERE = f"{sys.platform}-{platform.machine().lower()}" if sys.maxsize > 2**32 else ""
"""The platform of this Python."""

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


def compiled(platform_name: str = HERE, binary: Path | None = None) -> str | None:
    """Compile the kernel of a platform; return why this is impossible, None if it exists.

    It is written to `binary`, beside its sources by default.
    """
    place = binary or BINARY
    if place.is_file() and source_digest().encode() in place.read_bytes():
        return None
    if platform_name not in PLATFORMS:
        return f"{platform.system()} on {platform.machine()} has none"
    if importlib.util.find_spec("ziglang") is None:
        return "its compiler, the package ziglang, is not installed"
    with tempfile.TemporaryDirectory(prefix="zonewright-kernel-") as folder:
        made = Path(folder) / place.name
        zig = PLATFORMS[platform_name].zig
        command = [sys.executable, "-m", "ziglang", "cc", "-target", zig, "-shared", "-s"]
        command += [*OPTIONS, *WARNINGS, "-fPIC", "-nostdlib", *defined()]
        process = subprocess.run(  # noqa: S603  the compiler of a package, fixed arguments
            [*command, "-o", str(made), *map(str, source_files())],
            env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": folder, "ZIG_LOCAL_CACHE_DIR": folder},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if process.returncode or not made.is_file():
            return "; ".join(process.stderr.split("\n"))[:300] or "its compiler failed"
        # a process may use the old one
        replacement = place.with_name(f"{place.name}.{os.getpid()}")
        replacement.write_bytes(made.read_bytes())
        replacement.replace(place)
    return None


def defined() -> list[str]:
    """Return the compiler options that define the macros of the sources."""
    return [f'-DSOURCES_DIGEST="{source_digest()}"']


if __name__ == "__main__":
    reason = compiled()
    sys.exit(reason and f"zonewright: no compiled kernel: {reason}")
