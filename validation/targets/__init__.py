"""Predicted against observed: rows of the evidence, experiments on a bench, a page."""

from __future__ import annotations

from .bench import Bench, Trace, isolated, whole
from .check import Check, checks, not_expressed

__all__ = ["Bench", "Check", "Trace", "checks", "isolated", "not_expressed", "whole"]
