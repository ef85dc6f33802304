"""What the meta tests share: reading C++ and the list of checks, and reporting."""
import os
import re
import sys

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))

# One C++ token that can hide text: comment, raw string, string, character. A
# quote between digits is a separator, not the start of a character.
_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)")
      | (?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<number>\b\d[\w']*)
      | (?P<char>'(?:[^'\\\n]|\\.)+')""",
    re.S | re.X)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def code_only(text, keep_strings=False):
    """The text with comments (and strings) blanked; line numbers stay."""
    def blank(match):
        if match.lastgroup == "number" or (keep_strings and not match["comment"]):
            return match[0]
        return re.sub(r"[^\n]", " ", match[0])
    return _TOKEN.sub(blank, text)


def strings(text):
    """(line, content) of every string literal that is not an #include."""
    for match in _TOKEN.finditer(text):
        if match["string"] or match["raw"]:
            start = text.rfind("\n", 0, match.start()) + 1
            if text[start:match.start()].lstrip().startswith("#include"):
                continue
            content = match[0][1:-1] if match["string"] else \
                match[0][3 + len(match["delimiter"]):-2 - len(match["delimiter"])]
            yield text.count("\n", 0, match.start()) + 1, content


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def check_names(root):
    """The names in Checks.def, in its order."""
    path = os.path.join(root, "checks", "Checks.def")
    return re.findall(r"^CHECK\((\w+)\)", read(path), re.M)


def page_lines(text):
    """(line number, text) of the page: the first run of lines with ///."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("///"):
            lines.append((number, re.sub(r"^/// ?", "", line)))
        elif lines:
            break
    return lines


def sections(lines):
    """Maps each `## ` heading of a page to its (line number, text) lines."""
    result, current, fenced = {}, None, False
    for number, line in lines:
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and line.startswith("## "):
            current = result.setdefault(line.rstrip(), [])
        elif current is not None:
            current.append((number, line))
    return result


def finish(failures, counted):
    """Prints the failures, or one line that says what was looked at."""
    for failure in failures:
        print(failure)
    if failures:
        print(f"{len(failures)} failures")
        sys.exit(1)
    print(f"ok: {counted}")
