"""Modules that are imported when something of them is asked for, and not before.

For what a library imports and we may never use. Who asks gets what an import would have given,
mistakes included. It knows no library.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import ModuleType


def is_there(name: str) -> bool:
    """Tell whether a module could be imported, or is."""
    return find_spec(name) is not None


def put_off(name: str, meanwhile: Mapping[str, object] | None = None) -> None:
    """Let a module be imported when something of it is asked for that `meanwhile` doesn't name.

    Its submodules can be imported without it. A module that is there already, or isn't installed,
    is left as it is.
    """
    parent, _, child = name.rpartition(".")
    if name in sys.modules or not is_there(name):
        return
    late = _LateModule(name, meanwhile or {})
    sys.modules[name] = late
    if parent:
        setattr(sys.modules[parent], child, late)


class _LateModule(ModuleType):
    """Stands for a module and asks it for all that it doesn't have; any thread may."""

    def __init__(self, name: str, meanwhile: Mapping[str, object]) -> None:
        super().__init__(name)
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            self.__path__ = list(spec.submodule_search_locations)
        self.__dict__.update(meanwhile)
        self._meanwhile = frozenset(meanwhile)
        self._turn = Lock()

    def __getattr__(self, name: str) -> object:
        """Ask the module. Raises what its import raises."""
        with self._turn:  # not while it is imported: that has locks of its own
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
        try:
            module = import_module(self.__name__)
        except BaseException:
            sys.modules.setdefault(self.__name__, self)  # the next one who asks is told as well
            raise
        for stopgap in self._meanwhile:
            self.__dict__.pop(stopgap, None)
        return getattr(module, name)
