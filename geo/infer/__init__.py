"""Inference of the edits from a plan's zones to zones that were edited elsewhere."""
