"""Names of nobody: common surnames by their share, given names, rare characters, and names without a surname.

Shares are rough percentages of the population; all names are put together by chance.
"""

from random import Random

from care.ledgers.kinds.text import DOT


def _words(text: str) -> list[str]:
    return text.split()


_SURNAMES = _words("""
    王 7.1 李 7.0 张 6.7 刘 5.2 陈 4.9 杨 3.1 黄 2.3 赵 2.1 吴
    2.0 周 1.9 徐 1.4 孙 1.4 马 1.3 朱 1.3 胡 1.2 郭 1.1 何
    1.1 林 1.1 高 1.0 罗 0.9 郑 0.9 梁 0.9 谢 0.8 宋 0.8 唐
    0.7 许 0.7 韩 0.7 冯 0.6 邓 0.6 曹 0.6 彭 0.6 曾 0.6 肖
    0.5 田 0.5 董 0.5 袁 0.5 潘 0.5 蔡 0.5 蒋 0.5 余 0.4 于
    0.4 杜 0.4 叶 0.4 程 0.4 苏 0.4 魏 0.4 吕 0.4 丁 0.4 任
    0.3 沈 0.3 钟 0.3 蓝 0.3 雷 0.3 单 0.1 仇 0.1 解 0.1 查
    0.1 区 0.1 朴 0.1 尉迟 0.05 欧阳 0.2 上官 0.1 司马 0.05
""")
_GIVEN_BOYS = _words("""
    子轩 浩然 宇航 俊杰 志强 建国 文博 嘉豪 家明 梓豪 一鸣 天佑 伟 强 磊 军 勇 涛 鹏
    辉 斌 龙 泽宇 思远 昊天 小虎
""")
_GIVEN_GIRLS = _words("""
    梓涵 欣怡 诗涵 雨桐 佳怡 思琪 晓燕 丽娟 美玲 秀英 婷婷 静怡 可馨 语嫣 芳 娟 敏 静
    丽 霞 玲 燕 梦瑶 若曦 小雪 春兰
""")
_GIVEN_MEN = _words("""
    建华 志刚 国强 永福 海生 金水 德明 文辉 少华 国平 伟 勇 军 强 斌 波 华 明 春生
    光明 新民 水木
""")
_GIVEN_WOMEN = _words("""
    秀英 桂英 玉兰 美华 丽珍 春花 素珍 彩云 月娥 金凤 芳 娟 敏 艳 丽 红 梅 霞 惠玲
    秋香 细妹 阿珠
""")
# Characters beyond the common set: three of Extension A or B, and some that old systems lost.
_RARE = _words("""
    𠮷 䶮 㛃 喆 淼 犇 翀 赟 昺 堃 垚 燚 彧 珺 骉 𬎆 𬭎 㼆
""")
_TIBETAN = _words("""
    扎西 次仁 卓玛 央金 丹增 洛桑 格桑 白玛 旺堆 达瓦 尼玛 多吉 拉姆 措姆 平措 顿珠
    索朗 曲珍 仁青 益西
""")
_YI_CLANS = _words("""
    阿尔 吉克 沙马 曲木 阿余 马海 吉狄 的莫 海来 尔古
""")
_YI_NAMES = _words("""
    木呷 木果 子伟 日火 小林 阿支莫 伍呷 史布 拉铁 阿牛木 石一 有格
""")
_UYGHUR = _words("""
    买买提 艾合买提 阿卜杜拉 玉素甫 吐尔逊 阿依古丽 古丽米热 热依汗古丽 帕提曼 阿曼古丽
    迪丽努尔 木合塔尔 艾尼瓦尔 努尔买买提 阿卜杜热合曼
""")

_NAMES, _SHARES = _SURNAMES[0::2], [float(share) for share in _SURNAMES[1::2]]


def surname(random: Random) -> str:
    """Draw a surname by its share."""
    return random.choices(_NAMES, _SHARES)[0]


def given_child(random: Random, *, male: bool) -> str:
    """Draw a child's given name; one in forty holds a rare character."""
    if random.random() < 0.025:
        return random.choice(["", "小", "子", "文"]) + random.choice(_RARE)
    return random.choice(_GIVEN_BOYS if male else _GIVEN_GIRLS)


def given_adult(random: Random, *, male: bool) -> str:
    """Draw a parent's given name."""
    return random.choice(_GIVEN_MEN if male else _GIVEN_WOMEN)


def without_surname(random: Random, ethnicity: str) -> str:
    """Make a name of a people whose names are no surname and given name."""
    if ethnicity == "藏族":
        parts = random.sample(_TIBETAN, random.choice([1, 2, 2, 2]))
        return "".join(parts) if random.random() < 0.8 else DOT.join(parts)
    if ethnicity == "彝族":
        return random.choice(_YI_CLANS) + (DOT if random.random() < 0.3 else "") + random.choice(_YI_NAMES)
    return DOT.join(random.sample(_UYGHUR, 2))


WITHOUT_SURNAMES = ("藏族", "彝族", "维吾尔族")
