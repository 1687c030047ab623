"""How the service runs: several plans, worker processes, connections, the folder it writes in."""
