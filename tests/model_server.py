"""An OpenAI-compatible server on loopback whose answers a test scripts: the fake at the wire."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def say(text, *, cut_every=7):
    """Return the deltas of an answer that arrives in small pieces."""
    return [
        {"content": text[start : start + cut_every]} for start in range(0, len(text), cut_every)
    ]


def call_tool(name, arguments, *, call_id="call_1"):
    """Return the deltas of an answer that calls one tool, its arguments cut in two as real servers do."""
    text = json.dumps(arguments)
    half = len(text) // 2
    return [
        {
            "tool_calls": [
                {
                    "index": 0,
                    "id": call_id,
                    "type": "function",
                    "function": {"name": name, "arguments": ""},
                }
            ]
        },
        {"tool_calls": [{"index": 0, "function": {"arguments": text[:half]}}]},
        {"tool_calls": [{"index": 0, "function": {"arguments": text[half:]}}]},
    ]


@dataclass
class Fault:
    """An answer that fails: a status at once, or a connection cut after some deltas."""

    status: int = 0
    deltas: list = field(default_factory=list)


class ScriptedModel:
    """Gives its answers in order; `requests` holds what it was asked. The last answer repeats."""

    def __init__(self, *answers, pause_s=0.0):
        self.answers = list(answers)
        self.requests = []
        self.pause_s = pause_s
        self.base_url = ""

    def next_answer(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return answer(request) if callable(answer) else answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    model: ScriptedModel

    def log_message(self, *args):
        """Stay silent."""

    def do_GET(self):
        self._json(
            {
                "object": "list",
                "data": [{"id": "scripted", "object": "model", "created": 0, "owned_by": "test"}],
            }
        )

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            vectors = [
                {"object": "embedding", "index": i, "embedding": [1.0, 0.0]}
                for i in range(len(request["input"]))
            ]
            self._json(
                {
                    "object": "list",
                    "model": "scripted",
                    "data": vectors,
                    "usage": {"prompt_tokens": 1, "total_tokens": 1},
                }
            )
            return
        answer = self.model.next_answer(request)
        if isinstance(answer, Fault) and answer.status:
            self._json(
                {"error": {"message": "scripted failure", "type": "server_error"}},
                status=answer.status,
            )
            return
        self._stream(answer)

    def _json(self, body, status=200):
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _stream(self, answer):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        cut = isinstance(answer, Fault)
        deltas = answer.deltas if cut else answer
        for delta in deltas:
            self._chunk({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
            time.sleep(self.model.pause_s)
        if cut:
            return
        reason = "tool_calls" if any("tool_calls" in delta for delta in deltas) else "stop"
        self._chunk({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        self._chunk(
            {
                "choices": [],
                "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
            }
        )
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, part):
        body = {
            "id": "c",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "scripted",
        } | part
        self.wfile.write(f"data: {json.dumps(body)}\n\n".encode())
        self.wfile.flush()


@contextmanager
def serve(model):
    """Serve a scripted model on a free port; `model.base_url` is its address."""
    handler = type("Handler", (_Handler,), {"model": model})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
