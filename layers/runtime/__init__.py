"""Shared runtime: caches, time budgets, processes with limits, lazy imports."""
