"""C++ as the house reads it: the same text with comments and literals blanked out, line by line.

Blanked, not removed: a finding must name the line a person sees in the editor.
"""

import re

_TOKEN = re.compile(
    r"""(?P<raw>\b(?:u8|u|U|L)?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")"""
    r"""|(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<string>"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<number>\b\d[\d']*)"""  # 16'384 holds no character literal
    r"""|(?P<sign>'(?:\\.|[^'\\\n])+')""",
    re.DOTALL | re.VERBOSE,
)

_INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def code_lines(text):
    """The lines of `text` with comments and literals as blanks. Include lines keep their names."""

    def blank(match):
        if match.lastgroup == "number":
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())

    kept = text.split("\n")
    blanked = _TOKEN.sub(blank, text).split("\n")
    return [
        kept[i] if _INCLUDE.match(kept[i]) and blanked[i].lstrip().startswith("#") else blanked[i]
        for i in range(len(kept))
    ]


def includes(lines):
    """(line number, quoted?, name) of every include directive."""
    for number, line in enumerate(lines, 1):
        found = _INCLUDE.match(line)
        if found:
            yield number, found.group(1) == '"', found.group(2)
