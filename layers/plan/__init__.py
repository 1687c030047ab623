"""The plan: its GeoPackage file, the check of its layers, their hashes; demand in partitions."""
