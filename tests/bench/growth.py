"""Beside limits: thousands due at once, a long past, a hundred thousand open."""

from pathlib import Path

from rig import Figure, cpu_seconds, house, intake, memory, run, started

from settings import procedure

HERE = Path(__file__).resolve().parent


def all_at_once(quick):
    """Second attempts that fall due in the same moment: each is decided, journalled and handed
    over, in commits of at most 256 dues."""
    count = 600 if quick else 6000
    with house(start=False) as tocsin:
        tocsin.data.mkdir()
        seconds = float(run("engine", do="due", config=tocsin.config_file, count=count))
    yield Figure("due_6000_s", seconds, "s", f"{count:,} to as many people", ("<=", 2))


def rota_60x12(_quick):
    """A rolling rota of 60 people for 12 months: read, proven for every role, and in force on disk."""
    people = procedure()
    people["roles"]["level-2"] = [
        {"when": "core-hours", "people": ["kim.hazel"], "called": "level 2"},
        {"when": "out-of-hours", "rota": "edm", "called": "EDM"}]
    with house(start=False, the_procedure=people) as tocsin:
        tocsin.data.mkdir()
        took = float(run("engine", do="rota", config=tocsin.config_file))
    yield Figure("rota_60x12_ms", took, "ms", "read, proven and in force on disk", ("<=", 300))


def recovery(quick):
    """From exec() to ready, on a journal that has grown for a year."""
    rows, opened = (100_000, 1_000) if quick else (1_000_000, 10_000)
    people = procedure()
    people["roles"]["level-2"] = [{"people": ["pat.ash"], "called": "EDM"}]
    with house(start=False, the_procedure=people) as tocsin:
        tocsin.data.mkdir()
        written = int(run("engine", do="past", config=tocsin.config_file, rows=rows, open=opened))
        size = (tocsin.data / "journal.db").stat().st_size
        seconds = started(tocsin)
    yield Figure("recovery_s", seconds, "s",
                 f"{opened:,} open, {written:,} rows, {size / 2**20:,.0f} MiB", ("<=", 2))


def many_open(quick):
    """What one more incident costs, and what each one keeps. The cost is processor time of the
    daemon, all threads: what the load generator uses beside it is not in it."""
    many, few, sample = (10_000, 1_000, 1_000) if quick else (100_000, 1_000, 5_000)
    with house() as tocsin:
        opened = 0

        def open_more(count):
            nonlocal opened
            before = cpu_seconds(tocsin.process)
            intake(tocsin, count=count, first=opened)
            opened += count
            return (cpu_seconds(tocsin.process) - before) / count

        open_more(few)
        small = memory(tocsin.process)
        cheap = open_more(sample)
        open_more(many - opened)
        large = memory(tocsin.process)
        dear = open_more(sample)
    yield Figure("bytes_per_open_incident", (large - small) / (many - few), "bytes",
                 f"{small / 2**20:.0f} MiB resident with {few:,}, {large / 2**20:.0f} MiB with "
                 f"{many:,}", ("<=", 2048))
    yield Figure("scale_100k", dear / cheap, "ratio",
                 f"{dear * 1e6:.0f} us of processor with {many:,} open, {cheap * 1e6:.0f} us with "
                 f"{few:,}", ("<=", 1.3))


def many_owed(quick):
    """What a Tick costs in which one of many obligations falls due: processor time, its owner told
    and the entries handed to the journal, which writes them later."""
    many, few = (10_000, 1_000) if quick else (100_000, 1_000)

    def a_tick(count):
        with house(start=False) as tocsin:
            tocsin.data.mkdir()
            return float(run("engine", do="owed", config=tocsin.config_file, count=count))

    # Side by side, the best of three: other processes of the machine can only add.
    cheap, dear = (min(a_tick(count) for _ in range(3)) for count in (few, many))
    yield Figure("obligations_scale", dear / cheap, "ratio",
                 f"{dear:.0f} us a Tick with {many:,} open, {cheap:.0f} us with {few:,}",
                 ("<=", 1.3))


def five_procedures(_quick):
    """The shipped configuration with its five procedures, read and checked whole; best of five."""
    config = str(HERE.parents[1] / "systemd" / "tocsin.yaml")
    took = min(float(run("engine", do="load", config=config).split()[0]) for _ in range(5))
    yield Figure("procedures_load_ms", took, "ms", "five procedures and their documents",
                 ("<=", 50))
