"""What happened, written down by those to whom it happened, for tests/checker to judge by.

One file a writer, appended to and flushed line by line, each line a JSON object with `what`, the
wall clock (`wall`) and a steady clock that all processes of this machine share (`mono`). The
checker's first comment says what the lines mean.
"""

import hashlib
import itertools
import json
import random
import threading
import time
from email import message_from_bytes, policy
from pathlib import Path

from fake_provider import ACCEPT, FakeProvider
from smtp_sink import SmtpSink


def digest(body):
    return hashlib.sha256(body if isinstance(body, bytes) else body.encode()).hexdigest()


class Recorder:
    """One writer's file in `folder`. Any thread may write."""

    def __init__(self, folder, name):
        self.path = Path(folder) / f"{name}.jsonl"
        self._file = open(self.path, "a", encoding="utf-8")
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)

    def number(self):
        """One that this writer has not used."""
        return next(self._numbers)

    def write(self, what, **facts):
        with self._lock:
            if self._file.closed:
                return  # a thread of a provider that outlives its test: nobody judges it any more
            line = {"what": what, "wall": time.time(), "mono": time.monotonic(), **facts}
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def close(self):
        with self._lock:
            self._file.close()


class RecordingProvider(FakeProvider):
    """A provider of texts that writes down what it is asked and what it answers."""

    def __init__(self, recorder, latency=(0, 0), **more):
        self.recorder = recorder
        self.latency = latency  # seconds, from and to, before each answer
        self.faults = ()  # steps, one of which becomes of a request at `fault_rate`
        self.fault_rate = 0
        self.heard = lambda: None  # called when a request has come and is not answered yet
        self.answered = lambda: None  # called when an answer has been written
        super().__init__(**more)

    def _log(self, request, body):
        if request.step is None and random.random() < self.fault_rate:
            request.step = random.choice(self.faults)
        super()._log(request, body)
        request.number = self.recorder.number()
        about = request.json()
        self.recorder.write("sms", request=request.number, reference=about["reference"],
                            to=about["to"], text=about["text"], takes=request.step.takes)

    def _answer(self, connection, request):
        self.heard()
        time.sleep(random.uniform(*self.latency))
        status = request.step.status if request.step.name == "answer" or request.step is ACCEPT \
            else 0
        if status == 0:
            self.recorder.write("sms-answered", request=request.number, status=0)
        goes_on = super()._answer(connection, request)
        if status != 0:
            self.recorder.write("sms-answered", request=request.number, status=status)
        self.answered()
        return goes_on

    def _found(self, reference):
        found = super()._found(reference)
        self.recorder.write("look-up", reference=reference, found=found)
        return found


class RecordingSink(SmtpSink):
    """A mail server that writes down what it is given. A mail's reference is its Message-ID."""

    def __init__(self, recorder, **more):
        self.recorder = recorder
        super().__init__(**more)

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        number = self.recorder.number()
        self.recorder.write("mail", request=number, reference=message["Message-ID"],
                            to=envelope.rcpt_tos[0], takes=True,
                            text=digest(envelope.original_content), subject=message["Subject"])
        said = await super().handle_DATA(server, session, envelope)
        self.recorder.write("mail-answered", request=number, status=int(said.split()[0]))
        return said


class RecordedCaller:
    """Requests of a client that knows what it does not know.

    invoke, then ok (2xx, 3xx), fail (nothing was done: any other answer) or info (no answer: it
    was done or not, and is to be asked again with the same key).
    """

    def __init__(self, tocsin, recorder):
        self.tocsin = tocsin
        self.recorder = recorder

    def call(self, op, method, path, body=None, token=None, headers=None, **facts):
        """The Answer, or None when none came."""
        number = f"{self.recorder.path.stem}-{self.recorder.number()}"
        body = json.dumps(body) if isinstance(body, dict) else body
        self.recorder.write("invoke", op=op, call=number, body=digest(body or ""), **facts)
        try:
            headers = {"Content-Type": "application/json", **(headers or {})}
            answer = self.tocsin.request(method, path, body, token=token, headers=headers)
        except OSError as error:
            self.recorder.write("info", call=number, why=str(error))
            return None
        said = {}
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            said = answer.json()
        incidents = said.get("incidents") or [said[name] for name in ("incident",) if name in said]
        self.recorder.write("ok" if answer.status < 400 else "fail", call=number,
                            status=answer.status, incidents=incidents)
        return answer

    def report(self, body, key, token, principal):
        """A POST that is safe to repeat: `key` is its Idempotency-Key."""
        return self.call("report", "POST", "/v1/incidents", body, token=token,
                         headers={"Idempotency-Key": key}, key=key, principal=principal)

    def acknowledge(self, ref, person, token):
        return self.call("acknowledge", "POST", f"/v1/incidents/{ref}/acknowledge",
                         {"person": person}, token=token, incident=ref, person=person)
