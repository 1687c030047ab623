"""The schema agrees with itself: keys, references, words."""

from layers.schema.layer_schema import LAYERS

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
