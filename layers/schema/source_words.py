"""Sources in Chinese: translations of their words, and the titles of Chinese documents.

A source is written in English, with the addresses where a figure was found. It is translated
completely, addresses and codes left unchanged, or not at all: a user's own source with unknown
words stays as written.
"""

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".csv")
_OPEN, _CLOSE = "\ue000", "\ue001"  # around text that is already Chinese
_REMARK = re.compile(f"{_OPEN}[^{_CLOSE}]*{_CLOSE}")
_ADDRESS = re.compile(
    r"[A-Za-z\d-]+(?:[./_?=][\w.%?=&-]+)+"  # of a page
    r"|[A-Za-z\d]+(?:-[A-Za-z\d]+)+"  # its last words, as `nansha-port-area`
    r"|[\w-]*\d[\w.%/-]*"  # a figure, a date, a code
)
_MARKS = (("; ", "；"), (", ", "，"), (": ", "："), (" & ", "、"), (" / ", "、"))
_STOP = re.compile(rf"(?<=[\u4e00-\u9fff]{_CLOSE})\. ")
_CHINESE, _STOPS = "\u4e00-\u9fff", "（），：；、《》〔〕“”"
_SPACES = re.compile(rf"(?<=[{_CHINESE}]) (?=[{_CHINESE}])|(?<=[{_STOPS}]) | (?=[{_STOPS}])")


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of words and their Chinese translations, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as rows:
        return tuple(
            (re.compile(rf"(?<![\w./-]){row['source']}(?![\w/]|[.-]\w)"), row["source_zh"])
            for row in csv.DictReader(rows)
        )


@lru_cache(maxsize=4096)
def source_zh(source: str) -> str | None:
    """Return a source in Chinese; None if it has unknown words.

    >>> source_zh("general knowledge, unverified")
    '常识，未经核实'
    >>> source_zh("area: HKTDC Henan 1X0A9NJK; english.www.gov.cn content_281475613047784")
    '面积：香港贸发局河南 1X0A9NJK；english.www.gov.cn content_281475613047784'
    >>> source_zh("surveyed by the county") is None
    True
    """
    text = source
    for words, chinese in _words():
        text = words.sub(f"{_OPEN}{chinese}{_CLOSE}", text)
    rest = _ADDRESS.sub("", _REMARK.sub("", text))
    if re.search("[A-Za-z]", rest):
        return None
    for mark, chinese in _MARKS:
        text = text.replace(mark, chinese)
    text = _STOP.sub("。", text)
    text = text.replace(_OPEN, "").replace(_CLOSE, "").replace("(", "（").replace(")", "）")
    return _SPACES.sub("", text) if text != source else source
