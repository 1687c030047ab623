"""What all parts run on: caches, budgets of time, processes with limits, names imported late."""
