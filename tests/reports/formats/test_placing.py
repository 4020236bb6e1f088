"""Columns of texts that are aligned by blanks."""

from __future__ import annotations

from collections import defaultdict

from tests.reports.formats.text_tables import read

_S = "\u3000"
TEXT = f"""二、主动公开政府信息情况

  {_S * 7}本年新{_S * 6}对外公
  {_S * 7}制作数{_S}本年新公{_S}开总数
  {_S}信息内容{_S * 3}量{_S * 2} 开数量{_S * 2} 量

  {_S * 2}规章{_S * 4}48{_S * 3} 63{_S * 3} 0

   规范性文件{_S * 2} 25{_S * 3} 11{_S * 3} 0

  {_S * 5}第二十条第（五）项

  {_S * 7}上一年
  {_S * 7}项目数{_S}本年增/{_S} 处理决
  {_S}信息内容{_S * 3}量{_S * 3} 减{_S * 2} 定数量

  {_S}行政许可{_S * 2}65509{_S} 减102832{_S}11234

  其他对外管理
  {_S}服务事项{_S * 2} 7999{_S * 3}0{_S * 3} 1367

  {_S * 5}第二十条第（六）项

  {_S * 7}上一年
  {_S * 7}项目数{_S}本年增/{_S} 处理决
  {_S}信息内容{_S * 3}量{_S * 3} 减{_S * 2} 定数量

  {_S}行政处罚{_S * 2}191886{_S * 2} 0{_S * 3} 808

  {_S}行政强制{_S * 2}65809{_S * 3}0{_S * 3}76546

  {_S * 5}第二十条第（八）项

  {_S * 7}上一年
  {_S * 7}项目数
  {_S}信息内容{_S * 3}量{_S * 3} 本年增/减

  行政事业性收
  {_S * 2} 费{_S * 3} 187243{_S * 4} 0

  {_S * 5}第二十条第（九）项

  {_S * 7}采购项
  {_S}信息内容{_S * 2}目数量{_S * 2} 采购总金额

  政府集中采购{_S}19267{_S * 3}48548.7159

三、收到和处理政府信息公开申请情况
"""


def test_values_that_are_nearest_to_one_column_stand_beside_each_other() -> None:
    document = read(TEXT)
    rows: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for cell in document.segments:
        if cell.is_cell:
            rows[cell.row].append((cell.column, document.text[cell.start : cell.end]))
    assert [(1, "48"), (2, "63"), (3, "0")] in [row[1:] for row in rows.values()]
    assert all(len({column for column, _ in row}) == len(row) for row in rows.values())
