"""The QGIS dress of a file: styles, words, a project with layouts; written without QGIS."""

from layers.qgis.dress import DRESS_TABLES, PROJECT_NAME, dress

__all__ = ["DRESS_TABLES", "PROJECT_NAME", "dress"]
