#!/usr/bin/env python3
"""What a kiosk costs its server: the guide's nginx (one worker) on loopback, asked by real requests.
server_cost.py [RECORDS] [POLLS]; $FOYER_BUILD or ../../build has the programs.

A kiosk's unchanged poll is recorded from foyerctl and sent again, each time over a new connection.
The cost is the worker's own CPU time (/proc/PID/schedstat), so a busy machine does not change it
much; bytes are those on the socket, without TCP's own."""
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
BIN = pathlib.Path(os.environ.get("FOYER_BUILD", SOURCE / "build")) / "bin"
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/servers"))
import start  # noqa: E402

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
POLLS = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
CHANGES = 10
EVERY_S = 900  # the settings' default between two polls
SHARE = 0.5    # of core and line, at most
LINE_BYTES_S = 100e6 / 8


def foyerctl(*words):
    done = subprocess.run([BIN / "foyerctl", *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"foyerctl {words}: {done.stdout}{done.stderr}")
    return done.stdout


def write_pack(folder):
    (folder / "resource").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: center\nlanguages: [en]\ntimezone: Europe/Tirane\n")
    for i in range(RECORDS):
        write_record(folder, i, f"Resource {i}")


def write_record(folder, i, title):
    (folder / f"resource/r-{i}.md").write_text(
        f"---\nid: r-{i}\ntitle: {title}\nsummary: Number {i} of many, {i * 7919 % 10007}.\n"
        f"fields: [T]\nurl: https://example.org/{i}\nlicence: CC-BY-4.0\nsource: test\n---\n"
        f"Step {i * 104729}.\n")


def worker_of(work):
    master = (work / "nginx.pid").read_text().strip()
    return subprocess.check_output(["pgrep", "-P", master], text=True).split()[0]


def cpu_s(pid):
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def recorded_poll(port, address, words):
    """The bytes of foyerctl's unchanged poll."""
    seen = []

    class Listening(start.Meter):
        def pump(self, source, sink, asks, ends):
            if asks:
                first = source.recv(65536)
                seen.append(first)
                self.bytes += len(first)
                self.requests += 1
                sink.sendall(first)
            super().pump(source, sink, asks, ends)

    meter = Listening(port)
    for _ in range(2):  # the first one at a new address asks for everything
        time.sleep(0.2)
        meter.take()
        foyerctl("sync", "--feed", meter.address + "/center", *words)
    time.sleep(0.2)
    _, size = meter.take()
    meter.close()
    return seen[-1].replace(meter.address[7:].encode(), address.encode()), size


def poll(port, request, number, context):
    """One poll by one of many kiosks: loopback gives each an address of its own."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    link.bind((f"127.0.{1 + number // 200 % 50}.{1 + number % 200}", 0))
    link.connect(("127.0.0.1", port))
    if context:
        link = context.wrap_socket(link, server_hostname="127.0.0.1")
    link.sendall(request)
    answer = link.recv(4096)
    link.close()
    if b" 304 " not in answer[:20]:
        sys.exit(f"not a 304 but {answer[:200]}")


def measure_polls(facts_port, pid, request, polls, context=None):
    for i in range(200):
        poll(facts_port, request, i, context)
    before, since = cpu_s(pid), time.monotonic()
    for i in range(polls):
        poll(facts_port, request, i, context)
    return (cpu_s(pid) - before) / polls, polls / (time.monotonic() - since)


def start_nginx(work, tls=False):
    env = {**os.environ, "FOYER_NGINX_LOG": "off"}
    if tls:
        env["FOYER_NGINX_TLS"] = "1"
    server = start.Server("nginx", work, env)
    return server, int(server.facts["address"].rsplit(":", 1)[1]), worker_of(work)


def copy(feed, work):
    subprocess.run(["rsync", "-rt", "--exclude=/.lock", f"{feed}/", work / "public/center"], check=True)


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix="foyer-cost-"))
    server = tls = None
    try:
        pack, feed, key = work / "pack", work / "feed", work / "key"
        write_pack(pack)
        foyerctl("keygen", key)
        foyerctl("publish", pack, feed, "--key", key)
        server, port, pid = start_nginx(work / "nginx")
        copy(feed, work / "nginx")
        words = ["--trust", f"{key}.pub", "--data", work / "data"]
        meter = start.Meter(port)
        before = cpu_s(pid)
        foyerctl("sync", "--feed", meter.address + "/center", *words)
        first_s, (first_requests, first_bytes) = cpu_s(pid) - before, meter.take()
        request, size = recorded_poll(port, f"127.0.0.1:{port}", words)
        each_s, rate = measure_polls(port, pid, request, POLLS)
        print(f"feed of {RECORDS} records, nginx with one worker")
        print(f"first sync: {first_requests} requests, {first_bytes} bytes, "
              f"{first_s * 1e3:.2f} ms of the server's CPU")
        print(f"unchanged poll: 1 request, {size} bytes both ways, {each_s * 1e6:.1f} us of CPU: "
              f"one core carries {1 / each_s:.0f} polls/s (asked {rate:.0f}/s here)")

        change_s = requests = size_change = 0
        foyerctl("sync", "--feed", meter.address + "/center", *words)
        for i in range(CHANGES):
            write_record(pack, i * 17 % RECORDS, f"Changed {i}")
            foyerctl("publish", pack, feed, "--key", key)
            copy(feed, work / "nginx")
            before = cpu_s(pid)
            meter.take()
            foyerctl("sync", "--feed", meter.address + "/center", *words)
            change_s += (cpu_s(pid) - before) / CHANGES
            counts = meter.take()
            requests, size_change = requests + counts[0] / CHANGES, size_change + counts[1] / CHANGES
        print(f"one change: {requests:.0f} requests, {size_change:.0f} bytes, "
              f"{change_s * 1e6:.0f} us of CPU")

        tls, tls_port, tls_pid = start_nginx(work / "tls", True)
        copy(feed, work / "tls")
        request, _ = recorded_poll(port, f"127.0.0.1:{port}", words)
        context = ssl.create_default_context(cafile=work / "tls/tls.pem")
        tls_s, _ = measure_polls(tls_port, tls_pid, request, POLLS // 10, context)
        tls_meter = start.Meter(tls_port)
        measure_polls(int(tls_meter.address.rsplit(":", 1)[1]), tls_pid, request, 10, context)
        time.sleep(0.2)
        tls_size = tls_meter.take()[1] / 210
        tls_meter.close()
        print(f"unchanged poll with a whole TLS handshake: {tls_size:.0f} bytes both ways, "
              f"{tls_s * 1e6:.0f} us of CPU: one core carries {1 / tls_s:.0f} polls/s")
        for name, cost, wire in (("http", each_s, size), ("https", tls_s, tls_size)):
            by_core, by_line = SHARE / cost * EVERY_S, SHARE * LINE_BYTES_S / wire * EVERY_S
            print(f"{name}, a poll every {EVERY_S} s: half a core carries {SHARE} / {cost * 1e6:.0f} us "
                  f"x {EVERY_S} s = {by_core:.0f} kiosks, half of 100 Mbit/s "
                  f"{SHARE * LINE_BYTES_S:.0f} B/s / {wire:.0f} B x {EVERY_S} s = {by_line:.0f}; "
                  f"10,000 kiosks: {10000 / EVERY_S:.0f} polls/s, "
                  f"{10000 / EVERY_S * cost * 100:.1f} % of a core, "
                  f"{10000 * wire * 86400 / EVERY_S / 1e9:.1f} GB a day")
        print(f"one change to 10,000 kiosks: {10000 * size_change / 1e6:.0f} MB and "
              f"{10000 * (change_s + tls_s):.0f} s of CPU with https, spread over {EVERY_S} s")
        meter.close()
    finally:
        for running in (server, tls):
            if running:
                running.stop()
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
