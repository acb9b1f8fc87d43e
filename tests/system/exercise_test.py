"""daemon/quickstart --once: the main job from alarm to resolution, played without a person."""

import os
import subprocess
import tempfile
from pathlib import Path

from tocsin import SystemTest, binary, main

QUICKSTART = Path(__file__).resolve().parents[2] / "daemon" / "quickstart"


class Exercise(SystemTest):
    def test_the_main_job_is_played_to_its_end(self):
        self.proves("HSSI-14")
        with tempfile.TemporaryDirectory(prefix="toc") as folder:
            done = subprocess.run([str(QUICKSTART), "--once", folder], capture_output=True,
                                  text=True, timeout=180, check=False,
                                  env={**os.environ, "TOCSIN_BINARY": binary()})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            left = Path(folder)
            self.assertTrue(list((left / "sent/sms").glob("*.txt")))
            self.assertTrue(list((left / "sent/mail").glob("*.eml")))
            self.assertTrue((left / "status/index.html").is_file())
            self.assertIn("taken by", (left / "timeline.txt").read_text())
            self.assertIn("resolved", (left / "incident.json").read_text())


if __name__ == "__main__":
    main()
