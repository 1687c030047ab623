"""The schema agrees with itself: keys, references, words; sources have Chinese ones."""

import re

from layers import Plan
from layers.schema.layer_schema import LAYERS
from layers.schema.source_words import source_zh

PYTHON_TYPES = {"text": str, "real": float, "integer": int, "boolean": bool}


def test_the_columns_of_a_layer_differ_in_name_and_words_and_its_key_is_a_required_text() -> None:
    for layer in LAYERS.values():
        for words in (
            [column.name.lower() for column in layer.columns],
            [column.alias for column in layer.columns],
            [column.alias_zh for column in layer.columns],
        ):
            assert all(word == word.strip() != "" for word in words), layer.name
            assert len(set(words)) == len(words), layer.name
        assert all(any("一" <= letter <= "鿿" for letter in word) for word in words)
        assert not {"fid", "geom", "geometry"} & {column.name for column in layer.columns}
        if layer.key is not None:
            key = layer.column(layer.key)
            assert key is not None
            assert (key.kind, key.required, key.default) == ("text", True, None)
        for name, target in layer.refers:
            assert layer.column(name) is not None
            assert LAYERS[target].key == name


def test_a_column_of_one_name_is_of_one_kind_in_every_layer_as_is_its_default() -> None:
    kinds: dict[str, set[str]] = {}
    for layer in LAYERS.values():
        for column in layer.columns:
            kinds.setdefault(column.name, set()).add(column.kind)
            if column.default is not None:
                assert type(column.default) is PYTHON_TYPES[column.kind], column.name
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_a_plan_needs_zones_and_regions_and_nothing_else() -> None:
    required = {
        name: [column.name for column in layer.columns if column.required]
        for name, layer in LAYERS.items()
        if layer.required
    }
    assert required == {"zones": ["zone_id", "ftz_id"], "regions": ["adcode"]}


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
        "no published figure; national: GACC": "没有公布数字；全国：海关总署",
        "2024 年统计公报": "2024 年统计公报",
        "example.org/plan": "example.org/plan",
        "Surveyed by the province": None,
        "Ministry, 2024": None,
        "verified by me": None,
    }.items():
        assert source_zh(source) == chinese
