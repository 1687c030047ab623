"""The schema agrees with itself: keys, references, words."""

from layers.schema.layer_schema import LAYERS, Column


def test_a_key_is_a_required_text_column() -> None:
    keys = [layer.column(layer.key) for layer in LAYERS.values() if layer.key is not None]
    assert len(keys) > 3
    for key in keys:
        assert key is not None
        assert (key.kind, key.required, key.default) == ("text", True, None)


def test_column_names_differ_in_more_than_case_and_leave_fid_and_geometry_alone() -> None:
    for layer in LAYERS.values():
        names = [column.name.lower() for column in layer.columns]
        assert len(set(names)) == len(names), layer.name
        assert not {"fid", "geom", "geometry"} & set(names)


def test_what_a_column_refers_to_is_the_key_of_another_layer_under_the_same_name() -> None:
    for layer in LAYERS.values():
        for column, target in layer.refers:
            assert layer.column(column) is not None
            assert LAYERS[target].key == column


def test_every_column_has_words_in_english_and_chinese_that_tell_it_from_its_neighbours() -> None:
    for layer in LAYERS.values():
        chinese = [column.alias_zh for column in layer.columns]
        for words in ([column.alias for column in layer.columns], chinese):
            assert all(word == word.strip() != "" for word in words), layer.name
            assert len(set(words)) == len(words)
        assert all(any("一" <= letter <= "鿿" for letter in word) for word in chinese)


def test_a_column_of_one_name_is_of_one_kind_in_every_layer() -> None:
    kinds: dict[str, set[str]] = {}
    for layer in LAYERS.values():
        for column in layer.columns:
            kinds.setdefault(column.name, set()).add(column.kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_a_default_is_of_the_kind_of_its_column() -> None:
    python_types = {"text": str, "real": float, "integer": int, "boolean": bool}

    def agrees(column: Column) -> bool:
        return column.default is None or type(column.default) is python_types[column.kind]

    columns = [column for layer in LAYERS.values() for column in layer.columns]
    assert [column.name for column in columns if not agrees(column)] == []


def test_a_plan_needs_zones_and_regions_and_nothing_else() -> None:
    required = {
        name: [column.name for column in layer.columns if column.required]
        for name, layer in LAYERS.items()
        if layer.required
    }
    assert required == {"zones": ["zone_id", "ftz_id"], "regions": ["adcode"]}
