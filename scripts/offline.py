"""Gathers a folder that installs graphmodel where there is no network: `--platform win_amd64 --python 3.12 -o FOLDER`.

In it: the wheels of the run-time part of requirements.lock by hash, our own wheel, SHA256SUMS, and what an office
double-clicks, from scripts/office. Nothing is taken over into FOLDER before all of it is there.
"""

import argparse
import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

import environment

from graphmodel.language import Text

HERE = Path(__file__).parent / "office"
PLATFORMS = {
    "win_amd64": "x86_64-pc-windows-msvc",
    "manylinux_2_28_x86_64": "x86_64-manylinux_2_28",
    "macosx_15_0_arm64": "aarch64-apple-darwin",
}
"""The systems that the embedded engine runs on, as wheels name them and as uv does."""
GLIBC = range(28, 4, -1)
"""The minor versions of glibc whose wheels run where 2.28 does; the embedded engine needs 2.27, see README."""
OLD_NAMES = ("manylinux2014", "manylinux2010", "manylinux1")
"""What wheels for glibc 2.17, 2.12 and 2.5 are called besides (PEP 600)."""


def main(arguments: list[str]) -> int:
    """Gather the folder; return 0, 2 for a folder that holds other things, 3 where the registry is not reached."""
    asked = _parser().parse_args(arguments)
    folder = Path(asked.output)
    if asked.platform not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        environment.say(
            Text(
                f"不能在 {asked.platform} 上用；可以是：{known}。",
                f"it does not run on {asked.platform}; name one of {known}.",
            )
        )
        return 2
    if _holds_others(folder):
        environment.say(
            Text(
                f"{folder} 里有别的东西，请另指定一个空文件夹。",
                f"{folder} holds other things; name an empty folder.",
            )
        )
        return 2
    environment.set_up()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as drafts:
        draft = Path(drafts) / "whole"
        others = "*.sh" if asked.platform.startswith("win") else "*.bat"
        shutil.copytree(HERE, draft, ignore=shutil.ignore_patterns(others, "__pycache__"))
        for name, page in (("说明.md", "offline.md"), ("README.md", "offline.en.md")):
            shutil.copy(environment.ROOT / "docs" / page, draft / name)
        _gather(asked.platform, asked.python, draft)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) // 1_000_000
    environment.say(
        Text(
            f"{folder} 已备好，{size} MB；整个文件夹拷过去即可。",
            f"{folder} is ready, {size} MB; copy it whole.",
        )
    )
    return 0


def _gather(platform: str, python: str, draft: Path) -> None:
    """Fill a folder: wheels and what they are installed by, the versions of Python they are for, and the checksums."""
    wheels = draft / "wheels"
    requirements = draft / "requirements.txt"
    needed = environment.running("--python-platform", PLATFORMS[platform], "--python-version", python)
    requirements.write_text(needed, encoding="utf-8")
    _fetch(requirements, tags(platform), python, wheels)
    _build(wheels)
    (own,) = wheels.glob("graphmodel-*.whl")
    with requirements.open("a", encoding="utf-8") as lines:
        lines.write(f"graphmodel=={own.name.split('-')[1]} --hash=sha256:{_sha256(own)}\n")
    (draft / "python-version").write_text(f"{python}\n", encoding="utf-8")
    files = sorted(file for file in draft.rglob("*") if file.is_file())
    sums = "".join(f"{_sha256(file)}  {file.relative_to(draft).as_posix()}\n" for file in files)
    (draft / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _fetch(requirements: Path, platforms: list[str], python: str, wheels: Path) -> None:
    system = [option for tag in platforms for option in ("--platform", tag)]
    _run(
        *(environment.PYTHON, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary", ":all:", "--python-version", python, *system, "--require-hashes"),
        *("--requirement", requirements, "--dest", wheels),
    )


def _build(wheels: Path) -> None:
    _run(
        *(environment.uv(), "build", "--quiet", "--wheel", "--no-create-gitignore", "--require-hashes"),
        *("--build-constraints", environment.LOCK, "--out-dir", wheels, environment.ROOT),
    )


def _run(*command: str | Path) -> None:
    if environment.run(*command):
        environment.fail(environment.NOT_INSTALLED)


def _sha256(file: Path) -> str:
    with file.open("rb") as bytes_:
        return hashlib.file_digest(bytes_, "sha256").hexdigest()


def _parser() -> argparse.ArgumentParser:
    about = Text(
        "备一个文件夹，在不联网的机器上安装 graphmodel。",
        "Gathers a folder that installs graphmodel where there is no network.",
    )
    parser = argparse.ArgumentParser(prog="offline.py", description=environment.spoken(about))
    platform = Text("对方机器的系统：{known}", "the other machine's system: {known}")
    python = Text("对方机器上的 Python（默认 3.12）", "the Python that is there (default: 3.12)")
    output = Text("备在哪个文件夹", "the folder to make")
    known = ", ".join(PLATFORMS)
    parser.add_argument("--platform", required=True, help=environment.spoken(platform).format(known=known))
    parser.add_argument(
        "--python", default="3.12", choices=("3.11", "3.12", "3.13"), help=environment.spoken(python)
    )
    parser.add_argument("-o", "--output", required=True, help=environment.spoken(output))
    return parser


def _holds_others(folder: Path) -> bool:
    """Whether anything is there that this script did not write: an installed program, or an office's data."""
    if not folder.is_dir():
        return folder.exists()
    sums = folder / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    ours = {sums, *(folder / line.split("  ", 1)[1] for line in lines)}
    return any(file.is_file() and file not in ours for file in folder.rglob("*"))


def tags(platform: str) -> list[str]:
    """Every platform whose wheels run on a system; pip knows the older ones of macOS, not those of Linux."""
    if not platform.startswith("manylinux"):
        return [platform]
    machine = platform.removeprefix("manylinux_2_28_")
    return [f"manylinux_2_{minor}_{machine}" for minor in GLIBC] + [f"{name}_{machine}" for name in OLD_NAMES]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
