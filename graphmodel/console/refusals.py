"""What the console refuses, each in words that say what to do: a page, not a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graphmodel.language import Text


@dataclass(frozen=True)
class Refusal:
    """Why something is not done, and what to do instead."""

    status: int
    """As HTTP numbers it."""
    title: Text
    advice: Text
    framed: bool = False
    """Whether links of the site's pages lead to it, so that it is shown within the window as they are."""


class Refused(Exception):
    """Something was asked for that is refused; ``facts`` fill the advice.

    Args:
        refusal: why.
        nearest: names and addresses of what may have been meant.
        **facts: what fills the advice.
    """

    def __init__(self, refusal: Refusal, nearest: Sequence[tuple[str, str]] = (), /, **facts: object) -> None:
        self.refusal = refusal
        self.nearest = nearest
        self.facts = facts
        super().__init__(refusal.title.en)


OTHER_HOST = Refusal(
    421,
    Text("这个地址打不开", "not the address of this program"),
    Text(
        "本程序只在本机答复，地址以 http://127.0.0.1 开头。请用启动时显示的地址打开。",
        "it answers on this machine only, at an address that begins with http://127.0.0.1. "
        "Use the one shown when it was started.",
    ),
)
OTHER_SITE = Refusal(
    403,
    Text("这是别的网页发来的，没有理会", "this came from another web page, and was passed over"),
    Text(
        "为了数据安全，别的网页不能打开或操作本程序。请在浏览器的地址栏里直接打开启动时显示的地址。",
        "other pages may neither open nor use this program. "
        "Type the address shown when it was started into the browser itself.",
    ),
)
USED = Refusal(
    403,
    Text("这个地址已经用过一次，不能再用", "this address was used once, and cannot be used again"),
    Text(
        "每个地址只能打开一次。如果窗口还开着，请回到那个窗口；如果已经关了，请重新启动本程序。"
        "如果不是您自己打开的，请马上关闭本程序（在启动它的窗口按 Ctrl+C），再重新启动。",
        "each address opens once. Return to the window that is open, or start the program again. "
        "If it was not you who opened it, stop the program now (Ctrl-C where it was started) and start it anew.",
    ),
)
STRANGER = Refusal(
    403,
    Text("请用启动时显示的地址打开", "open it with the address shown when it was started"),
    Text(
        "这个浏览器没有凭启动时的地址进来过。请找到启动本程序的窗口，打开里面显示的地址；"
        "如果那个地址已经用过，请重新启动本程序。",
        "this browser has not come in by that address. Find the window in which the program was started and open "
        "the address it shows; if that was used already, start the program again.",
    ),
)
NO_TOKEN = Refusal(
    403,
    Text("这个页面是以前打开的，请刷新", "this page is an old one; load it again"),
    Text(
        "没有做任何事。请返回上一页，刷新后再点一次。",
        "nothing was done. Go back, load the page again, and try once more.",
    ),
)
NOT_THERE = Refusal(
    404,
    Text("没有这个页面", "there is no such page"),
    Text("可能还没有做出来，或者地址写错了。", "perhaps it was not made yet, or the address is mistyped."),
)
NO_UNIT = Refusal(
    404,
    Text("没有这个单位的网页", "there is no page of such a unit"),
    Text(
        "结果里没有代码为“{code}”的区县、街道、社区或小区。",
        "among the results is no county, street, community or compound “{code}”.",
    ),
    framed=True,
)
NO_METHOD = Refusal(
    405,
    Text("不能这样打开", "it cannot be opened like that"),
    Text("请从首页进入。", "begin at the first page."),
)
TOO_LARGE = Refusal(
    413,
    Text("太大了，没有收下", "too large; it was not taken"),
    Text(
        "每个文件最大 {file} MB，一次最多 {files} 个文件、共 {all} MB。"
        "更大的请填写它在这台电脑上的文件夹，不必上传。",
        "a file may have {file} MB, and all together {files} files and {all} MB. "
        "For more, name the folder on this machine instead.",
    ),
)
BROKEN_OFF = Refusal(
    400,
    Text("没有传完，没有收下", "it broke off, and was not taken"),
    Text(
        "先前收下的都还在。请把这个文件再放一次。", "what came before is still there. Hand it in once more."
    ),
)
NOT_UNDERSTOOD = Refusal(
    422,
    Text("填的内容有的不对", "something was not filled in as expected"),
    Text("没有做任何事。请返回上一页，改正后再点一次：{what}", "nothing was done. Go back and mend: {what}"),
)
BUSY = Refusal(
    409,
    Text("正在做另一件事", "something else is being done"),
    Text(
        "“{title}”还没有做完。一次只做一件：请等它做完，或在页面上方取消它。",
        "“{title}” is not finished. One thing at a time: wait for it, or cancel it at the top of the page.",
    ),
)
NOTHING_HANDED_IN = Refusal(
    409,
    Text("还没有放入名册", "no rosters were handed in"),
    Text(
        "请先在“名册”页放入文件或填写文件夹。",
        "hand in files or name a folder first, on the page of rosters.",
    ),
)
FULL = Refusal(
    507,
    Text("磁盘已满，没有收下", "the disk is full; it was not taken"),
    Text(
        "请腾出一些空间，再放一次。先前收下的都还在。",
        "make room, then try again; what came before is still there.",
    ),
)
FAILED = Refusal(
    500,
    Text("程序内部出错", "an internal fault"),
    Text(
        "已存的数据没有动。请返回上一页再试；还不行，请重新启动本程序。",
        "saved data was not touched. Go back and try again, or start the program anew.",
    ),
)
