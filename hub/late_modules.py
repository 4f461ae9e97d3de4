"""Modules that are imported when something of them is asked for, and not before.

For what a library imports and we may never use. Who asks gets what an import would have given,
mistakes included. It knows no library.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Any


def is_there(name: str) -> bool:
    """Tell whether a module could be imported, or is."""
    return _found(name) is not None


def put_off(name: str, meanwhile: Mapping[str, object] | None = None) -> bool:
    """Let a module be imported when something of it is asked for that `meanwhile` doesn't name.

    Its submodules can be had without it. A module that is there already, or isn't installed,
    is left as it is, and False returned.
    """
    spec = None if name in sys.modules else _found(name)
    if spec is None:
        return False
    late = _LateModule(name, spec, meanwhile or {})
    sys.modules[name] = late
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(import_module(parent), child, late)
    return True


def put_off_but(package: str, *names: tuple[str, str]) -> None:
    """Put a package off but for these: each a file in it, and a name of it that is imported now.

    They are names of the package as well.
    """
    if put_off(package):
        for file, name in names:
            setattr(sys.modules[package], name, getattr(import_module(file), name))


def name_of(module: str, name: str) -> Any:
    """Return what a module has under a name, whatever is given for it meanwhile."""
    found = import_module(module)
    return found.__getattr__(name) if isinstance(found, _LateModule) else getattr(found, name)


def _found(name: str) -> ModuleSpec | None:
    """Look for a module without importing what it is in, which may import it."""
    top, *within = name.split(".")
    spec = find_spec(top)
    for child in within:
        if spec is None:
            return None
        spec = PathFinder.find_spec(f"{spec.name}.{child}", spec.submodule_search_locations)
    return spec


class _LateModule(ModuleType):
    """Stands for a module and asks it for all that it doesn't have; any thread may."""

    def __init__(self, name: str, spec: ModuleSpec, meanwhile: Mapping[str, object]) -> None:
        super().__init__(name)
        self.__spec__, self.__file__ = spec, spec.origin
        if spec.submodule_search_locations is not None:
            self.__path__ = list(spec.submodule_search_locations)
        self.__dict__.update(meanwhile)
        self._meanwhile = frozenset(meanwhile)
        self._turn = Lock()

    def __getattr__(self, name: str) -> object:
        """Ask the module, or import what is of that name in it. Raises what an import raises."""
        if name == "__path__":  # who imports from it asks whether it is a package
            raise AttributeError(name)
        within = f"{self.__name__}.{name}"
        if "__path__" in self.__dict__ and PathFinder.find_spec(within, self.__path__):
            return import_module(within)
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
