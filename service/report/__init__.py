"""Reports: what scenarios come to, for those who decide, as PDF, HTML or Word.

`content` says it once, in one language, as headings, sentences, tables and pictures (`document`);
`pdf`, `html` and `docx` only set that. `made` is all of it: a plan's scenarios as bytes.
"""

from service.report.made import SUFFIXES, Asked, made

__all__ = ["SUFFIXES", "Asked", "made"]
