"""核对归档包：python3 核对.py [归档包.zip 或解压后的目录]

Compares every file with 清单.json: changed, missing, added. Needs nothing but Python 3.8 or newer.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

MANIFEST = "清单.json"
CHUNK = 1 << 20


def _hash(stream):
    digest = hashlib.sha256()
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        digest.update(chunk)
    return digest.hexdigest()


def _of_zip(path):
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
        yield "", names
        for name in names:
            try:
                with archive.open(name) as stream:
                    yield name, (_hash(stream), archive.read(name) if name == MANIFEST else b"")
            except (zipfile.BadZipFile, OSError) as problem:
                yield name, (f"损坏：{problem}", b"")


def _of_folder(path):
    names = [file.relative_to(path).as_posix() for file in sorted(path.rglob("*")) if file.is_file()]
    yield "", names
    for name in names:
        with open(path / name, "rb") as stream:
            yield name, (_hash(stream), (path / name).read_bytes() if name == MANIFEST else b"")


def verify(path):
    """(findings, number of files named in the manifest)"""
    path = Path(path)
    read = _of_folder(path) if path.is_dir() else _of_zip(path)
    names = next(read)[1]
    found = dict(read)
    if MANIFEST not in found:
        return [f"缺少 {MANIFEST}"], 0
    try:
        wanted = {row["path"]: row["sha256"] for row in json.loads(found[MANIFEST][1].decode("utf-8"))["files"]}
    except (ValueError, KeyError, TypeError):
        return [f"{MANIFEST} 不能读取"], 0
    findings = [f"重复：{name}" for name in sorted(set(names)) if names.count(name) > 1]
    findings += [f"缺少：{name}" for name in sorted(set(wanted) - set(found))]
    findings += [f"多出：{name}" for name in sorted(set(found) - set(wanted) - {MANIFEST})]
    findings += [f"被改动：{name}" for name in sorted(set(wanted) & set(found)) if found[name][0] != wanted[name]]
    return findings, len(wanted)


if __name__ == "__main__":
    findings, count = verify(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    for finding in findings:
        sys.stdout.write(finding + "\n")
    sys.stdout.write(f"清单 {count} 个文件，{len(findings)} 处不符。\n")
    sys.exit(1 if findings else 0)
