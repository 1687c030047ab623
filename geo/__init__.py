"""The analysis: scenarios, rules, coverage and comparison; independent of web and file drivers.

`__init__.pyi` lists its public names, each with its module, from which it is imported on first use.
"""

from layers.runtime.lazy import lazy_names

__getattr__, __dir__, __all__ = lazy_names(__name__)
