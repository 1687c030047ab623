"""The plan: its GeoPackage file, the validation of its layers, hashes; demand in partitions."""
