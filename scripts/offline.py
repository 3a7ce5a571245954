"""Gathers a folder that installs graphmodel where there is no network: `--platform win_amd64 --python 3.12 -o FOLDER`.

In it: the wheels of the run-time part of requirements.lock by hash, our own wheel, SHA256SUMS, and what an office
double-clicks, from scripts/office. Nothing is taken over into FOLDER before all of it is there.
"""

import argparse
import hashlib
import re
import shutil
import sys
import tempfile
from pathlib import Path

import environment

from graphmodel.language import Text

HERE = Path(__file__).parent / "office"
GLIBC = range(28, 4, -1)
"""The minor versions of glibc whose wheels run where 2.28 does; the embedded engine needs 2.27, see README."""
OLD_NAMES = ("manylinux2014", "manylinux2010", "manylinux1")
"""What wheels for glibc 2.17, 2.12 and 2.5 are called besides (PEP 600)."""


def main(arguments: list[str]) -> int:
    """Gather the folder; return 0, 2 for a folder that holds other things, 3 where the registry is not reached."""
    asked = _parser().parse_args(arguments)
    folder = Path(asked.output)
    if folder.exists() and (
        not folder.is_dir() or (any(folder.iterdir()) and not (folder / "SHA256SUMS").is_file())
    ):
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
    needed = environment.running("--python-platform", _for_uv(platform), "--python-version", python)
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
    parser = argparse.ArgumentParser(prog="offline.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--platform",
        required=True,
        type=_platform,
        metavar="win_amd64|manylinux_2_28_x86_64|macosx_15_0_arm64",
        help="the system that it is for, as wheels name it",
    )
    parser.add_argument(
        "--python",
        default="3.12",
        choices=("3.11", "3.12", "3.13"),
        help="the Python that is there (default: 3.12)",
    )
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="the folder to make")
    return parser


def _platform(name: str) -> str:
    _for_uv(name)  # a ValueError is what argparse reports
    return name


def _for_uv(platform: str) -> str:
    """What uv calls a system that wheels name so."""
    if platform == "win_amd64":
        return "x86_64-pc-windows-msvc"
    if platform == "manylinux_2_28_x86_64":
        return "x86_64-manylinux_2_28"
    if re.fullmatch(r"macosx_1[5-9]_0_arm64|macosx_[2-9][0-9]_0_arm64", platform):
        return "aarch64-apple-darwin"
    raise ValueError(platform)


def tags(platform: str) -> list[str]:
    """Every platform whose wheels run on a system; pip knows the older ones of macOS, not those of Linux."""
    if not platform.startswith("manylinux"):
        return [platform]
    machine = platform.removeprefix("manylinux_2_28_")
    return [f"manylinux_2_{minor}_{machine}" for minor in GLIBC] + [f"{name}_{machine}" for name in OLD_NAMES]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
