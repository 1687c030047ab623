"""Loading the shared library of the kernel, the check against its sources, and its signatures."""

import ctypes
from ctypes import c_double, c_int32, c_int64, c_void_p
from functools import cache

from layers.geometry.kernel import build

MOMENTS = 9
"""The number of moments of the area density, as in radial.h."""

_SIGNATURES: dict[str, tuple[type | None, tuple[type, ...]]] = {
    "outline_of_ring": (c_int32, (c_void_p, c_void_p, c_int64, c_double, c_void_p)),
    "decide": (c_int64, (c_void_p, c_void_p, c_double, c_void_p, c_void_p)),
    "add_weights": (c_int64, (c_void_p, c_void_p, c_double, c_void_p, c_void_p)),
    "prepare_edges": (None, (c_void_p, c_void_p, c_void_p)),
    "add_shared_km2": (None, (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p)),
    "outlines_of_rings": (
        c_int32,
        (c_double, c_double, c_void_p, c_void_p, c_int64, c_double, c_void_p, c_void_p, c_void_p),
    ),
    "outlines_of_pieces": (
        c_int32,
        (c_double, c_double, c_void_p, c_void_p, c_int64, c_double, c_void_p, c_void_p),
    ),
    "distances_to_boundary": (c_int32, (c_void_p, c_void_p, c_void_p, c_int64, c_double, c_void_p)),
    "sweep_rings": (c_int32, (c_void_p,)),
    "degrees_of_plane": (c_int32, (*(c_double,) * 4, c_void_p, c_int64, c_void_p)),
    "plane_of_degrees": (c_int32, (*(c_double,) * 4, c_void_p, c_int64, c_void_p)),
}
FUNCTIONS = tuple(_SIGNATURES)
"""The names of the functions that the program calls."""


@cache
def load() -> ctypes.CDLL | None:
    """Return the library; None if absent, or not built from the sources beside it."""
    try:
        library = ctypes.CDLL(str(build.BINARY))
        made_of = ctypes.string_at(ctypes.addressof(c_double.in_dll(library, "sources_digest")))
        if made_of.decode() != build.source_digest():
            return None
        for name, (result, parameters) in _SIGNATURES.items():
            function = getattr(library, name)
            function.restype, function.argtypes = result, parameters
    except (OSError, ValueError, AttributeError):
        return None
    return library


def loaded() -> ctypes.CDLL:
    """Return the library, which must exist."""
    library = load()
    if library is None:
        raise RuntimeError("the kernel may be called only if is_on()")
    return library


def _fields(**of_type: str) -> list[tuple[str, type]]:
    """Return the fields of a structure from space-separated names by type."""
    types = {"number": c_int64, "real": c_double, "pointer": c_void_p}
    return [(name, types[kind]) for kind, names in of_type.items() for name in names.split()]


class OriginStruct(ctypes.Structure):
    """An origin, as `Origin` of radial.h."""

    _fields_ = (*_fields(real="lon_deg lat_deg shrink half_span"), ("moment", c_double * MOMENTS))


class OutlineStruct(ctypes.Structure):
    """An outline, as `Outline` of radial.h."""

    _fields_ = _fields(
        number="count", pointer="x y angle swept from_", real="least greatest steepest area_km2"
    )


class PointsStruct(ctypes.Structure):
    """Points, as `Points` of radial.h."""

    _fields_ = _fields(number="count", pointer="x y distance angle weight group")


class RingEdgesStruct(ctypes.Structure):
    """Edges in blocks, as `RingEdges` of radial.h."""

    _fields_ = _fields(
        number="edges blocks",
        pointer="after shape x y angle area_km2 least greatest wraps block_start block_last "
        "block_area_km2 block_least block_greatest block_wraps",
    )


class BoundaryStruct(ctypes.Structure):
    """A boundary, as `Boundary` of boundary.c."""

    _fields_ = _fields(
        number="edges", pointer="start_deg end_deg start_m end_m", real="semi_major_m flattening"
    )


class RingsStruct(ctypes.Structure):
    """Rings of a line sweep, as `Rings` of rings.c."""

    _fields_ = (
        *_fields(number="vertices", pointer="x y after before ring order rank"),
        *_fields(pointer="up low high below above region around crossing"),
        *_fields(number="root first"),
    )


class WorkspaceStruct(ctypes.Structure):
    """Workspace, as `Workspace` of outlines.c."""

    _fields_ = _fields(
        number="edges vertices gaps",
        pointer="vertex following square side group traced sorted gap next_",
    )


class RequestStruct(ctypes.Structure):
    """A request for outlines, as `Request` of outlines.c."""

    _fields_ = _fields(number="radii most", pointer="radius_m outline_deg outline_end")
