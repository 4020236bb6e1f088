"""Web pages around a report: the templates of government sites, each with its encoding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from training.corpus.cases import split_items
from training.corpus.html import content, editor_named
from training.corpus.looks import Look, draw_look
from training.synthesis.draft import Draft

_NAVIGATION = ("首页", "机构概况", "政务公开", "政务服务", "互动交流", "数据开放", "走进本地")
_RELATED = ("关于印发年度工作要点的通知", "政府常务会议召开", "惠企政策汇编发布", "便民服务指南更新", "招考公告")
_GUIDE = ("政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报", "依申请公开")


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of page: ``write`` gives its markup; ``encoding`` is that of its bytes, whatever it declares."""

    write: Callable[[Draft, Look, Random], str]
    encoding: str = "utf-8"
    newline: str = "\n"


def write_page(family: str, draft: Draft, rng: Random) -> bytes:
    """The bytes of a page of ``TEMPLATES``."""
    template = TEMPLATES[family]
    markup = template.write(draft, draw_look(rng), rng)
    return markup.replace("\n", template.newline).encode(template.encoding, "xmlcharrefreplace")


def _title(draft: Draft) -> str:
    assert draft.title is not None
    return draft.title.strip()


def _date(draft: Draft, rng: Random) -> str:
    return f"{draft.year + 1}-01-{rng.randint(10, 28):02d}"


def _cms(draft: Draft, look: Look, rng: Random) -> str:
    title, date = _title(draft), _date(draft, rng)
    links = "".join(f'<li><a href="/{n}/">{name}</a></li>' for n, name in enumerate(_NAVIGATION))
    guide = "".join(f'<li><a href="/gk/{n}.html" target="_blank">{name}</a></li>' for n, name in enumerate(_GUIDE))
    related = "".join(
        f'<li><a href="./t{n}.html">{name}</a><span>{date}</span></li>' for n, name in enumerate(_RELATED)
    )
    body = content(draft, editor_named("cms"), look, rng, title=False)
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="SiteName" content="{draft.organ}">
<meta name="ColumnName" content="政府信息公开年报">
<meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{date} 10:21">
<title>{title}_政府信息公开年报_{draft.organ}</title>
<link rel="stylesheet" href="/css/style.css">
<style>.nav li{{float:left}} td{{border:1px solid #000}}</style>
<script>var siteId="320"; document.write("<p>访问量：99</p>");</script>
</head>
<body>
<div class="header"><div class="logo"><img src="/img/logo.png" alt="{draft.organ}"></div>
<ul class="nav">{links}</ul>
<form action="/s"><input type="text" placeholder="请输入关键字"><button>搜索</button></form></div>
<div class="crumb">您所在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 政府信息公开年报</div>
<div class="left"><h3>政府信息公开</h3><ul>{guide}</ul></div>
<div class="article">
<h1 class="tit">{title}</h1>
<div class="info">发布时间：{date} 10:21　来源：{draft.organ}　浏览次数：<span id="hits">0</span>
字体：【<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】</div>
<div class="share">分享到：<a href="#">微信</a> <a href="#">微博</a></div>
<div class="TRS_Editor" id="zoom">
<style type="text/css">.TRS_Editor P{{font-family:仿宋;font-size:16pt;}}</style>
{body}
</div>
<div style="display:none" id="qr">扫一扫在手机打开当前页，合计 99 件</div>
<div class="btns"><a href="javascript:window.print()">【打印本页】</a>
<a href="javascript:window.close()">【关闭窗口】</a></div>
</div>
<div class="related"><h3>相关信息</h3><ul>{related}</ul></div>
<div class="footer"><p>主办：{draft.organ}　承办：政务公开办公室</p>
<p>备案号：ICP备{rng.randint(10**7, 10**8)}号　网站标识码：{rng.randint(10**9, 10**10)}</p></div>
<script>(function(){{var a="<table><tr><td>1</td></tr></table>";}})();</script>
</body>
</html>
"""


def _oldtable(draft: Draft, look: Look, rng: Random) -> str:
    cells = "".join(f"<TD align=middle><A href='index{n}.asp'>{name}</A>" for n, name in enumerate(_NAVIGATION[:5]))
    menu = "".join(f"<TR><TD height=24>·<A href='list{n}.asp'>{name}</A>" for n, name in enumerate(_GUIDE))
    body = content(draft, editor_named("oldtable"), look, rng)
    return f"""<HTML><HEAD><TITLE>{draft.organ}--信息公开</TITLE>
<META http-equiv=Content-Type content="text/html; charset=gb2312">
<META content="MSHTML 6.00.2900.5726" name=GENERATOR></HEAD>
<BODY leftMargin=0 topMargin=0>
<TABLE cellSpacing=0 cellPadding=0 width=980 align=center border=0>
<TR><TD colSpan=2><IMG height=160 src="images/top.jpg" width=980>
<TR><TD colSpan=2><TABLE width="100%" border=0><TR>{cells}</TABLE>
<TR><TD vAlign=top width=200><TABLE width="100%" border=0>{menu}</TABLE>
<TD vAlign=top width=780>
<TABLE cellSpacing=0 cellPadding=8 width="100%" border=0>
<TR><TD>当前位置：首页 &gt;&gt; 信息公开 &gt;&gt; 年度报告
<TR><TD>
{body}
<TR><TD align=right>发布日期：{_date(draft, rng)}&nbsp;&nbsp;点击数：{rng.randint(50, 9000)}
</TABLE>
<TR><TD align=middle colSpan=2 bgColor=#cccccc>{draft.organ} 版权所有 &copy; 建议使用1024×768分辨率浏览
</TABLE>
</BODY></HTML>
"""


def _word(draft: Draft, look: Look, rng: Random) -> str:
    body = content(draft, editor_named("word"), look, rng)
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=gb2312">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 14">
<title>{_title(draft)}</title>
<!--[if gte mso 9]><xml>
 <o:DocumentProperties>
  <o:Author>Administrator</o:Author>
  <o:Pages>6</o:Pages>
 </o:DocumentProperties>
</xml><![endif]-->
<!--[if gte mso 9]><xml>
 <w:WordDocument>
  <w:View>Print</w:View>
  <w:PunctuationKerning/>
 </w:WordDocument>
</xml><![endif]-->
<style>
<!--
 /* Font Definitions */
 @font-face
	{{font-family:仿宋_GB2312;
	panose-1:2 1 6 9 3 1 1 1 1 1;}}
 /* Style Definitions */
 p.MsoNormal, li.MsoNormal, div.MsoNormal
	{{mso-style-unhide:no;
	margin:0cm;
	text-align:justify;}}
-->
</style>
</head>

<body lang=ZH-CN style='tab-interval:21.0pt;text-justify-trim:punctuation'>

<div class=WordSection1 style='layout-grid:15.6pt'>

{body}

</div>

</body>

</html>
"""


def _fragment(draft: Draft, look: Look, rng: Random) -> str:
    return f'<div id="UCAP-CONTENT" class="content">{content(draft, editor_named("fragment"), look, rng)}</div>'


def _per_item(draft: Draft, look: Look, rng: Random) -> str:
    body = content(split_items(draft), editor_named("divs", head=""), look, rng, title=False)
    return f"""<!DOCTYPE html><html><head><title>{_title(draft)}</title></head><body>
<nav><a href="/">网站首页</a><a href="/gk">信息公开</a></nav>
<main><article><header><h1>{_title(draft)}</h1><p>{_date(draft, rng)} 来源：本机关</p></header>
{body}
</article></main>
<footer>联系我们 | 网站地图 | 隐私声明</footer></body></html>"""


def _divs(draft: Draft, look: Look, rng: Random) -> str:
    body = content(draft, editor_named("divs"), look, rng)
    links = "".join(f'<div class="item"><a href="#">{name}</a></div>' for name in _NAVIGATION)
    return f"""<!DOCTYPE html>
<html><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{draft.organ}</title></head>
<body><div id="app"><div class="top"><div class="menu">{links}</div></div>
<div class="wrap"><div class="box"><div class="con">
{body}
</div></div></div>
<div class="bottom"><div>网站地图　|　关于我们　|　联系方式</div></div></div></body></html>
"""


def _titlehead(draft: Draft, look: Look, rng: Random) -> str:
    body = content(draft, editor_named("cms"), look, rng, title=False)
    index = rng.randint(10**4, 10**5)
    return f"""<!DOCTYPE html>
<html><head><meta charset="UTF-8">
<meta name="ArticleTitle" content="{_title(draft)}">
<meta name="keywords" content="年报,信息公开">
<title>政府信息公开</title></head>
<body>
<table width="1000" border="0" align="center"><tr><td>
<table width="100%" border="0"><tr><td>索 引 号：{index}</td><td>发布日期：{_date(draft, rng)}</td></tr>
<tr><td>信息名称：</td><td>有效性：有效</td></tr></table>
</td></tr><tr><td>
{body}
</td></tr></table>
</body></html>
"""


def _breaks(draft: Draft, look: Look, rng: Random) -> str:
    body = content(draft, editor_named("breaks"), look, rng)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb18030">
<title>{_title(draft)}</title></head><body>
<div><a href="/">返回首页</a></div><div class="content">{body}</div>
<div>上一篇：<a href="1.htm">年度报告目录</a><br>下一篇：没有了</div></body></html>"""


def _sheet(draft: Draft, look: Look, rng: Random) -> str:
    body = content(draft, editor_named("sheet"), look, rng)
    return f"""<!DOCTYPE html>
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"/>
<title>{_title(draft)} - {draft.organ}门户网站</title>
<style>.et3{{text-align:center;vertical-align:middle;border:.5pt solid #000000;}}</style></head>
<body><header><a>无障碍阅读</a><a>手机版</a><a>登录</a></header>
<section><section>{body}</section></section>
<aside><p>附件：</p><p><a href="./P020.docx">年度报告下载</a></p></aside></body></html>"""


TEMPLATES: dict[str, Template] = {
    "cms": Template(_cms),
    "oldtable": Template(_oldtable, "gbk", "\r\n"),
    "word": Template(_word, "gb18030", "\r\n"),
    "fragment": Template(_fragment),
    "per_item": Template(_per_item),
    "divs": Template(_divs),
    "titlehead": Template(_titlehead, "utf-8-sig"),
    "breaks": Template(_breaks, "gb18030"),
    "sheet": Template(_sheet),
}
