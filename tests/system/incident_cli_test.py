"""An incident from its opening to its close by the command line alone, by socket and by URL."""

import os
import re
import shutil
import subprocess
import unittest

from tocsin import SystemTest, main

DONE, ASKED_WRONGLY, NO_DAEMON, NOT_ALLOWED, NOT_FOUND, OVERTAKEN = 0, 2, 3, 4, 5, 6


class IncidentLife(SystemTest):
    def setUp(self):
        self.tocsin = self.daemon().start()

    def command(self, *args, status=DONE, env=None):
        done = self.tocsin.run(*args) if env is None else subprocess.run(
            [self.tocsin.binary, *args], capture_output=True, text=True, timeout=30, check=False,
            env={**{name: value for name, value in os.environ.items() if name != "TOCSIN_SOCKET"},
                 **env})
        self.assertEqual(done.returncode, status, f"{args}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def open(self):
        said = self.command("open", "gp-records", "--down", "--sev", "1", "--summary",
                            "GP Records do not open")
        return re.search(r"INC-\d+", said).group()

    def test_from_open_to_close(self):
        self.proves("P12")
        self.assertIn("No open incident", self.command("list"))
        ref = self.open()
        said = self.command("list")
        self.assertRegex(said, "1 incident, 1 not taken\n\n"
                         rf"{ref} +sev 1 +reported .*calling level-2")
        said = self.command("show", ref)
        self.assertIn("calling level-2", said)
        self.command("confirm", ref, "--down", "--impact", "Users cannot open shared records")
        self.command("escalate", ref, "--to", "level-3", "--reason", "two sites now")
        # Whoever runs it is no person: it says for whom, and the record says who said so.
        self.command("ack", ref, status=ASKED_WRONGLY)
        self.command("ack", ref, "--as", "sam.elm")
        self.assertIn(f"said local:{os.getuid()}", self.command("show", ref))
        self.command("ack", ref, "--as", "pat.ash", status=OVERTAKEN)
        self.assertIn("Sam Elm (level 3)", self.command("list"))
        self.command("note", ref, "supplier reroutes", "--kind", "progress")
        self.assertIn("supplier reroutes", self.command("show", ref))
        self.command("resolve", ref, "--summary", "network link replaced")
        self.assertIn("No open incident", self.command("list"))
        self.assertRegex(self.command("list", "--all"), rf"{ref} .* resolved ")
        self.command("close", ref)
        self.assertIn("closed", self.command("show", ref))
        self.command("show", "INC-999", status=NOT_FOUND)

    def test_by_url_a_token_is_needed_and_its_scope_counts(self):
        self.proves("P19")
        ref = self.open()
        url = {"TOCSIN_URL": f"http://127.0.0.1:{self.tocsin.port}"}
        self.command("list", status=NOT_ALLOWED, env=url)
        reader = self.tocsin.make_token("screen", ["read"])
        self.assertIn(ref, self.command("list", env={**url, "TOCSIN_TOKEN": reader}))
        self.command("ack", ref, "--as", "pat.ash", status=NOT_ALLOWED,
                     env={**url, "TOCSIN_TOKEN": reader})
        self.tocsin.secret("bridge", self.tocsin.make_token("bridge", ["read", "operate"]))
        key = ["--token-file", str(self.tocsin.folder / "keys/bridge")]
        self.command("ack", ref, "--as", "pat.ash", *key, "--url", url["TOCSIN_URL"], env={})
        self.assertIn("Pat Ash", self.command("show", ref, *key, env=url))
        self.tocsin.kill()
        self.command("list", status=NO_DAEMON, env={**url, "TOCSIN_TOKEN": reader})

    def test_completion_is_read_by_the_shells(self):
        for shell in ("bash", "zsh"):
            script = self.command("completion", shell)
            if shutil.which(shell) is None:
                continue
            checked = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True,
                                     check=False)
            self.assertEqual((checked.returncode, checked.stderr), (0, ""), shell)

    @unittest.skipIf(os.environ.get("NO_COLOR"), "it is what is tested")
    def test_colour_is_for_terminals_alone(self):
        self.open()
        typed = f"{self.tocsin.binary} list --socket {self.tocsin.socket_path}"
        env = {**os.environ, "TERM": "xterm"}
        on_terminal = lambda more: subprocess.run(  # noqa: E731
            ["script", "-qec", typed, "/dev/null"], capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL, env={**env, **more}).stdout
        if shutil.which("script") is None:
            self.skipTest("no program makes a terminal: script of bsdutils is missing")
        self.assertIn("\033[1;31m", on_terminal({}))
        self.assertNotIn("\033[", on_terminal({"NO_COLOR": "1"}))
        self.assertNotIn("\033[", self.command("list"))


if __name__ == "__main__":
    main()
