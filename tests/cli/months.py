"""An invented office over three months: a compound that is renamed twice, and grids that get and lose an instructor."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.office import text

OCTOBER, NOVEMBER, DECEMBER = "2018-10-31", "2018-11-30", "2018-12-31"

DIVISIONS = [
    "代码,名称,级别,上级代码",
    "990100000000,示例市,市,",
    "990102000000,示例区,县,990100000000",
    "990102001000,示例街道,街道,990102000000",
    "990102001001,东风社区,社区,990102001000",
]
NAMES = {OCTOBER: ("紫荆花园", ""), NOVEMBER: ("紫荆苑", "紫荆花园"), DECEMBER: ("紫荆小区", "紫荆苑")}
"""Of the compound, with 曾用名: of the month before only."""
LED = {OCTOBER: ("二网格",), NOVEMBER: ("三网格",), DECEMBER: ()}
"""The grids with an instructor."""
GRIDS = ("一网格", "二网格", "三网格")


def fill_in(folder: Path, month: str) -> Path:
    """Write the rosters of a month."""
    folder.mkdir(parents=True)
    name, former = NAMES[month]
    led = [f"{number},党建指导员,{grid}" for number, grid in enumerate(LED[month], start=1)]
    text(folder / "区划.csv", DIVISIONS)
    text(folder / "小区.csv", ["小区名称,所属社区,曾用名", f"{name},东风社区,{former}"])
    text(folder / "网格.csv", ["网格名称,所属小区", *(f"{grid},{name}" for grid in GRIDS)])
    text(folder / "人员.csv", ["人员编号,政治面貌", "1,正式党员", "2,正式党员"])
    text(folder / "任职.csv", ["人员,职务,任职对象", *(led or ["无,,"])])
    text(
        folder / "党组织.csv",
        ["党组织名称,类型,所在街道或社区", "示例局党支部,机关党支部,", "示例街道工委,街道党组织,示例街道"],
    )
    text(folder / "结对.csv", ["党组织,结对对象", "示例局党支部,一网格"])
    text(folder / "活动.csv", ["党组织,小区或网格,活动类型,月份,次数", "无,,,,"])
    return folder


def code(month: str, grid: str = "") -> str:
    """Return the code of the compound in a month, or of a grid of it."""
    return "/".join(filter(None, ["990102001001", NAMES[month][0], grid]))


def load(graphmodel: Run, folder: Path, *months: str) -> None:
    """Load months into the default store."""
    for month in months:
        done = graphmodel("load", fill_in(folder / month, month), "--as-of", month)
        assert done.returncode == 0, done.stderr
