"""Reports: what scenarios come to, for those who decide, as PDF, HTML or Word.

`content` says it once, in one language, as headings, sentences, tables and pictures (`document`);
`pdf`, `html` and `docx` only set that. `made` gives the bytes of the file.
"""

REPORTS = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The suffixes that a report may have, each with its media type."""

__all__ = ["REPORTS"]
