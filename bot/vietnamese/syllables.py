"""Whether a word can be a written Vietnamese syllable: an onset, a rhyme, at most one tone. Pure.

It tells Vietnamese from text that was decoded by the wrong table: "Nguyễn" is a syllable, what
another table makes of its bytes is none. Names of other peoples' languages (Êban, Krông) are none
either, so a text is judged by the share of its words.
"""

import re
import unicodedata
from functools import lru_cache

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx]"
_RHYMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy uya uych
uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu
""".split()
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{'|'.join(sorted(_RHYMES, key=len, reverse=True))})")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Return whether the word, in any case and normal form, can be one Vietnamese syllable.

    >>> is_syllable("Nguyễn"), is_syllable("NguyÔn"), is_syllable("Nguyeãn")
    (True, False, False)
    """
    parts = unicodedata.normalize("NFD", word.lower())
    bare, tones = _TONE.subn("", parts)
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))
