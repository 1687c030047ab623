"""Differences between two coverages, and land common to several scenarios."""
