"""Styling of a file for QGIS: styles, labels, a project with layouts; written without QGIS."""

from layers.qgis.dress import PROJECT_NAME, STYLING_TABLES, FileWords, add_styling

__all__ = ["PROJECT_NAME", "STYLING_TABLES", "FileWords", "add_styling"]
