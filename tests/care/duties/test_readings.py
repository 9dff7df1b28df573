from pypinyin.constants import PINYIN_DICT

from care.duties.readings import readings


def test_every_character_is_read_as_pypinyin_reads_it() -> None:
    assert len(PINYIN_DICT) > 40_000
    assert {point: ",".join(readings(chr(point))) for point in PINYIN_DICT} == PINYIN_DICT


def test_what_is_no_chinese_character_has_no_reading() -> None:
    unknown = [chr(point) for point in range(0x2000) if point not in PINYIN_DICT]
    assert {readings(character) for character in [*unknown, "\U0010ffff"]} == {()}
