#!/usr/bin/env python3
"""The wording of findings, over the golden files test/**/*.text.cpp.

A golden holds the rendered text in its comments, as FileCheck lines. The rules
are stated below.
"""
import glob
import os
import re

from sources import ROOT, check_names, finish, kebab, read

NEVER = ["please", "illegal", "potentially", "might", "error", "bug", "unsafe code",
         "this check", "data race detected"]
MAX_PRIMARY, MAX_NOTE = 100, 110
# A location, then the kind: `file.cpp:8:24: warning: `, with any part of the
# location replaced by a FileCheck pattern. A note in a model file has one too.
LINE = re.compile(r"^\s*//.*?(\S*):\s(warning|note): (.*?)\s*$")


def problems(kind, message, ids):
    """What is wrong with one line; an empty list when nothing is."""
    result = []
    if kind == "warning":
        match = re.fullmatch(r"(.*?) \[sendsync-([\w-]+)\]", message)
        if not match:
            return ["no [sendsync-<id>] tag at the end"]
        message = match[1]
        if match[2] not in ids:
            result.append(f"'{match[2]}' is not in Checks.def")
    limit = MAX_PRIMARY if kind == "warning" else MAX_NOTE
    if len(message) > limit:
        result.append(f"{len(message)} characters; at most {limit}")
    # Notes may quote the author's own words after a colon.
    if not re.match(r"[a-z'{]", message):
        result.append("does not start in lower case")
    if re.search(r"[.!]$", message):
        result.append("ends in a full stop or exclamation mark")
    prose = re.sub(r"'[^']*'", "''", message)
    for word in NEVER:
        if re.search(rf"\b{word}s?\b", prose, re.I):
            result.append(f"says '{word}'")
    return result


def self_test():
    good = [("warning", "'body' is captured by reference by a closure that can outlive it [sendsync-a]"),
            ("warning", "reading 'error' requires holding 'mu_'; no lock is held [sendsync-a]"),
            ("note", "or join the thread before 'body' is destroyed"),
            ("note", "required here: 'n' is guarded by 'mu_'")]
    bad = [("warning", "Reading 'a' requires holding 'm' [sendsync-a]"),
           ("warning", "reading 'a' requires holding 'm'. [sendsync-a]"),
           ("warning", "reading 'a' requires holding 'm'"),
           ("warning", "reading 'a' requires holding 'm' [sendsync-b]"),
           ("warning", "reading " + "a" * 100 + " [sendsync-a]"),
           ("note", "this might be a bug"), ("note", "n" * 111), ("note", "data race detected")]
    result = [f"self-test: {text!r}: {problems(kind, text, {'a'})}"
              for kind, text in good if problems(kind, text, {"a"})]
    result += [f"self-test: {text!r} was accepted" for kind, text in bad
               if not problems(kind, text, {"a"})]
    if not LINE.match("// CHECK-NEXT: a.cpp:[[@LINE+1]]:2: warning: x [sendsync-a]"):
        result.append("self-test: a FileCheck line is not read")
    return result


def main():
    ids = {kebab(name) for name in check_names(ROOT)}
    failures, lines = self_test(), 0
    goldens = sorted(glob.glob(os.path.join(ROOT, "test", "**", "*.text.cpp"), recursive=True))
    for path in goldens:
        own = 0
        for number, line in enumerate(read(path).split("\n"), 1):
            match = LINE.match(line)
            if match:
                own += 1
                failures += [f"{os.path.relpath(path, ROOT)}:{number}: {problem}"
                             for problem in problems(match[2], match[3], ids)]
        if not own:
            failures.append(f"{os.path.relpath(path, ROOT)}: no finding in this golden")
        lines += own
    finish(failures, f"{lines} lines in {len(goldens)} goldens")


if __name__ == "__main__":
    main()
