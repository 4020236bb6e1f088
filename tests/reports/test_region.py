"""The division that an organ's name begins with."""

from __future__ import annotations

import pytest

from reports.region import region_of


@pytest.mark.parametrize(
    ("organ", "region"),
    [
        ("安徽省淮北市相山区教育局", "安徽省淮北市相山区"),
        ("淮北市市场监督管理局", "淮北市"),
        ("淮北市住房和城乡建设局", "淮北市"),
        ("淮北市城乡规划局", "淮北市"),
        ("安徽省乡村振兴局", "安徽省"),
        ("相山区渠沟镇人民政府", "相山区渠沟镇"),
        ("濉溪县人民政府", "濉溪县"),
        ("上海市浦东新区人民政府", "上海市浦东新区"),
        ("广州市天河区人民政府", "广州市天河区"),
        ("湘西土家族苗族自治州人民政府", "湘西土家族苗族自治州"),
        ("峨边彝族自治县财政局", "峨边彝族自治县"),
        ("内蒙古自治区锡林郭勒盟正蓝旗人民政府", "内蒙古自治区锡林郭勒盟正蓝旗"),
        ("会泽县人民政府", "会泽县"),
        ("大兴安岭地区行政公署", "大兴安岭地区"),
        ("铜陵市铜官区西湖镇人民政府", "铜陵市铜官区西湖镇"),
        ("长丰县下塘镇", "长丰县下塘镇"),
        ("北京市海淀区万寿路街道办事处", "北京市海淀区万寿路街道"),
        ("国家税务总局淮北市税务局", "淮北市"),
        ("教育部", None),
        ("国务院办公厅", None),
        ("市教育局", None),
        ("市市场监督管理局", None),
        ("区人民政府办公室", None),
        ("", None),
        (None, None),
    ],
)
def test_the_division_is_what_the_name_begins_with(organ: str | None, region: str | None) -> None:
    assert region_of(organ) == region
