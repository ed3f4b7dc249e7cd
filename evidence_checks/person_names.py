"""Names of people on a form, for the fields that hold one.

>>> person("张伟 13800000000")
'张伟'
>>> person("欧阳 晓 明")
'欧阳晓明'
>>> person("(签字)") is None
True
>>> person("John Smith")
'John Smith'
"""

from __future__ import annotations

import re
import unicodedata

_NO_NAMES = (
    "签字",
    "签名",
    "簽字",
    "签章",
    "盖章",
    "手写",
    "姓名",
    "电话",
    "手机",
    "地址",
    "日期",
    "时间",
    "快递",
    "单号",
    "本人",
    "确认",
    "公司",
    "如下",
    "信息",
    "证明",
    "以上",
    "签收",
    "区号",
    "单位",
    "名称",
    "始发",
    "目的",
    "登机",
    "邮编",
)
SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧"
    "蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾鐘汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段钱錢汤湯尹黎"
    "易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊梅莫庄莊辛管祝"
    "左涂谷祁时時舒耿牟卜詹关關苗凌费費纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵闵解强強柴"
    "华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅宫宮来來苟全褚廉简簡娄婁盖符奚木穆党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計"
    "喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩鞏稽井练練仲乐樂虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆荊谌諶银銀明沙岑习習胥保和蔺藺"
)
"""First characters of Chinese family names; a rarer one leaves the name to a person."""
DOUBLE_SURNAMES = frozenset({"诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "上官"})

_HAN_NAME = re.compile(r"^[\s::]*((?:[\u3400-\u9fff*·]\s?){2,6}?)(?=[^\u3400-\u9fff*·]|$)")
_LATIN_NAME = re.compile(r"^[\s::]*([A-Z][A-Za-z'.\-]+(?: [A-Z][A-Za-z'.\-]+){0,3})")


def person(text: str) -> str | None:
    """The name that a text begins with, without spaces between Chinese characters, or None."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _HAN_NAME.match(plain)
    if match is not None:
        name = re.sub(r"\s", "", match.group(1))
        if any(word in name for word in _NO_NAMES) or set(name) <= {"*", "·"}:
            return None
        return name if name[0] in SURNAMES or name[0] == "*" or name[:2] in DOUBLE_SURNAMES else None
    match = _LATIN_NAME.match(plain)
    return match.group(1) if match else None


def same_person(a: str, b: str) -> bool:
    """Equal after NFKC, without white space and case."""
    return _key(a) == _key(b)


def _key(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
