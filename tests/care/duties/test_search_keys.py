import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.duties.search_keys import READINGS_KEPT, fold, name_key, search_keys


def found_by(name: str, term: str) -> bool:
    folded = fold(term)
    return any(key.startswith(folded) for key in search_keys(name))


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("单小雨", "shan"),
        ("单小雨", "danxiaoyu"),
        ("单小雨", "sxy"),
        ("单小雨", "dxy"),
        ("曾志伟", "zeng"),
        ("仇英", "qiu"),
        ("解明", "xie"),
        ("查良", "zha"),
        ("区海", "ou"),
        ("朴春花", "piao"),
        ("盖小宝", "ge"),
        ("翟雪", "zhai"),
        ("尉迟小敏", "yuchi"),
        ("尉迟小敏", "weichi"),
        ("万俟雪", "moqi"),
        ("吕小布", "lv"),
        ("吕小布", "lu"),
        ("吕小布", "lyu"),
        ("李伟", "李"),
        ("李伟", "Li Wei"),
        ("李伟", "lǐ wěi"),
        ("李伟", "ＬＷ"),
        ("𠮷小田", "𠮷小"),
        ("䶮小田", "yan"),
        ("阿卜杜热合曼·买买提", "阿卜杜热合曼买"),
        ("阿卜杜热合曼·买买提", "阿卜杜热合曼·买"),
        ("阿卜杜热合曼·买买提", "阿卜杜热合曼・买"),
        ("阿卜杜热合曼·买买提", "abudurehemanmai"),
        ("扎西多吉", "zhaxi"),
        ("吉克·阿依", "jkay"),
        ("Tenzin Dolma", "tenzin d"),
    ],
)
def test_finds_a_name_by_each_of_its_readings(name: str, term: str) -> None:
    assert found_by(name, term)


@pytest.mark.parametrize(
    ("name", "term"), [("李伟", "wei"), ("单小雨", "xiaoyu"), ("李伟", "liu"), ("扎西·多吉", "多吉")]
)
def test_finds_prefixes_only(name: str, term: str) -> None:
    assert not found_by(name, term)


def test_keeps_every_reading_of_the_beginning_of_a_long_name() -> None:
    name = "阿卜杜热合曼" * 3
    assert len(search_keys(name)) <= 2 * READINGS_KEPT + 1
    for term in ("abu", "abo", "ebu", "apu", name):
        assert found_by(name, term)


def test_sorts_names_by_syllable_then_character() -> None:
    names = ["连平", "李安", "黎安", "李伟", "安宁", "单平", "沈平", "李 安"]
    ordered = sorted(names, key=name_key)
    assert ordered[0] == "安宁"
    assert ordered[-2:] == ["单平", "沈平"]  # shan, shen
    assert {name[0] for name in ordered[1:4]} == {"李"} or {name[0] for name in ordered[2:5]} == {"李"}
    assert ordered[5] == "连平"


def test_reads_a_surname_as_a_surname_when_sorting() -> None:
    assert name_key("尉迟恭").startswith("yu 尉 chi 迟")
    assert name_key("曾平").startswith("zeng ")


@given(st.text(max_size=40))
def test_folds_any_text_into_keys_without_dots_and_spaces(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    for key in search_keys(text) | {fold(text)}:
        assert not any(character in " ·・•‧" for character in key)
    name_key(text)


@given(st.text(min_size=1, max_size=12, alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)))
def test_finds_every_han_name_by_itself_and_by_its_first_reading(name: str) -> None:
    assert found_by(name, name)
    first = name_key(name).split(" ")[0]
    assert found_by(name, first)
