#!/usr/bin/env python3
"""A check is three places: its file, its line in Checks.def, its test."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from sources import (ROOT, check_names, code_only, finish, kebab, page_lines,
                     read, sections)

SECTIONS = ["## Why it matters", "## Flagged", "## Accepted", "## How to fix", "## Limits"]
MIN_CASES = 5
# Files in checks/ that are not checks.
OTHER_SOURCES = {"Registry", "LockPhrases", "Phrases", "RacePhrases"}


def check_page(name, check_id, text, fail):
    path = f"checks/{name}.cpp"
    lines = page_lines(text)
    if not lines:
        fail(f"{path}: has no page: no comment with ///")
        return
    if lines[0][1] != f"# {check_id}":
        fail(f"{path}:{lines[0][0]}: the page has to start with '# {check_id}'")
    found = sections(lines)
    for section in SECTIONS:
        body = [text for _, text in found.get(section, []) if text.strip()]
        if section not in found:
            fail(f"{path}: the page has no section '{section}'")
        elif not body or all(line.startswith("```") for line in body):
            fail(f"{path}: section '{section}' is empty")
        elif section in SECTIONS[1:3] and not any(l.startswith("```") for l in body):
            fail(f"{path}: section '{section}' shows no code")
    order = [s for s in found if s in SECTIONS]
    if order != [s for s in SECTIONS if s in found]:
        fail(f"{path}: the sections are not in the order {', '.join(SECTIONS)}")


def check_info(name, check_id, text, fail):
    match = re.search(rf'\bconst CheckInfo {name}Info\s*=?\s*\{{\s*"([^"]*)"', text)
    if not match:
        fail(f"checks/{name}.cpp: does not define {name}Info")
    elif match[1] != check_id:
        fail(f"checks/{name}.cpp: the id is '{match[1]}', but {name} means '{check_id}'")


def check_test(root, check_id, fail):
    path = f"test/checks/{check_id}.cpp"
    full = os.path.join(root, path)
    if not os.path.exists(full):
        fail(f"{path}: missing; a check needs a test")
        return
    code = code_only(read(full))
    flagged, accepted = (set(re.findall(rf"\b{kind}_\w+", code)) for kind in ("flagged", "accepted"))
    for kind, cases in (("flagged", flagged), ("accepted", accepted)):
        if len(cases) < MIN_CASES:
            fail(f"{path}: {len(cases)} {kind}_ cases; at least {MIN_CASES} are needed")
    if len(accepted) < len(flagged):
        fail(f"{path}: {len(accepted)} accepted_ cases for {len(flagged)} flagged_ ones; "
             "at least as many are needed")


def check_tree(root):
    failures = []
    fail = failures.append
    names = check_names(root)
    ids = {}
    for name in names:
        check_id = kebab(name)
        if check_id in ids:
            fail(f"checks/Checks.def: {name} and {ids[check_id]} have the same id '{check_id}'")
        ids[check_id] = name
        path = os.path.join(root, "checks", name + ".cpp")
        if not os.path.exists(path):
            fail(f"checks/{name}.cpp: missing, but Checks.def lists {name}")
        else:
            text = read(path)
            check_page(name, check_id, text, fail)
            check_info(name, check_id, text, fail)
        check_test(root, check_id, fail)
    for file in sorted(os.listdir(os.path.join(root, "checks"))):
        base, extension = os.path.splitext(file)
        if extension == ".cpp" and base not in OTHER_SOURCES and base not in names:
            fail(f"checks/{file}: not in Checks.def")
    return failures, len(names)


def self_test():
    """new_check.py writes the places, and each omission is named."""
    failures = []
    with tempfile.TemporaryDirectory() as copy:
        shutil.copytree(os.path.join(ROOT, "checks"), os.path.join(copy, "checks"))
        if os.path.isdir(os.path.join(ROOT, "test/checks")):
            shutil.copytree(os.path.join(ROOT, "test/checks"), os.path.join(copy, "test/checks"))
        before = set(check_tree(copy)[0])

        def new():
            return "\n".join(f for f in check_tree(copy)[0] if f not in before)

        def expect(what, *parts):
            text = new()
            for part in parts:
                if part not in text:
                    failures.append(f"self-test: {what}: no failure says {part!r}")

        script = os.path.join(ROOT, "tool/dev/new_check.py")
        command = [sys.executable, script, "--root", copy, "PlantedTestCheck",
                   "a check that only this test knows"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return [f"self-test: new_check.py failed: {run.stderr}"]
        source, test, definitions = (os.path.join(copy, path) for path in (
            "checks/PlantedTestCheck.cpp", "test/checks/planted-test-check.cpp",
            "checks/Checks.def"))
        for path in (source, test):
            if not os.path.exists(path):
                return [f"self-test: new_check.py did not write {path}"]
        if "CHECK(PlantedTestCheck)\n" not in read(definitions):
            failures.append("self-test: new_check.py did not add the line to Checks.def")
        expect("a new check", *(f"section '{section}' is empty" for section in SECTIONS),
               "1 flagged_ cases", "1 accepted_ cases")
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            failures.append("self-test: new_check.py overwrote a check")

        original, listed = read(source), read(definitions)

        def edit(path, text):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        edit(source, original.replace("/// ## Limits\n", ""))
        expect("a missing section", "has no section '## Limits'")
        edit(source, original.replace('"planted-test-check"', '"planted"'))
        expect("a wrong id", "the id is 'planted'")
        edit(source, original)
        edit(definitions, listed.replace("CHECK(PlantedTestCheck)\n", ""))
        expect("a missing line", "checks/PlantedTestCheck.cpp: not in Checks.def")
        edit(definitions, listed)
        os.remove(test)
        expect("a missing test", "test/checks/planted-test-check.cpp: missing")
        os.remove(source)
        expect("a missing file", "checks/PlantedTestCheck.cpp: missing")
    return failures


if __name__ == "__main__":
    found, checks = check_tree(ROOT)
    finish(found + self_test(), f"{checks} checks have their three places")
