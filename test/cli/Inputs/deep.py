"""deep.py DEPTH BEFORE MIDDLE [AFTER]: a function with an expression that is as deep."""
import sys

depth, before, middle, *after = sys.argv[1:]
print("int f(int x) { return " + before * int(depth) + middle + "".join(after) * int(depth) + "; }")
