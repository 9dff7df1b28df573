"""Small rulebook files for tests; the places and documents are made up."""

from care.duties.vocabulary import vocabulary

VOCABULARY = vocabulary()


def rule(key: str, value: str, more: str = "", article: str = "第一条") -> str:
    """Write one rule; the value is TOML."""
    return f'[[rule]]\nkey = "{key}"\nvalue = {value}\narticle = "{article}"\ngist = "一句话"\n{more}\n'


def layer(*rules: str, place: str = "made-up", division: int = 860000000000, document: str = "") -> str:
    """Write a file of one document."""
    header = f'[layer]\nid = "{place}"\nzh = "某地"\nen = "Some place"\ndivision = {division}\n'
    return "\n".join((header, f'[documents.one]\nname = "某文件"\nnumber = "{place}〔2026〕1号"\n{document}\n', *rules))
