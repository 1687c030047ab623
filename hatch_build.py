"""Build hook: the page's files and the compiled kernel, before a wheel.

Each is made by the module that knows it, loaded by its path: a build has nothing installed of what
the packages import.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from types import ModuleType


PLATFORM = "ZONEWRIGHT_PLATFORM"
"""Names the platform of a wheel for another machine: one of `PLATFORMS` of the kernel's build."""


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Makes what is not in the repository: an sdist carries the sources alone."""

    _cross: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is not there yet, and tag the wheel for its platform.

        Without a compiled kernel the wheel is for every platform: arrays do the kernel's work. For
        another machine it is not left among the sources.
        """
        del version
        if self.target_name != "wheel":
            return
        _module("service/page/vendor_assets.py").bring()
        kernel = _module("layers/geometry/kernel/build.py")
        name = os.environ.get(PLATFORM, kernel.HERE)
        binary = kernel.BINARY
        if name != kernel.HERE:
            if name not in kernel.PLATFORMS:
                raise SystemExit(
                    f"zonewright: {PLATFORM}={name}: one of {', '.join(kernel.PLATFORMS)}"
                )
            self._cross = tempfile.TemporaryDirectory(prefix="zonewright-kernel-")
            binary = Path(self._cross.name) / kernel.PLATFORMS[name].binary
        reason = kernel.compiled(name, binary)
        if reason is None:
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{kernel.PLATFORMS[name].wheel}"
            place = f"layers/geometry/kernel/{binary.name}"
            build_data["force_include"][str(binary)] = place
        elif self._cross is not None:
            raise SystemExit(f"zonewright: no kernel of {name}: {reason}")
        else:
            self.app.display_warning(
                f"zonewright: no compiled kernel: {reason}; arrays do its work"
            )

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the kernel of another machine."""
        del version, build_data, artifact_path
        if self._cross is not None:
            self._cross.cleanup()


def _module(path: str) -> ModuleType:
    file = Path(__file__).resolve().parent / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"zonewright: {path} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
