"""Zonewright in a script: the public names of `geo`, `layers` and `service`.

The build installs this folder as the package `zonewright`. Every name is imported on first use.

>>> import zonewright as zw
>>> meter = zw.CoverageMeter(zw.example_plan(), radii_km=[5, 10])
>>> meter.measure()
<Coverage of baseline in plan: 57.1% within 5 km, 85.7% within 10 km>
"""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
