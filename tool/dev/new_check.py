#!/usr/bin/env python3
"""Starts a new check: new_check.py StaleSnapshot "a copy of guarded data is used after the lock"

Writes the three places of a check: checks/<Name>.cpp, its line in
checks/Checks.def, and test/checks/<id>.cpp with a test that fails until the
check reports something. test/meta/recipe.py then says what is still to write.
"""
import argparse
import os
import re
import sys

CHECK = '''\
/// # {id}
/// {Summary}.
///
/// ## Why it matters
///
/// ## Flagged
/// ```cpp
/// ```
///
/// ## Accepted
/// ```cpp
/// ```
///
/// ## How to fix
///
/// ## Limits
#include "checks/Check.h"

namespace sendsync {{

namespace {{

void check{name}(const FunctionResults &F, Reporter &R) {{}}

}} // namespace

extern const CheckInfo {name}Info;
const CheckInfo {name}Info = {{
    "{id}", Severity::Warning, Tier::One,
    "{summary}",
    /*Function=*/check{name}}};

}} // namespace sendsync
'''

TEST = '''\
// RUN: %clang_plugin %inc -std=c++20 -Xclang -verify %s

#include <mutex>
#include <thread>

// Name the functions flagged_<case> and accepted_<case>, after the construct
// they show. At least five of each, and no fewer accepted than flagged.

void flagged_first_case() {{
  // expected-warning@+1 {{{{[sendsync-{id}]}}}}
}}

void accepted_first_case() {{
}}
'''


def insert_sorted(text, name):
    """Checks.def with one more line, among its sorted lines."""
    lines = text.split("\n")
    line = f"CHECK({name})"
    places = [i for i, old in enumerate(lines) if old.startswith("CHECK(")]
    after = [i for i in places if lines[i] > line]
    at = after[0] if after else (places[-1] + 1 if places else len(lines) - 1)
    return "\n".join(lines[:at] + [line] + lines[at:])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", help="CamelCase noun phrase that names the bad state")
    parser.add_argument("summary", help="one line, lower case, no full stop")
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    options = parser.parse_args()
    if not re.fullmatch(r"([A-Z][a-z0-9]+)+", options.name):
        parser.error(f"'{options.name}' is not CamelCase, such as StaleSnapshot")
    if not re.fullmatch(r'[a-z\'][^\n"\\]{9,89}[^.\n"\\]', options.summary):
        parser.error("the summary is one line of 11 to 91 characters that starts in lower "
                     "case and has no full stop, quote or backslash")
    root = os.path.realpath(options.root)
    check_id = re.sub(r"(?<!^)(?=[A-Z])", "-", options.name).lower()
    values = {"name": options.name, "id": check_id, "summary": options.summary,
              "Summary": options.summary[0].upper() + options.summary[1:]}

    definitions = os.path.join(root, "checks", "Checks.def")
    source = os.path.join(root, "checks", options.name + ".cpp")
    test = os.path.join(root, "test", "checks", check_id + ".cpp")
    with open(definitions, encoding="utf-8") as file:
        old = file.read()
    for path in (source, test):
        if os.path.exists(path):
            sys.exit(f"{os.path.relpath(path, root)} exists already")
    if f"CHECK({options.name})" in old:
        sys.exit(f"checks/Checks.def has {options.name} already")

    os.makedirs(os.path.dirname(test), exist_ok=True)
    for path, text in ((source, CHECK.format(**values)), (test, TEST.format(**values)),
                       (definitions, insert_sorted(old, options.name))):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        print(f"wrote {os.path.relpath(path, root)}")
    print("next: write the page and the tests, then the check; "
          "test/meta/recipe.py lists what is missing")
    print("then: docs/generate.py renews docs/checks")


if __name__ == "__main__":
    main()
