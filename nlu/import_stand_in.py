"""Let Rasa start without TensorFlow: stand in for the modules that it imports but never calls.

Rasa 3.6 imports TensorFlow at start whatever the pipeline. Our pipeline calls none of it, so
our entry points (train, serve, score) call `install` first. A component that really needs it
would train to nothing without an error: `nlu.pipeline` refuses such a pipeline beforehand.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

ABSENT = frozenset(
    {"keras", "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text"}
)
_PRETENDED_VERSION = "2.12.1"  # Rasa asks at import, and takes another path from 2.13 on


class _AnythingType(type):
    """A class any attribute of which is `_Anything`."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything

    def __or__(cls, other: object) -> Any:
        return object

    def __ror__(cls, other: object) -> Any:
        return object


class _Anything(metaclass=_AnythingType):
    """Whatever an import wants: a base class, a decorator, a constant, a generic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        del kwargs
        return args[0] if args and callable(args[0]) else self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything

    def __class_getitem__(cls, item: Any) -> Any:
        return cls


class _Module(ModuleType):
    """A module any attribute of which is `_Anything`."""

    __path__: list[str] = []  # noqa: RUF012  a package's own attribute, never changed
    __version__ = _PRETENDED_VERSION

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the absent packages, and every module below them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass


def install() -> bool:
    """Stand in for TensorFlow in this process; return False if it is there, or already done."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return False
    if importlib.machinery.PathFinder.find_spec("tensorflow") is not None:
        return False
    sys.meta_path.insert(0, _Finder())
    return True
