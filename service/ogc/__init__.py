"""OGC API: the layers of a plan and its scenarios for GIS clients such as QGIS and GDAL."""
