#!/usr/bin/env python3
"""Relative links in Markdown files lead somewhere, headings included."""
import os
import re
from urllib.parse import unquote

from sources import ROOT, finish, read

SKIPPED = {".git", "build", "node_modules"}


def markdown_files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders if f not in SKIPPED and not f.startswith("build-")]
        for name in sorted(names):
            if name.endswith(".md"):
                yield os.path.join(folder, name)


def prose(text):
    """The text without code, where brackets mean something else."""
    text = re.sub(r"^(```+|~~~+).*?^\1\s*$", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(text):
    """The anchors of the headings, made the way GitHub makes them."""
    result = set()
    plain = re.sub(r"^(```+|~~~+).*?^\1\s*$", "", text, flags=re.S | re.M)
    for heading in re.findall(r"^#+ +(.*?)\s*$", plain, re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", heading).replace(" ", "-")
        number, unique = 0, anchor
        while unique in result:
            number += 1
            unique = f"{anchor}-{number}"
        result.add(unique)
    return result | set(re.findall(r'<a (?:id|name)="([^"]+)"', plain))


def broken(path, text):
    for target in re.findall(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)", prose(text)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        full = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
        if not os.path.exists(full):
            yield f"no file '{file}'"
        elif anchor and full.endswith(".md") and anchor not in anchors(read(full)):
            yield f"no heading '#{anchor}' in '{file or os.path.basename(path)}'"


def self_test():
    here = os.path.join(ROOT, "README.md")
    text = "# A b\n`[x](no.md)` [y](https://a.b) [z](#a-b)\n```\n[w](no.md)\n```\n"
    result = ["self-test: a missing file was not found"] if not list(broken(here, "[x](no.md)")) else []
    if [b for b in broken(here, text) if "no file" in b]:
        result.append("self-test: code or a web address was taken for a link")
    if anchors(text) != {"a-b"}:
        result.append(f"self-test: anchors are {anchors(text)}")
    return result


def main():
    failures, count = self_test(), 0
    for path in markdown_files(ROOT):
        count += 1
        failures += [f"{os.path.relpath(path, ROOT)}: {problem}" for problem in broken(path, read(path))]
    finish(failures, f"links in {count} Markdown files")


if __name__ == "__main__":
    main()
