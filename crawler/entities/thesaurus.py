"""The subjects and their words: a tree of topics, `data/topics/*.toml` (the format is in docs/entities.md)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import Literal

from crawler.entities.data import FOLDER, table
from crawler.entities.document import fold

# What a word says of a topic: it names it, speaks for it, or only hints at it.
Grade = Literal["names", "speaks", "hints"]
GRADES: tuple[Grade, ...] = ("names", "speaks", "hints")
LABEL_LANGUAGES = ("fr", "es", "ru", "ar", "zh", "de")
_LANGUAGE = re.compile("[a-z]{2}")
# Languages whose words stand under another one.
_WORDS_OF: Mapping[str, str] = {"nb": "no", "nn": "no", "mo": "ro"}
_MANY = 40  # subjects
# What "*" inside a phrase stands for, beside nothing: the endings of nouns and adjectives where these have many.
_ENDINGS: Mapping[str, str] = {
    "ru": "а ы и у е о я ю ь й ом ем ой ей ов ев ам ям ах ях ами ями ии ию ия ий ый ая ое ые ую ие ого его ому ему ым "
    "им ых их ыми ими ием",
    "pl": "a y i e u o ę ą ie om em ów ami ach ej ym im ych ich ego emu ymi imi ia iu ią ię ek ki ce cie zie ć ści "
    "ścią cia ciu ciem ty",
    "uk": "а и і у е о я ю ь й ом ем єм ою ею ів ам ям ах ях ами ями ий ій а я е є і ї ого ому им их ими ої у ю",
    "it": "o a i e he",
    "pt": "s o a os as",
}
# Romanian is often written without its own letters, or with those of Turkish.
_PLAIN_ROMANIAN = str.maketrans("ăâîșț", "aaist")
_OLD_ROMANIAN = str.maketrans("șț", "şţ")

# Characters that the tables have in their simplified form, and how Taiwan and Hong Kong write them.
_SIMPLIFIED = (
    "专业东丝个临举义乌乐习乡书买争云产亲价众会伟传伤侦债倾偿储儿兰关兴养兽内军农冲决净减击划创别剂务"
    "动劳势勋区医协卖卫厅压县双发变员啸国图场块垄堕复备处奖奥妆妇学宝实审宪宽对导寿尔尸层属岗币师带庆"
    "庙库应废开异弹强当录忧态总戏战执扩扫扰抚抢护报捞据数断无时术机杀权条极构枪标样档桥桩检楼欧残毁气"
    "汇洁济润温湿滥潜濒灭灾点烟热状犹狱猪现环电画疗疟盗监盘矿确碍础礼祷祸离种税稳窃竞筑签篮类粮紧纠红"
    "纤约级纪纳纵纷纺练组织经绑结络绝统继绩续维综网罢职联肿胀脱舰艺节苏荣药获营虑虚补袭装见观规视览誉"
    "计订训讣议记论讼设访证识诈诉诊试询说读课调谈谋谍谱财败货质贩贪贫购贷贸费贼贿赁赂资赋赌赔赛赠车轨"
    "转软轰轿辆辑输边达迁过运进违选递遗邮郁钢钱铁银链销锂锦键长门问间闻队阳际险隐难雾项颁预领频额风飞"
    "饮馆马驶驾验骗骚鲁麦龄党剧园渔游愿恶兑单独谐迹轮遥铝镍铜宁岛庄归惩损汉测满湾爱积绿绍绘肃脑脏荐蓝"
    "讯评词诚该语误请负责账贵趋辅释镇闭阅阶陆随韩页顾题鱼鲜鸟黄龙涝挤择贺灯献纯纲细线终给缓编缩缴罚罗"
    "圣声听启团坏坝头夺妈尽岁峡帐庞张弃忆怀恳悬惊惧愤户担拟拥挂挥换摄敌旧显暂杂来树欢殴沟泽涨滞滨烂烧"
    "牵牺猎玛痴盖码称穷笔纸"
)
_TRADITIONAL = (
    "專業東絲個臨舉義烏樂習鄉書買爭雲產親價眾會偉傳傷偵債傾償儲兒蘭關興養獸內軍農衝決淨減擊劃創別劑務"
    "動勞勢勳區醫協賣衛廳壓縣雙發變員嘯國圖場塊壟墮復備處獎奧妝婦學寶實審憲寬對導壽爾屍層屬崗幣師帶慶"
    "廟庫應廢開異彈強當錄憂態總戲戰執擴掃擾撫搶護報撈據數斷無時術機殺權條極構槍標樣檔橋樁檢樓歐殘毀氣"
    "匯潔濟潤溫濕濫潛瀕滅災點煙熱狀猶獄豬現環電畫療瘧盜監盤礦確礙礎禮禱禍離種稅穩竊競築簽籃類糧緊糾紅"
    "纖約級紀納縱紛紡練組織經綁結絡絕統繼績續維綜網罷職聯腫脹脫艦藝節蘇榮藥獲營慮虛補襲裝見觀規視覽譽"
    "計訂訓訃議記論訟設訪證識詐訴診試詢說讀課調談謀諜譜財敗貨質販貪貧購貸貿費賊賄賃賂資賦賭賠賽贈車軌"
    "轉軟轟轎輛輯輸邊達遷過運進違選遞遺郵鬱鋼錢鐵銀鏈銷鋰錦鍵長門問間聞隊陽際險隱難霧項頒預領頻額風飛"
    "飲館馬駛駕驗騙騷魯麥齡黨劇園漁遊願惡兌單獨諧跡輪遙鋁鎳銅寧島莊歸懲損漢測滿灣愛積綠紹繪肅腦臟薦藍"
    "訊評詞誠該語誤請負責帳貴趨輔釋鎮閉閱階陸隨韓頁顧題魚鮮鳥黃龍澇擠擇賀燈獻純綱細線終給緩編縮繳罰羅"
    "聖聲聽啟團壞壩頭奪媽盡歲峽帳龐張棄憶懷懇懸驚懼憤戶擔擬擁掛揮換攝敵舊顯暫雜來樹歡毆溝澤漲滯濱爛燒"
    "牽犧獵瑪癡蓋碼稱窮筆紙"
)
_AS_IN_TAIWAN = str.maketrans(_SIMPLIFIED, _TRADITIONAL)


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject, by its English label. A `heading` only holds others together: no text is found to be about it, though
    a page may say so. `mapped` are names in other thesauri.
    """

    label: str
    under: str | None
    heading: bool
    names: Mapping[str, str]
    mapped: tuple[str, ...]
    words: Mapping[str, Mapping[str, Grade]]


@cache
def topics() -> Mapping[str, Topic]:
    """All topics by label, in the order of the files."""
    files = sorted(path.stem for path in (FOLDER / "topics").glob("*.toml"))
    entries = [entry for file in files for entry in table(f"topics/{file}")["topic"]]
    return {entry["label"]: _topic(entry) for entry in entries}


def _topic(entry: Mapping[str, str | bool | Mapping[str, str]]) -> Topic:
    names = dict(entry["names"])  # type: ignore[arg-type]
    words = {key: graded(value) for key, value in entry.items() if isinstance(value, str) and _LANGUAGE.fullmatch(key)}
    mapped = tuple(str(entry[key]) for key in ("eurovoc", "unbis") if key in entry)
    under = str(entry["under"]) if "under" in entry else None
    return Topic(str(entry["label"]), under, bool(entry.get("heading")), names, mapped, words)


def graded(words: str) -> dict[str, Grade]:
    """Words with their grades, of "names, names; speaks; hints"; a word that stands twice has the better one."""
    parts = zip(GRADES, words.split(";"), strict=False)
    found: dict[str, Grade] = {}
    for grade, part in parts:
        for word in part.split(","):
            found.setdefault(word.strip(), grade)
    found.pop("", None)
    return found


@cache
def spoken() -> frozenset[str]:
    """The languages in which many subjects have words."""
    subjects = Counter(language for topic in topics().values() for language in topic.words)
    return frozenset(_WORDS_OF) | {language for language, known in subjects.items() if known >= _MANY}


def words(language: str) -> Iterator[tuple[str, Topic, Grade]]:
    """Every phrase of a language as texts may write it, with its topic and its grade."""
    language = _WORDS_OF.get(language, language)
    for topic in topics().values():
        for word, grade in topic.words.get(language, {}).items():
            yield from ((spelling, topic, grade) for spelling in _spellings(word, language))


def _spellings(word: str, language: str) -> Iterator[str]:
    if "*" in word[1:-1]:
        first, *rest = word.split("*") if word[-1] != "*" else word[:-1].split("*")
        for endings in product(_endings(language), repeat=len(rest)):
            inner = first + "".join(ending + part for ending, part in zip(endings, rest, strict=True))
            yield inner + "*" * (word[-1] == "*")
    elif language == "ro":
        yield from {word, word.translate(_PLAIN_ROMANIAN), word.translate(_OLD_ROMANIAN)}
    elif language == "zh":
        yield from {word, word.translate(_AS_IN_TAIWAN)}
    else:
        yield word


@cache
def _endings(language: str) -> tuple[str, ...]:
    return ("", *_ENDINGS[language].split())


@lru_cache(maxsize=1024)
def above(label: str) -> tuple[str, ...]:
    """The wider topics that a topic is part of, the widest first; none of what is no topic."""
    topic = topics().get(label)
    return (*above(topic.under), topic.under) if topic and topic.under else ()


def resolve(name: str) -> str | None:
    """The topic that goes by a name in any language, whatever its case; None when none does."""
    folded = fold(name.strip())
    beginnings = (f"{folded[:end]}*" for end in range(len(folded), 3, -1)) if folded.isalpha() else ()
    return _labels().get(folded) or next(filter(None, map(_unique_words().get, (folded, *beginnings))), None)


@cache
def _labels() -> Mapping[str, str]:
    """Labels first, then what other languages and other thesauri call them, where that means one topic."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for topic in topics().values():
        for name in (*topic.names.values(), *topic.mapped):
            called[fold(name)].add(topic.label)
    own = {fold(label): label for label in topics()}
    return {name: labels.pop() for name, labels in called.items() if len(labels) == 1} | own


@cache
def _unique_words() -> Mapping[str, str]:
    """Words that name or speak for one topic alone, in any language: a page may call the subject so."""
    called: defaultdict[str, set[str]] = defaultdict(set)
    for topic in topics().values():
        for found in topic.words.values():
            for word, grade in found.items():
                if grade != "hints":
                    called[fold(word).removeprefix("*")].add(topic.label)
    return {word: labels.pop() for word, labels in called.items() if len(labels) == 1}
