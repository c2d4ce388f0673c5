"""核对归档包：python3 核对.py [归档包.zip 或解压后的目录]

Compares every file with 清单.json: changed, missing, added; and 清单.json with 清单.p7s, the office's signature of it.
Needs nothing but Python 3.8 or newer. What it cannot prove, and says so: whose signature that is. For that:

    openssl cms -verify -binary -inform DER -in 清单.p7s -content 清单.json -CAfile 根证书.pem

or `manage.py verify_archive` in the system, which besides knows the packages that it has made.
"""

import hashlib
import json
import sys
import zipfile
from pathlib import Path

MANIFEST, SIGNATURE = "清单.json", "清单.p7s"
READ = (MANIFEST, SIGNATURE)
CHUNK = 1 << 20
UNPROVEN = (
    "清单与签名所记的校验值相符；签名是否由市信息办作出，本程序不能证明，请用\n  openssl cms -verify -binary "
    "-inform DER -in 清单.p7s -content 清单.json -CAfile 根证书.pem -out /dev/null\n验证，"
    "或在系统中运行 manage.py verify_archive。"
)


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
                    yield name, (_hash(stream), archive.read(name) if name in READ else b"")
            except (zipfile.BadZipFile, OSError) as problem:
                yield name, (f"损坏：{problem}", b"")


def _of_folder(path):
    names = [file.relative_to(path).as_posix() for file in sorted(path.rglob("*")) if file.is_file()]
    yield "", names
    for name in names:
        with open(path / name, "rb") as stream:
            yield name, (_hash(stream), (path / name).read_bytes() if name in READ else b"")


def read(path):
    """(names as they stand there, name → (hash, content of manifest and signature))"""
    path = Path(path)
    found = _of_folder(path) if path.is_dir() else _of_zip(path)
    return next(found)[1], dict(found)


def verify(path):
    """(findings, number of files named in the manifest)"""
    return judge(*read(path))


def judge(names, found):
    if MANIFEST not in found:
        return [f"缺少 {MANIFEST}"], 0
    try:
        wanted = {row["path"]: row["sha256"] for row in json.loads(found[MANIFEST][1].decode("utf-8"))["files"]}
    except (ValueError, KeyError, TypeError):
        return [f"{MANIFEST} 不能读取"], 0
    findings = [f"重复：{name}" for name in sorted(set(names)) if names.count(name) > 1]
    findings += [f"缺少：{name}" for name in sorted(set(wanted) - set(found))]
    findings += [f"多出：{name}" for name in sorted(set(found) - set(wanted) - set(READ))]
    findings += [f"被改动：{name}" for name in sorted(set(wanted) & set(found)) if found[name][0] != wanted[name]]
    if SIGNATURE in found and bytes.fromhex(_digest(found)) not in found[SIGNATURE][1]:
        findings.append(f"被改动：{MANIFEST}（与签名 {SIGNATURE} 所记的校验值不符）")
    return findings, len(wanted)


def _digest(found):
    return hashlib.sha256(found[MANIFEST][1]).hexdigest()


def proof(found):
    """What stands behind the manifest, in words; what a standard library cannot prove is left to whoever can."""
    if MANIFEST not in found:
        return ""
    words = f"{MANIFEST} 的校验值（SHA-256）：{_digest(found)}\n"
    if SIGNATURE not in found:
        return (
            words
            + "本包没有签名：以上只说明各文件与清单相符，不能证明清单本身没有改动；请与市信息办登记的校验值比对。"
        )
    return words + UNPROVEN


if __name__ == "__main__":
    listed, contents = read(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
    problems, count = judge(listed, contents)
    for problem in problems:
        sys.stdout.write(problem + "\n")
    sys.stdout.write(f"清单 {count} 个文件，{len(problems)} 处不符。\n{proof(contents)}\n")
    sys.exit(1 if problems else 0)
