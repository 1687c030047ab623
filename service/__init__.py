"""The user interfaces: the command line, the service and the planner's page."""
