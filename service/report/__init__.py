"""Reports on scenarios for decision makers, as PDF, HTML or Word, and decisions to hand over.

`content` builds headings, sentences, tables and pictures once, in one language (`document`); `pdf`,
`html` and `docx` only typeset them. `render` returns the bytes of the file. `decision_file` adds to
the HTML report of one scenario all that is needed to measure it again. `dossier` fills the texts of
an application with the same content, beside the decision file; `slides` shows it in a few slides.
"""

DECISION = ".decision.html"
"""The suffix of a decision file, a report on one scenario."""

SLIDES = ".slides.html"
"""The suffix of slides on one scenario."""

DOSSIER = ".dossier.zip"
"""The suffix of a dossier, the files of an application on one scenario."""

REPORTS = {
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DECISION: "text/html; charset=utf-8",
    SLIDES: "text/html; charset=utf-8",
    DOSSIER: "application/zip",
}
"""The suffixes of reports, each with its media type."""

TYPESET = (".pdf", ".docx", DOSSIER)
"""The suffixes of reports that the extra `reports` writes."""

DECIDED = (DECISION, DOSSIER)
"""The suffixes of files on one scenario, whose export is noted with the digest of the decision."""

OF_ONE = (*DECIDED, SLIDES)
"""The suffixes of files on one scenario."""

__all__ = ["DECIDED", "DECISION", "DOSSIER", "OF_ONE", "REPORTS", "SLIDES", "TYPESET"]
