"""See script/bootstrap."""

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from steps import LOG, PYTHON, ROOT, STAMPS, VAR, Stop, digest, forget, guarded, once, run, say

VENV = ROOT / ".venv"
VENDOR = ROOT / "static" / "vendor"
FONTS = VAR / "fonts"
IS_ROOT = os.geteuid() == 0

RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"

WEASYPRINT_LIBRARIES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
# What is taken out of which Debian package.
FONT_PACKAGES = {
    "texlive-lang-chinese": [
        "FandolFang-Regular.otf",
        "FandolSong-Regular.otf",
        "FandolSong-Bold.otf",
        "FandolKai-Regular.otf",
        "FandolHei-Regular.otf",
        "FandolHei-Bold.otf",
    ],
    "fonts-noto-cjk": ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"],
}
ASSETS = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "@tabler/core/LICENSE": "tabler.LICENSE",
    "@tabler/icons/LICENSE": "icons.LICENSE",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "echarts/LICENSE": "echarts.LICENSE",
}
ICONS = ROOT / "static" / "icons.txt"


# --- Python ----------------------------------------------------------------------------------------------------------


def make_environment() -> None:
    for stamp in ("运行依赖", "开发依赖", "排版库"):
        forget(stamp)
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", str(VENV)], log="venv"):
        return
    if uv := shutil.which("uv"):
        if run([uv, "venv", "--seed", "--clear", "--python", sys.executable, str(VENV)], log="venv"):
            return
    elif IS_ROOT and apt_install(["python3-venv"]):
        shutil.rmtree(VENV, ignore_errors=True)
        if run([sys.executable, "-m", "venv", str(VENV)], log="venv"):
            return
    shutil.rmtree(VENV, ignore_errors=True)
    raise Stop(f"无法建立 Python 环境, 缺少 venv (Debian: apt-get install python3-venv)。详见 {LOG / 'venv.log'}", 3)


def install(*locks: Path) -> None:
    files = [word for lock in locks for word in ("-r", str(lock))]
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", *files]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes", *files]
    if not run(command, log="pip", attempts=3):
        raise Stop(f"Python 依赖安装失败, 请检查网络后重试。详见 {LOG / 'pip.log'}", 3)
    # The house itself is importable from anywhere inside its environment.
    for packages in VENV.glob("lib/python3*/site-packages"):
        (packages / "guangyuan_xxh.pth").write_text(f"{ROOT}\n")


def check_weasyprint() -> None:
    def works() -> bool:
        return run([str(PYTHON), "-c", "import weasyprint"], log="weasyprint")

    def subsets_fast() -> bool:
        """Without this library every PDF still comes out, but a page with a rare character takes seconds."""
        question = "from weasyprint.text.ffi import harfbuzz_subset as h; raise SystemExit(not h)"
        return run([str(PYTHON), "-c", question], log="weasyprint")

    if not (works() and subsets_fast()) and IS_ROOT:
        apt_install(WEASYPRINT_LIBRARIES)
    if works():
        if not subsets_fast():
            say("    ! 缺少 libharfbuzz-subset0, PDF 仍可生成但较慢 (apt-get install -y libharfbuzz-subset0)")
        return
    packages = " ".join(WEASYPRINT_LIBRARIES)
    raise Stop(
        f"生成 PDF 所需的系统库不全。请以 root 运行: apt-get install -y {packages} (macOS: brew install pango)", 3
    )


# --- front end -------------------------------------------------------------------------------------------------------


def npm() -> list[str]:
    """The machine's npm when it reads our lock file, else the one in the wheel."""
    if found := shutil.which("npm"):
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if version.partition(".")[0].isdigit() and int(version.partition(".")[0]) >= 9:
            return [found]
    return [str(VENV / "bin" / "npm")]


def build_assets() -> None:
    work = VAR / "npm"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, work)
    path = {"PATH": f"{os.environ.get('PATH', '')}:{VENV / 'bin'}"}
    if not run([*npm(), "ci", "--no-audit", "--no-fund"], log="npm", attempts=3, cwd=work, env=path):
        raise Stop(f"前端资源下载失败, 请检查网络后重试。详见 {LOG / 'npm.log'}", 3)
    modules = work / "node_modules"
    fresh = VENDOR.with_name("vendor.part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for source, target in ASSETS.items():
        if (modules / source).exists():
            copy_asset(modules / source, fresh / target)
    (fresh / "icons.svg").write_text(icon_sprite(modules / "@tabler" / "icons" / "icons"), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    shutil.rmtree(work, ignore_errors=True)


def copy_asset(source: Path, target: Path) -> None:
    """Without the pointer to a source map, which we do not ship and which the static storage would look for."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(line for line in lines if "sourceMappingURL=" not in line), encoding="utf-8")


def icon_sprite(folder: Path) -> str:
    """One file with the icons of static/icons.txt: <svg class="icon"><use href="…/icons.svg#inbox"/></svg>."""
    symbols = [icon_symbol(folder, name) for name in icon_names()]
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def icon_names() -> list[str]:
    lines = ICONS.read_text(encoding="utf-8").splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def icon_symbol(folder: Path, name: str) -> str:
    source = folder / ("filled" if name.endswith("-filled") else "outline") / f"{name.removesuffix('-filled')}.svg"
    if not source.exists():
        raise Stop(f"static/icons.txt 中的图标 {name} 不存在于 @tabler/icons。")
    drawing = source.read_text(encoding="utf-8")
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    paint = (
        'fill="currentColor"'
        if name.endswith("-filled")
        else 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{" ".join(inner.split())}</symbol>'


# --- fonts -----------------------------------------------------------------------------------------------------------


def fetch_fonts() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        say_system_fonts()
        return
    work = VAR / "debs"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if not apt_download(list(FONT_PACKAGES), work):
        raise Stop(f"公文字体下载失败, 请检查网络后重试。详见 {LOG / 'apt.log'}", 3)
    for package, names in FONT_PACKAGES.items():
        (archive,) = work.glob(f"{package}_*.deb")
        unpack(archive, set(names))
    shutil.rmtree(work, ignore_errors=True)


def unpack(archive: Path, wanted: set[str]) -> None:
    """Only the fonts: the package holds a whole TeX collection."""
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as tar,
    ):
        for member in tar:
            name = Path(member.name).name
            if member.isfile() and name in wanted:
                (FONTS / name).write_bytes(tar.extractfile(member).read())
                wanted.discard(name)
    if wanted:
        raise Stop(f"{archive.name} 中缺少字体: {', '.join(sorted(wanted))}")


def say_system_fonts() -> None:
    families = ""
    if shutil.which("fc-list"):
        families = subprocess.run(
            ["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False
        ).stdout.strip()
    if not families:
        say("    ! 本机没有 apt, 也没有中文字体: 公文无法正确排版。请安装 Noto Serif CJK SC 与仿宋、小标宋字体。")
        return
    say("    ! 本机没有 apt, 公文将使用系统字体代替仿宋和小标宋: " + "、".join(families.splitlines()[:4]))


# --- Debian ----------------------------------------------------------------------------------------------------------


def apt_install(packages: list[str]) -> bool:
    if not shutil.which("apt-get"):
        return False
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    env = {"DEBIAN_FRONTEND": "noninteractive"}
    return run(command, log="apt", env=env) or (
        run(["apt-get", "update"], log="apt", attempts=2) and run(command, log="apt", attempts=2, env=env)
    )


def apt_download(packages: list[str], folder: Path) -> bool:
    """Needs no root: where the machine has no package lists, we fetch our own."""
    if run(["apt-get", "download", *packages], log="apt", cwd=folder):
        return True
    lists, cache = VAR / "apt" / "lists", VAR / "apt" / "cache"
    for place in (lists / "partial", cache / "archives" / "partial"):
        place.mkdir(parents=True, exist_ok=True)
    private = ["-o", f"Dir::State::lists={lists}", "-o", f"Dir::Cache={cache}"]
    done = run(["apt-get", *private, "update"], log="apt", attempts=2) and run(
        ["apt-get", *private, "download", *packages], log="apt", attempts=2, cwd=folder
    )
    shutil.rmtree(VAR / "apt", ignore_errors=True)
    return done


def fetch_browser() -> None:
    """Chromium, a Chinese face for its pages, and pdftoppm to look at PDFs: for the browser tests only."""
    has_browser = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    has_poppler = bool(shutil.which("pdftoppm"))
    faces = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout
    missing = [
        package
        for package, present in (("chromium", has_browser), ("poppler-utils", has_poppler), ("fonts-noto-cjk", faces))
        if not present
    ]
    if missing and not (IS_ROOT and apt_install(missing)):
        raise Stop(f"浏览器测试缺少: {' '.join(missing)}。请以 root 运行: apt-get install -y {' '.join(missing)}", 6)


# --- all of it -------------------------------------------------------------------------------------------------------


def bootstrap(*, dev: bool, browser: bool) -> None:
    python = f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}"
    once("Python 环境", python, make_environment, results=(PYTHON,))
    site_packages = VENV / "lib"
    once("运行依赖", digest(RUNTIME_LOCK, python), lambda: install(RUNTIME_LOCK), results=(site_packages,))
    if dev:
        key = digest(RUNTIME_LOCK, DEV_LOCK, python)
        once("开发依赖", key, lambda: install(RUNTIME_LOCK, DEV_LOCK), results=(VENV / "bin" / "ruff",))
    once("排版库", digest(RUNTIME_LOCK, python), check_weasyprint)
    inputs = (ROOT / "package.json", ROOT / "package-lock.json", ICONS, Path(__file__))
    once("前端资源", digest(*inputs), build_assets, results=(VENDOR / "icons.svg", VENDOR / "tabler.min.css"))
    once("公文字体", digest(repr(FONT_PACKAGES)), fetch_fonts, results=(FONTS,))
    if browser:
        once("浏览器", "chromium poppler-utils fonts-noto-cjk", fetch_browser)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="script/bootstrap", description="准备本机运行所需的一切; 已就绪的步骤自动跳过"
    )
    parser.add_argument("--runtime", action="store_true", help="只准备运行所需, 不含开发工具")
    parser.add_argument("--browser", action="store_true", help="另备浏览器测试所需的 Chromium")
    options = parser.parse_args()
    STAMPS.mkdir(parents=True, exist_ok=True)
    with (VAR / "bootstrap.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个 script/bootstrap 正在运行, 等待其完成……")
            fcntl.flock(lock, fcntl.LOCK_EX)
        bootstrap(dev=not options.runtime, browser=options.browser)
    return 0


if __name__ == "__main__":
    guarded(main)
