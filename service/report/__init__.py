"""Reports: what scenarios come to, for those who decide, as PDF, HTML or Word.

`content` says it once, in one language, as headings, sentences, tables and pictures (`document`);
`pdf`, `html` and `docx` only set that. `made` gives the bytes of the file.
"""

SUFFIXES = (".pdf", ".html", ".docx")
"""The suffixes that a report may have."""

__all__ = ["SUFFIXES"]
