"""A made-up maker of pumps, valves and precision parts, as an ERP would export it.

`make_plant` is all that others need. Plain Python and NumPy; no Django.
"""

from .export import NoItems, make_plant
from .folder import FolderInUse

__all__ = ["FolderInUse", "NoItems", "make_plant"]
