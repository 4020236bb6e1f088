"""The level of an organ by its name."""

from __future__ import annotations

import pytest

from reports.organ_level import level_of

LEVELS = {
    "national": "国务院办公厅 教育部 中华人民共和国教育部 交通运输部 国家税务总局 国家统计局 审计署 海关总署 中国气象局"
    " 国家发展和改革委员会 中国证券监督管理委员会 教育部办公厅",
    "province": "东珩省人民政府 国家税务总局梅岭省税务局"
    " 安徽省教育厅 安徽省人民政府 省教育厅 省政府办公厅 广西壮族自治区财政厅 北京市人民政府 上海市教育委员会"
    " 国家税务总局安徽省税务局 国家统计局安徽调查总队 香港特别行政区政府"
    " 新疆生产建设兵团 自治区财政厅 财政厅 甘肃省气象局"
    " 中国证券监督管理委员会安徽监管局 浙江省人民政府办公厅 西藏自治区人民政府",
    "city": "淮北市民政局 淮北市政务服务管理局 西川州农业农村局 国家税务总局淮北市税务局第二税务分局"
    " 淮北市教育局 安徽省淮北市人民政府 市教育局 市政府办公室 大兴安岭地区行政公署 锡林郭勒盟行政公署"
    " 湘西土家族苗族自治州人民政府 国家税务总局淮北市税务局 州财政局 某某市水务局 淮北市住房和城乡建设局 沧州市人民政府"
    " 第八师石河子市 国家统计局淮北调查队 内蒙古自治区呼和浩特市财政局",
    "county": "濉溪县城市管理局 濉溪县政务服务管理局"
    " 濉溪县人民政府 安徽省淮北市相山区教育局 嘉兴市海宁市水利局 海宁市人民政府 浙江省海宁市人民政府"
    " 恩施土家族苗族自治州恩施市财政局 上海市浦东新区人民政府"
    " 北京市海淀区教育委员会 重庆市云阳县人民政府 区人民政府办公室"
    " 县水务局 正蓝旗人民政府 六枝特区人民政府 淮北市公安局相山分局 国家税务总局淮北市相山区税务局 市中区财政局"
    " 合肥高新技术产业开发区管理委员会 淮北市高新区管委会 峨边彝族自治县财政局 国家税务总局合肥经济技术开发区税务局"
    " 第八师一四三团 昆山市人民政府办公室",
    "township": "相山区渠沟镇人民政府 渠沟镇人民政府"
    " 北京市海淀区万寿路街道办事处 长丰县下塘镇 街道办事处 乡政府 镇人民政府"
    " 海宁市许村镇人民政府 正蓝旗某某苏木人民政府",
}  # fmt: skip


@pytest.mark.parametrize(
    ("organ", "level"), [(organ, level) for level, names in LEVELS.items() for organ in names.split()]
)
def test_the_lowest_division_decides(organ: str, level: str) -> None:
    assert level_of(organ) == level


@pytest.mark.parametrize("organ", ["教育局", "人民政府", "某某大学", "", None, "国家电网有限公司", "水务集团"])
def test_what_the_name_does_not_tell_is_left_open(organ: str | None) -> None:
    assert level_of(organ) is None


def test_blanks_and_full_width_forms_do_not_matter() -> None:
    assert level_of(" 淮北市 教育局\u3000") == "city"
    assert level_of("濉溪县人民政府（办公室）") == "county"
