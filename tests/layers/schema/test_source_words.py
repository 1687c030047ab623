"""Sources in Chinese."""

import re

from layers import Plan
from layers.schema.source_words import source_zh


def test_every_source_of_the_plan_of_china_is_known_whole_in_chinese(china_plan: Plan) -> None:
    frames = [china_plan.frame(layer) for layer in china_plan.present]
    sources = {it for frame in frames if "source" in frame for it in frame["source"].dropna()}
    assert len(sources) > 500
    assert {it for it in sources if source_zh(it) is None} == set()
    for source in china_plan.ftzs["source"]:
        pages = re.findall(r"[\w-]+(?:\.[\w-]+)+/[\w./-]+", source)
        assert all(page in str(source_zh(source)) for page in pages)


def test_a_source_is_put_into_chinese_and_one_of_unknown_words_stays_unchanged() -> None:
    for source, chinese in {
        "VERIFIED: GACC; en.people.cn/n3/2024/0821": "已核实：海关总署；en.people.cn/n3/2024/0821",
        "date guofa 2020-10": "日期：国发〔2020〕10 号",
        "implied by verified total minus Suzhou": "由已核实的合计减去苏州得出",
        "verified. general knowledge": "已核实。常识",
        "2024 年统计公报": "2024 年统计公报",
        "example.org/plan": "example.org/plan",
        "Surveyed by the province": None,
        "Ministry, 2024": None,
        "verified by me": None,
    }.items():
        assert source_zh(source) == chinese
