"""Inspect the wheels of a release: `python -m tests.wheels FOLDER`.

Each has the tags of its platform, the built page, and one kernel: a library of that platform, made
of these sources, which has every function that the program calls and needs no library.
"""

import re
import struct
import sys
from pathlib import Path
from zipfile import ZipFile

from layers.geometry.kernel.build import PLATFORMS, Platform, source_digest
from layers.geometry.kernel.library import FUNCTIONS

PAGE = ("page/modules/main.js", "page/modules/published.js", "page/styles/main.css")
_MACHINES = {
    "linux-x86_64": ("ELF", 0x3E),
    "linux-aarch64": ("ELF", 0xB7),
    "darwin-x86_64": ("Mach-O", 0x01000007),
    "darwin-arm64": ("Mach-O", 0x0100000C),
    "win32-amd64": ("PE", 0x8664),
    "win32-arm64": ("PE", 0xAA64),
}
"""The kind of a library of each platform, and how it names its processor."""


def kind_of(library: bytes) -> tuple[str, int]:
    """Return the kind of a library and its processor, "" for none that is known."""
    if library.startswith(b"\x7fELF"):
        return "ELF", struct.unpack_from("<H", library, 18)[0]
    if library.startswith(b"\xcf\xfa\xed\xfe"):
        return "Mach-O", struct.unpack_from("<I", library, 4)[0]
    if library.startswith(b"MZ"):
        header = struct.unpack_from("<I", library, 0x3C)[0]
        return "PE", struct.unpack_from("<H", library, header + 4)[0]
    return "", 0


def problems_of(wheel: Path, name: str, platform: Platform) -> list[str]:
    """Return what is wrong with the wheel of a platform."""
    found = []
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        about = archive.read(next(it for it in names if it.endswith(".dist-info/WHEEL"))).decode()
        kernels = [it for it in names if re.search(r"/kernel\.(so|dylib|dll)$", it)]
        library = archive.read(kernels[0]) if kernels else b""
    tags = sorted(re.findall("^Tag: (.*)$", about, re.MULTILINE))
    if tags != sorted(f"py3-none-{it}" for it in platform.wheel.split(".")):
        found.append(f"its tags are {tags}")
    found += [f"{it} is missing" for it in PAGE if f"service/page/vendor/{it}" not in names]
    if kernels != [f"layers/geometry/kernel/{platform.binary}"]:
        found.append(f"its kernels are {kernels}")
    if kind_of(library) != _MACHINES[name]:
        found.append(f"its kernel is {kind_of(library)}")
    if source_digest().encode() not in library:
        found.append("its kernel is not made of these sources")
    absent = [it for it in FUNCTIONS if not re.search(rb"[\0_]%s\0" % it.encode(), library)]
    found += [f"its kernel lacks {it}" for it in absent]
    if b"GLIBC_" in library:
        found.append("its kernel needs a library of C")
    return found


def main(folder: Path) -> int:
    """Print what was found of each platform's wheel; return 1 if anything is wrong."""
    code = 0
    for name, platform in PLATFORMS.items():
        wheels = sorted(folder.glob(f"*-{platform.wheel}.whl"))
        problems = [f"{len(wheels)} wheels"] if len(wheels) != 1 else []
        for wheel in wheels:
            problems += problems_of(wheel, name, platform)
            size = f"{wheel.stat().st_size / 1e6:.1f} MB, {', '.join(map(str, _MACHINES[name]))}"
            sys.stdout.write(f"{wheel.name}: {size}\n")
        sys.stdout.writelines(f"  {name}: {problem}\n" for problem in problems)
        code |= bool(problems)
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
