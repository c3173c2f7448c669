"""Settings from a TOML file and the environment: read once, validated, documented in one place."""

from foodmarket.entrypoints.config.loading import Loaded, Origin, load
from foodmarket.entrypoints.config.problems import BadSettings, Problem
from foodmarket.entrypoints.config.settings import SETTINGS, LogFormat, Mode, Settings

__all__ = [
    "SETTINGS",
    "BadSettings",
    "Loaded",
    "LogFormat",
    "Mode",
    "Origin",
    "Problem",
    "Settings",
    "load",
]
