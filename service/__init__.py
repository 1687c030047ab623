"""What people meet: the command line, the service and the planner's page."""
