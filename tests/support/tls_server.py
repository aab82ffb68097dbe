"""HTTPS on loopback, each port with a certificate of its own kind: tls_server.py FOLDER SCRATCH.

Makes the certificates with openssl in SCRATCH, serves FOLDER, says one line "KIND PORT" for each,
then "ready", and goes on until it is killed. SCRATCH/ca.pem is the root that is to be trusted.
"""
import functools
import http.server
import pathlib
import ssl
import subprocess
import sys
import threading

folder, scratch = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = "IP:127.0.0.1,DNS:localhost,DNS:feed.localhost"
NOW = ("20200101000000Z", "20991231235959Z")
# kind: signed by, names, valid from and to
KINDS = {
    "good": ("ca", HERE, NOW),
    "expired": ("ca", HERE, ("20200101000000Z", "20210101000000Z")),
    "early": ("ca", HERE, ("20900101000000Z", "20991231235959Z")),
    "other-host": ("ca", "DNS:elsewhere.test,IP:127.0.0.2", NOW),
    "unknown-root": ("stranger", HERE, NOW),
    "self-signed": ("self-signed", HERE, NOW),
}
CONFIG = """[ca]
default_ca = d
[d]
database = index.txt
new_certs_dir = .
rand_serial = yes
unique_subject = no
default_md = sha256
policy = p
[p]
commonName = supplied
[req]
distinguished_name = n
[n]
"""


def openssl(*words):
    subprocess.run(["openssl", *words], cwd=scratch, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificate(name, signer, extensions, dates):
    (scratch / f"{name}.ext").write_text(extensions + "\n")
    openssl("req", "-new", "-config", "openssl.cnf", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key", "-subj", f"/CN={name}",
            "-out", f"{name}.csr")
    by = ["-selfsign"] if signer == name else ["-cert", f"{signer}.pem"]
    openssl("ca", "-batch", "-notext", "-config", "openssl.cnf", *by, "-keyfile", f"{signer}.key",
            "-startdate", dates[0], "-enddate", dates[1], "-extfile", f"{name}.ext", "-in", f"{name}.csr",
            "-out", f"{name}.pem")


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass  # a client that does not like the certificate goes away


def serve(kind):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(scratch / f"{kind}.pem", scratch / f"{kind}.key")
    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    # The handshake belongs to the thread of the connection, not to the one that accepts.
    server.socket = context.wrap_socket(server.socket, server_side=True,
                                        do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(kind, server.server_address[1], flush=True)


(scratch / "openssl.cnf").write_text(CONFIG)
(scratch / "index.txt").touch()
for root in ("ca", "stranger"):
    make_certificate(root, root, "basicConstraints=critical,CA:TRUE", NOW)
for kind, (signer, names, dates) in KINDS.items():
    make_certificate(kind, signer, f"subjectAltName={names}", dates)
    serve(kind)
print("ready", flush=True)
threading.Event().wait()
