#!/usr/bin/env python3
"""Include rules, file sizes and forbidden words; see checks/analysis/layers.txt."""
import fnmatch
import os
import re
import shutil
import sys
import tempfile

from sources import ROOT, check_names, code_only, finish, kebab, read, strings

MAX_LINES = 800
VAGUE = re.compile(r"Utils?(?![a-z])|Helpers?(?![a-z])|Manager(?![a-z])|Common(?![a-z])|Misc(?![a-z])")
LIBRARY = re.compile(r"(std::|pthread_|boost::|absl::|folly::|tbb::|Q[A-Z])")
CODE = (".h", ".cpp", ".def")


class Layers:
    def __init__(self, root):
        self.root = root
        self.stages, self.forbidden, self.excuses, self.errors = {}, [], set(), []
        path = os.path.join(root, "checks/analysis/layers.txt")
        for number, line in enumerate(read(path).split("\n"), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            left, colon, right = line.partition(" :")
            words = left.split()
            if words[0] == "stage" and len(words) == 3:
                self.stages[words[1]] = (words[2], set(right.split()))
            elif words[0] == "forbid":
                self.forbidden.append((words[1:], right.split()))
            elif words[0] == "excuse" and len(words) in (3, 4) and right.strip():
                self.excuses.add(tuple(words[1:]))
            else:
                self.errors.append(f"layers.txt:{number}: cannot read this line")

    def stage_of(self, path):
        """The stage with the longest folder that holds `path`, or None."""
        best = None
        for name, (folder, _) in self.stages.items():
            if path.startswith(folder + "/") and (
                    best is None or len(folder) > len(self.stages[best][0])):
                best = name
        return best

    def excused(self, *what):
        return what in self.excuses


def source_files(root):
    for top in ("annotations", "checks", "tool", "test/unit"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith(CODE):
                    path = os.path.join(folder, name)
                    yield os.path.relpath(path, root).replace(os.sep, "/")


def check_includes(layers, path, text, fail):
    own = layers.stage_of(path)
    if own is None:
        fail(path, 1, "belongs to no stage of layers.txt")
        return
    folder, allowed = layers.stages[own]
    code = code_only(text, keep_strings=True)
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', code, re.M):
        line = code.count("\n", 0, match.start()) + 1
        header = match[2]
        if own == "annotations":
            fail(path, line, f"includes {header}; annotation headers include nothing")
            continue
        target = layers.stage_of(header)
        if match[1] == '"' and target is None:
            if os.path.exists(os.path.join(layers.root, os.path.dirname(path), header)):
                fail(path, line, f'includes "{header}"; spell it from the project root')
            continue
        if target is None or layers.excused("include", path, header):
            continue
        if target != own and target not in allowed:
            fail(path, line, f"includes {header}: stage '{own}' may not use stage '{target}'")
        if own == "checks" and target == "checks" and path.endswith(".cpp") and \
                re.fullmatch(r"checks/\w+\.cpp", header):
            fail(path, line, f"includes {header}: a check does not use another check")


def check_words(layers, path, text, ids, fail):
    if VAGUE.search(os.path.basename(path)):
        fail(path, 1, "the file name says nothing; see the names in docs/contributing.md")
    code = code_only(text, keep_strings=True)
    bare = code_only(text)
    for match in re.finditer(r"\b(?:class|struct|namespace|enum(?:\s+class)?)\s+(\w+)", bare):
        if VAGUE.search(match[1]):
            fail(path, bare.count("\n", 0, match.start()) + 1, f"the name {match[1]} says nothing")
    wanted = [w for globs, words in layers.forbidden for w in words
              if any(matches(path, g) for g in globs)]
    if os.path.basename(path) != "Compat.h":
        wanted.append("LLVM_VERSION_MAJOR")
    for number, line in enumerate(code.split("\n"), 1):
        for word in wanted:
            if word in line and not layers.excused("word", path, word):
                fail(path, number, f"uses {word}, which is kept out of here")
    if path.startswith("checks/"):
        for number, content in strings(text):
            if LIBRARY.match(content) and not layers.excused("literal", path, content.split()[0]):
                fail(path, number, f'"{content}": library names belong into annotations/models')
    if re.match(r"tool/(cli|tidy|plugin)/", path):
        for number, content in strings(text):
            if re.sub("^sendsync-", "", content) in ids:
                fail(path, number, f'"{content}": a host names no check')


def matches(path, glob):
    """fnmatch, but * stays within one folder."""
    return path.count("/") == glob.count("/") and fnmatch.fnmatch(path, glob)


def check_links(layers, fail):
    """The stage rows are the link edges: both are stated, and must agree."""
    seen = set()
    for file in ("checks/CMakeLists.txt", "tool/CMakeLists.txt"):
        text = re.sub(r"#[^\n]*", "", read(os.path.join(layers.root, file)))
        for match in re.finditer(r"^sendsync_stage\((\w+)([^)]*)\)", text, re.M):
            name, links = match[1], set(match[2].partition("LINKS")[2].split("SOURCES")[0].split())
            seen.add(name)
            line = text.count("\n", 0, match.start()) + 1
            if name not in layers.stages:
                fail(file, line, f"stage '{name}' has no row in layers.txt")
            elif links != layers.stages[name][1]:
                fail(file, line, f"stage '{name}' links {sorted(links)}, "
                     f"layers.txt says {sorted(layers.stages[name][1])}")
    for name in set(layers.stages) - seen - {"annotations", "build", "cli", "tidy", "plugin", "unit"}:
        fail("checks/analysis/layers.txt", 1, f"stage '{name}' is not built")


def check_tree(root):
    layers = Layers(root)
    failures = list(layers.errors)
    ids = {kebab(name) for name in check_names(root)}
    count = 0

    def fail(path, line, message):
        failures.append(f"{path}:{line}: {message}")

    for path in source_files(root):
        count += 1
        text = read(os.path.join(root, path))
        lines = text.count("\n")
        if lines > MAX_LINES and not layers.excused("size", path):
            fail(path, lines, f"{lines} lines; more than {MAX_LINES} need an excuse in layers.txt")
        check_includes(layers, path, text, fail)
        check_words(layers, path, text, ids, fail)
    check_links(layers, fail)
    return failures, count


def self_test():
    """Every rule finds a violation that is put into a copy of the tree."""
    planted = {
        "checks/analysis/locks/Planted.cpp": [
            ('#include "checks/analysis/regions/Region.h"\n', "may not use stage 'regions'"),
            ('#include "checks/report/Finding.h"\n', "may not use stage 'report'"),
            ("int x = LLVM_VERSION_MAJOR;\n", "uses LLVM_VERSION_MAJOR"),
            ('const char *N = "std::mutex";\n', "belong into annotations/models"),
            ("namespace { struct LockManager {}; }\n", "LockManager says nothing"),
            ("\n" * (MAX_LINES + 1), "need an excuse"),
            ("// std::mutex, LLVM_VERSION_MAJOR\nchar C = '\"'; int N = 1'000;\n", None),
            ('#include "checks/analysis/facts/Facts.h"\n#include <map>\n', None),
        ],
        "checks/analysis/base/PathUtils.h": [("\n", "file name says nothing")],
        "checks/PlantedCheck.cpp": [
            ('#include "clang/AST/RecursiveASTVisitor.h"\n', "uses RecursiveASTVisitor")],
        "tool/output/Planted.cpp": [
            ('#include "checks/analysis/Analysis.h"\n', "may not use stage 'analysis'")],
        "annotations/include/sendsync/planted.h": [("#include <mutex>\n", "include nothing")],
    }
    failures = []
    with tempfile.TemporaryDirectory() as copy:
        for part in ("checks", "tool"):
            shutil.copytree(os.path.join(ROOT, part), os.path.join(copy, part))
        before = set(check_tree(copy)[0])
        for path, cases in planted.items():
            full = os.path.join(copy, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            for text, expected in cases:
                with open(full, "w", encoding="utf-8") as file:
                    file.write(text)
                new = [f for f in check_tree(copy)[0] if f not in before and f.startswith(path)]
                if expected is None and new:
                    failures.append(f"self-test: {text!r} in {path} is allowed, but: {new}")
                if expected and not any(expected in f for f in new):
                    failures.append(f"self-test: {text[:60]!r} in {path} was not caught")
            os.remove(full)
        # An edge that only CMake has.
        cmake = os.path.join(copy, "checks/CMakeLists.txt")
        with open(cmake, "a", encoding="utf-8") as file:
            file.write("sendsync_stage(report ${x}/report LINKS base locks)\n")
        if not any("links ['base', 'locks']" in f for f in check_tree(copy)[0]):
            failures.append("self-test: a link edge that layers.txt lacks was not caught")
    return failures


if __name__ == "__main__":
    found, files = check_tree(ROOT)
    finish(found + self_test(), f"{files} files, every rule catches a planted violation")
