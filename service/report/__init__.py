"""Reports on scenarios for decision makers, as PDF, HTML or Word.

`content` builds headings, sentences, tables and pictures once, in one language (`document`); `pdf`,
`html` and `docx` only typeset them. `render` returns the bytes of the file.
"""

REPORTS = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The suffixes of reports, each with its media type."""

__all__ = ["REPORTS"]
