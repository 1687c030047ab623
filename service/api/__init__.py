"""The web API: an endpoint for each thing that the command line and scripts can do."""
