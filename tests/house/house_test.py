"""Is the house in order? And would this test notice if it were not?

TOCSIN_SOURCE_DIR and TOCSIN_BUILD_DIR name the tree to read; ctest sets both.
"""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.dont_write_bytecode = True

import house  # noqa: E402  (found beside this file)
from sources import code_lines  # noqa: E402


class TheHouse(unittest.TestCase):
    def test_is_in_order(self):
        root = Path(os.environ.get("TOCSIN_SOURCE_DIR", Path(__file__).resolve().parents[2]))
        build = os.environ.get("TOCSIN_BUILD_DIR")
        built = house.files_built(build) if build else None
        run = house.words_run(build) if build else None
        findings = house.check(house.Tree(root, built, run))
        self.assertFalse(findings, "\n" + "\n".join(str(finding) for finding in findings))


class Planted(unittest.TestCase):
    """Each rule meets a tree that breaks it, in a folder made for the purpose."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()

    def plant(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def found(self, **known):
        return [(f.path, f.line) for f in house.check(house.Tree(self.root, **known))]

    def test_a_tree_in_order_has_no_findings(self):
        self.plant("rota/time.h", "#pragma once\n#include <chrono>\n")
        self.plant("core/decide.cc", '#include "core/decide.h"\n#include "rota/time.h"\n')
        self.plant("daemon/clock.cc", "auto t = std::chrono::system_clock::now();\n")
        self.plant("tests/core/decide.cc", '#include "daemon/engine.h"\n')
        self.plant("README.md", "Tocsin\n")
        self.assertEqual(self.found(), [])

    def test_an_include_against_the_arrows_is_found(self):
        self.plant("rota/rota.cc", '\n#include "core/ids.h"\n')
        self.plant("core/a.h", '#include <channels/channel.h>\n')
        self.plant("channels/b.cc", '#include "daemon/config.h"\n')
        self.assertEqual(self.found(), [("channels/b.cc", 1), ("core/a.h", 1), ("rota/rota.cc", 2)])

    def test_an_include_that_does_not_start_at_the_root_is_found(self):
        self.plant("core/a.cc", '#include "ids.h"\n')
        self.plant("daemon/b.cc", '#include "../core/ids.h"\n#include "tests/support/proves.h"\n')
        self.assertEqual(self.found(), [("core/a.cc", 1), ("daemon/b.cc", 1), ("daemon/b.cc", 2)])

    def test_an_impure_include_is_found(self):
        for header in ["thread", "fstream", "random", "sqlite3.h", "boost/asio.hpp", "sys/types.h",
                       "spdlog/spdlog.h", "nlohmann/json_fwd.hpp", "yaml-cpp/yaml.h", "ctime"]:
            with self.subTest(header=header):
                self.plant("core/a.cc", f"#include <string>\n#include <{header}>\n")
                self.assertIn(("core/a.cc", 2), self.found())

    def test_an_impure_word_is_found(self):
        for word in ["std::chrono::steady_clock::now()", "std::random_device d;", "fopen(n, m)",
                     "std::getenv(name)", "std::thread t;", "spdlog::info(x)", "std::cout << x",
                     "date::locate_zone(name)", "time(nullptr)", "rand()", "printf(x)",
                     "std::system(x)"]:
            with self.subTest(word=word):
                self.plant("rota/a.cc", f"void f() {{\n    {word};\n}}\n")
                self.assertIn(("rota/a.cc", 2), self.found())

    def test_words_in_comments_and_literals_are_no_findings(self):
        self.plant("core/a.cc", '// std::thread\n/* fopen(\n getenv( */\nauto s = "rand()";\n'
                                'auto r = R"(std::cout\nspdlog)";\nauto n = 16\'384;\n'
                                'char c = \'"\';\n'
                                'int branded(int);\nint snprintf(char*);\n')
        self.assertEqual(self.found(), [])

    def test_code_after_literals_is_still_read(self):
        self.plant("core/a.cc", "char c = '\"'; fopen(x);\nint n = 1'000; rand();\n"
                                'auto r = R"x(")x"; getenv(y);\n')
        self.assertEqual([line for _, line in self.found()], [1, 2, 3])

    def test_a_heavy_header_in_a_header_is_found(self):
        for heavy in ["boost/beast/http.hpp", "httplib.h", "nlohmann/json.hpp"]:
            with self.subTest(heavy=heavy):
                self.plant("daemon/a.h", f"#include <{heavy}>\n")
                self.assertEqual(self.found(), [("daemon/a.h", 1)])

    def test_a_heavy_header_in_a_fourth_source_is_found(self):
        for n in range(3):
            self.plant(f"daemon/a{n}.cc", "#include <nlohmann/json.hpp>\n")
        self.assertEqual(self.found(), [])
        self.plant("tests/daemon/b.cc", "#include <nlohmann/json.hpp>\n")
        self.assertEqual(len(self.found()), 4)

    def test_a_clock_read_elsewhere_is_found(self):
        self.plant("daemon/engine.cc", "auto t = std::chrono::system_clock::now();\n")
        self.plant("channels/http.cc", "auto t = std::chrono::steady_clock::now();\n"
                                       "clock_gettime(CLOCK_REALTIME, &t);\n")
        self.plant("daemon/api.cc", "auto t = std::chrono::steady_clock::now();\n")
        self.plant("daemon/cli.cc", "using Clock = std::chrono::steady_clock;\nClock::now();\n")
        self.assertEqual(self.found(), [("channels/http.cc", 2), ("daemon/api.cc", 1),
                                        ("daemon/cli.cc", 2), ("daemon/engine.cc", 1)])

    def test_a_stranger_in_the_top_folder_is_found(self):
        self.plant("docs/index.md", "x\n")
        self.plant("notes.txt", "x\n")
        self.plant(".clang-format", "x\n")
        self.assertEqual(self.found(), [("docs", 1), ("notes.txt", 1)])

    def test_a_source_that_is_not_built_is_found(self):
        self.plant("core/a.cc", "")
        self.plant("core/deep/b.cc", "")
        self.plant("tests/core/c.cc", "")
        built = {str(self.root / "core/a.cc")}
        self.assertEqual(self.found(built=built), [("core/deep/b.cc", 1), ("tests/core/c.cc", 1)])

    def test_a_python_test_that_is_not_run_is_found(self):
        self.plant("tests/system/a_test.py", "")
        self.plant("tests/system/b_test.py", "")
        self.plant("tests/system/helper.py", "")
        self.assertEqual(self.found(run={"python3", str(self.root / "tests/system/a_test.py")}),
                         [("tests/system/b_test.py", 1)])

    def test_left_overs_are_found(self):
        self.plant("core/a.h", "// TO" "DO: later\n")
        self.plant("tests/run", "\n# FIX" "ME\n")
        self.assertEqual(self.found(), [("core/a.h", 1), ("tests/run", 2)])

    def test_a_namespace_called_daemon_is_found(self):
        self.plant("daemon/a.h", "namespace tocsin::daemon {\n}\n")
        self.plant("daemon/b.h", "// namespace daemon\nnamespace daemon_words {}\n")
        self.assertEqual(self.found(), [("daemon/a.h", 1)])

    def test_blanking_keeps_the_lines(self):
        self.assertEqual(code_lines('a /* x\ny */ b\n#include "c.h"'),
                         ["a     ", "     b", '#include "c.h"'])


if __name__ == "__main__":
    unittest.main()
