"""Inference: the edits that lead from a plan's zones to zones that were edited elsewhere."""
