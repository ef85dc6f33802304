"""many.py KIND COUNT: one function, or as many, with COUNT of something."""
import sys

kind, count = sys.argv[1], int(sys.argv[2])
every = range(count)
if kind == "guards":
    print("#include <mutex>\nint shared;")
    for i in every:
        print(f"std::mutex gate{i};")
    print("void all() {")
    for i in every:
        print(f"  std::lock_guard<std::mutex> hold{i}(gate{i});")
    print("  ++shared;\n}")
elif kind == "work":
    print("#include <thread>\nvoid step();\nvoid all() {")
    for i in every:
        print(f"  std::thread run{i}(step);")
    for i in every:
        print(f"  run{i}.join();")
    print("}")
elif kind == "calls":
    print("#include <mutex>\nstd::mutex gate;\nvoid call0() { gate.lock(); gate.unlock(); }")
    for i in every[1:]:
        print(f"void call{i}() {{ call{i - 1}(); }}")
    print(f"void flagged_far() {{ gate.lock(); call{count - 1}(); gate.unlock(); }}")
elif kind == "closures":
    print("int shared;\nvoid all() {")
    for i in every:
        print(f"auto run{i} = [] {{")
    print("++shared;")
    for i in reversed(every):
        print(f"}};\nrun{i}();")
    print("}")
elif kind == "recursion":
    print("#include <mutex>\nstd::mutex gate;")
    for i in every:
        print(f"void turn{i}(int);")
    for i in every:
        print(f"void turn{i}(int left) {{ gate.lock(); gate.unlock(); if (left) {{")
        for j in every:
            print(f"  turn{j}(left - 1);")
        print("} }")
