"""Characters that OCR and typists confuse, those that occur in the official forms above all."""

from __future__ import annotations

from zlib import crc32

_PAIRS = """
政攻 府俯附 公么 开幵升 信倍 息思 总忌悤 计记讨十 申中由甲 请清情诗 复夏覆 议仪义 未末
已己巳 人入八 他池地 其具甚共 业亚 商裔 企仝 科料斗 研妍 机饥杌 构枸沟 社杜杠 会舍云
益盖 织枳炽 律津 服股 务条各 法洼沽 维雏 持特待 纠纤叫 正止 果杲 结给诘 尚肖 审宙 诉斥
讼松 行汗 起赶 直宜 接按 规现 章童 范苑 性牲 文丈又 件仵伴 制刹 发友 废度 止上 数教
量置 处外 理埋 决块 定走 罚罗 强弶 收牧 费贵 许讦 可司 予矛子 以似 部郜 分兮 不丕下
属嘱 于干千 国囯园 家冢 密蜜 禁楚 第苐弟 三王二 方万 权杈 全金 稳隐 危厄 及反 保堡
护沪户 内肉 事亊 程秤 类娄 执热孰 案桉 卷巻券 查杳 询洵 项顶 本木 关芙 掌拿 握屋 没设
有冇宥 现规 成戍咸 需霄 要耍 另号 作件昨 补朴扑 后石 容客 仍乃扔 明朋 确碓 访仿 举誉
报扱服 投设 重童 求术 提堤 供洪 出山 版板 物勿 无元天 当肖 由田 大太犬 认队 或惑 新斩
获荻 取职 逾愉 期斯朔 缴激 纳呐 用甩月 再冉 下卞 年午 度庋 继断 续读 办力 上土 转传
一— 二工ニ 四西 五互 六大穴 七匕 八入 自白 然燃 益盆 合台 组姐 织帜 情清 况沉 本夲
题提 进迸 改政 存在 主王 动功 需雷 告吿 通诵 知如 时吋 目日 金佥 额顿 单草 位拉 元无
采釆 购构 集隼 品晶 增赠 减诫 对时 外夘 管菅 其苴 经径 维惟 标杯 区叵 县具 市巿 州川
局后 委季 街衔 道首 镇慎 乡乏 办为
"""

_TRADITIONAL = """
开開 总總 计計 请請 复復 议議 业業 机機 构構 会會 织織 务務 维維 纠糾 结結 审審 诉訴
讼訟 规規 范範 发發 废廢 数數 处處 决決 罚罰 强強 费費 许許 国國 执執 类類 权權 全全
稳穩 护護 内內 卷卷 询詢 项項 关關 没沒 现現 补補 后後 确確 访訪 举舉 报報 获獲 续續
继繼 办辦 转轉 缴繳 纳納 当當 无無 条條 书書 门門 区區 镇鎮 乡鄉 题題 进進 单單 购購
减減 对對 经經 协協
"""

_OUT_OF_REACH = 4  # every fourth confusion is held out from training


def _table(pairs: str, heldout: bool) -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in pairs.split():
        kept = [c for c in entry[1:] if heldout or crc32((entry[0] + c).encode()) % _OUT_OF_REACH]
        if kept:
            table[entry[0]] = table.get(entry[0], "") + "".join(kept)
    return table


LOOKALIKES = {heldout: _table(_PAIRS, heldout) for heldout in (False, True)}
TRADITIONAL = {entry[0]: entry[1] for entry in _TRADITIONAL.split() if entry[0] != entry[1]}

# Digits and marks read as letters: what comes out is no number any more.
DIGITS = {
    "0": "OoQ〇。D°",
    "1": "lIi!丨",
    "2": "Z",
    "3": "E",
    "4": "A",
    "5": "S",
    "6": "b",
    "7": "?",
    "8": "B&",
    "9": "g",
}
STRAY = ("†", "■", "□", "*", "^", "〇", "。", "o", "~", "..", "¤", "…", "°", "‘", "口", "Ｏ", "¡")

TO_ASCII = str.maketrans("（）：，；“”．。", '():,;""..')
TO_WIDE = str.maketrans("():,;./", "（）：，；．／")
WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
MOJIBAKE = ("\ufffd", "\ufffd\ufffd", "锟斤拷", "\ue5d2", "\ue004", "â€œ", "ï¼", "烫烫", "\u25a1", "??", "\u200b")
