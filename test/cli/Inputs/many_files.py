"""many_files.py FOLDER COUNT: sources with a finding each, and their database.

The first ones take longest, so that with several jobs the last end first.
"""
import json
import os
import sys

folder, count = sys.argv[1], int(sys.argv[2])
entries = []
for number in reversed(range(count)):
    name = f"f{number}.cpp"
    with open(os.path.join(folder, name), "w") as file:
        file.write("#include <thread>\n")
        if number > count // 2:
            file.write("#include <functional>\n#include <iostream>\n#include <regex>\n")
        file.write("void start() { std::thread t([] {}); }\n")
    entries.append({"directory": folder, "file": name, "arguments": ["c++", "-c", name]})
with open(os.path.join(folder, "compile_commands.json"), "w") as file:
    json.dump(entries, file)
