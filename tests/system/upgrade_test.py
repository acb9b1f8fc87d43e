"""A journal of the first schema, and the real program killed at every statement of its upgrade: the
schema is the old one or the new one, and the next start goes on."""

import signal
import shutil
import sqlite3
from pathlib import Path

from tocsin import SystemTest, main, wait_until

ROOT = Path(__file__).resolve().parents[2]
OLD = (ROOT / "tests/golden/store/schema-1.sql").read_text(encoding="utf-8")


def look(journal):
    """(version, schema), read from a copy: whoever reads the file itself folds its log in."""
    copy = journal.with_name("looked-at.db")
    for part in ("", "-wal"):
        there = Path(f"{journal}{part}")
        target = Path(f"{copy}{part}")
        target.unlink(missing_ok=True)
        if there.exists():
            shutil.copy(there, target)
    with sqlite3.connect(copy) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        schema = database.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                                  " ORDER BY name").fetchall()
    for part in ("", "-wal", "-shm"):
        Path(f"{copy}{part}").unlink(missing_ok=True)
    return version, schema


class Upgrade(SystemTest):
    def old_house(self):
        tocsin = self.daemon()
        tocsin.data.mkdir(mode=0o700)
        with sqlite3.connect(tocsin.data / "journal.db") as database:
            database.executescript(OLD)
        return tocsin

    def test_killed_at_every_statement_it_is_the_old_schema_or_the_new_one(self):
        self.proves("P22")
        whole = self.old_house().start()
        self.assertEqual(whole.stop(), 0)
        newest = look(whole.data / "journal.db")
        fresh = self.daemon().start()
        fresh.stop()
        self.assertEqual(look(fresh.data / "journal.db"), newest, "no file knows a way of its own")

        kills = 0
        while True:
            tocsin = self.old_house()
            journal = tocsin.data / "journal.db"
            old = look(journal)
            self.assertEqual(old[0], 1)
            tocsin.start(wait=None, env={"TOCSIN_CRASH_AT": f"schema-statement:{kills + 1}"})
            wait_until(lambda: tocsin.process.poll() is not None or
                       self.ready(tocsin), 30, "it dies, or is ready")
            if tocsin.process.poll() is None:
                break
            self.assertEqual(tocsin.process.returncode, -signal.SIGKILL, tocsin.log_text())
            tocsin.process = None
            kills += 1
            found = look(journal)
            self.assertIn(found, (old, newest), f"P22: between, after statement {kills}")
            tocsin.start()
            self.assertEqual(tocsin.run("audit", "verify").returncode, 0, f"statement {kills}")
            self.assertIn("Letters do not print", tocsin.run("show", "INC-2").stdout)
            tocsin.stop()
            self.assertEqual(look(journal), newest)
        print(f"{kills} kills, one at each statement", flush=True)
        self.assertGreater(kills, 5)

    def ready(self, tocsin):
        try:
            return tocsin.request("GET", "/readyz", timeout=2).status == 200
        except OSError:
            return False

    def test_a_backup_of_the_first_schema_is_restored_with_one_command(self):
        self.proves("P21", "P22")
        tocsin = self.daemon().start()
        tocsin.stop()
        backup = tocsin.folder / "old.db"
        with sqlite3.connect(backup) as database:
            database.executescript(OLD)
        self.assertEqual(tocsin.run("audit", "verify", "--file", str(backup)).returncode, 0)
        restored = tocsin.run("restore", str(backup), "--data", str(tocsin.data))
        self.assertEqual(restored.returncode, 0, restored.stderr)
        tocsin.start()
        self.assertEqual(tocsin.run("audit", "verify").returncode, 0)
        self.assertIn("Letters do not print", tocsin.run("show", "INC-2").stdout)


if __name__ == "__main__":
    main()
