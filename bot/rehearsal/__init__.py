"""Rehearsals: a scripted case played through a procedure without a browser, told as a timeline."""

from .playing import RehearsalStopped
from .reading import ScenarioRefused
from .running import rehearse_file
from .schema import scenario_schema

__all__ = ["RehearsalStopped", "ScenarioRefused", "rehearse_file", "scenario_schema"]
