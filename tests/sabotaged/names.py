#!/usr/bin/env python3
"""names.py OUTPUT HEADER...: the names in the headers of sabotage as C++, so that they stand in one
place."""

import re
import sys


def names(text, enum):
    """The enumerators of `enum class <enum>`, in order."""
    body = re.search(rf"enum class {enum} {{(.*?)\n}};", text, re.S).group(1)
    return re.findall(r"^    (\w+),", body, re.M)


def table(enum, found):
    rows = "".join(f'    if (name == "{one}") return {enum}::{one};\n' for one in found)
    return (f"std::optional<{enum}> {enum.lower()}_named(std::string_view name) {{\n"
            f"{rows}    return std::nullopt;\n}}\n")


def main():
    text = ""
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as header:
            text += header.read()
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write('#include "tests/sabotaged/planting.h"\n\nnamespace tocsin {\n\n'
                  + "\n".join(table(enum, names(text, enum)) for enum in ("Mutant", "Bug", "Standstill"))
                  + "\n}  // namespace tocsin\n")


if __name__ == "__main__":
    main()
