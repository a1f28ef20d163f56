"""Records: dataclasses to whoever writes or checks them, msgspec structs when the program runs.

Python writes and compiles the methods of every dataclass anew at each start: with some 200 of
them that took longer than what most commands do. A struct is made in a fortieth of that time.
Type checkers read the standard library's signatures, so `replace` and `match` are checked as ever.
What the lists of runs need stays plain dataclasses: msgspec takes longer to import than they do.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import asdict, dataclass, field, replace
else:
    import dataclasses

    from msgspec import Struct, field
    from msgspec import to_builtins as asdict
    from msgspec.structs import replace as _replace

    def dataclass(*, slots, frozen=False, kw_only=False, order=False):
        """Make the class below a struct. `slots` is always so; it is said to the type checker."""

        def make(plain):
            names = dict(vars(plain))
            for given in ("__dict__", "__weakref__"):
                names.pop(given, None)
            bases = (Struct, *(base for base in plain.__bases__ if base is not object))
            ways = {"frozen": frozen, "kw_only": kw_only, "order": order}
            return type(Struct)(plain.__name__, bases, names, **ways)

        return make

    def replace(record, /, **changes):
        """Return `record` with other values, be it a record or a plain dataclass."""
        if isinstance(record, Struct):
            return _replace(record, **changes)
        return dataclasses.replace(record, **changes)


__all__ = ["asdict", "dataclass", "field", "replace"]
