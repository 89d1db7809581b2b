"""Prepare a process for Rasa: no TensorFlow, no telemetry, no network, nothing outside var/."""

import os
import tempfile
import warnings
from pathlib import Path

from nlu import import_stand_in
from nlu.pipeline import ROOT

VAR = ROOT / "var"
MODELS = VAR / "models"


def prepare() -> None:
    """Make this process fit to import Rasa; call it before any such import."""
    scratch = VAR / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(scratch)
    os.environ |= {
        "HOME": str(VAR / "home"),  # Rasa and Matplotlib write settings and caches there
        "MPLCONFIGDIR": str(VAR / "home" / "matplotlib"),
        "MPLBACKEND": "agg",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",  # the cache hides retraining
        "RASA_CACHE_DIRECTORY": str(VAR / "rasa-cache"),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1"),
        "LOG_LEVEL": "ERROR",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TMPDIR": str(scratch),
    }
    (VAR / "home").mkdir(exist_ok=True)
    warnings.showwarning = _no_warning
    import_stand_in.install()


def city_folder() -> Path:
    """Return the folder of the city that `CITY` names (bandung unless told otherwise)."""
    return ROOT / "cities" / os.environ.get("CITY", "bandung")


def _no_warning(*args: object, **kwargs: object) -> None:
    """Keep quiet about libraries that we pin and do not maintain."""
    del args, kwargs
