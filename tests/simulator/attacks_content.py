"""Attacks by somebody who holds the key, or by a publisher's program gone mad: signed all right,
and wrong inside. Index, node, chunk, record."""
from attacks import attack
from press import canonical, frame, frame_bomb, frame_without_size, story


def index_bytes(name, reasons, about, change):
    def play(w):
        w.offer({"index_bytes": change})
    play.__doc__ = about
    attack("index", name, reasons)(play)


def index_value(name, reasons, about, change):
    def play(w):
        w.offer({"index": change})
    play.__doc__ = about
    attack("index", name, reasons)(play)


def with_root(**change):
    return lambda index: {**index, "roots": [{**index["roots"][0], **change}]}


# ---- the index as JSON ----
index_bytes("json-key-twice", "format", "A key stands twice, so that two readers see two feeds.",
            lambda data: data.replace(b'{"', b'{"version":1,"', 1))
index_bytes("json-bom", "format", "A byte order mark before the first brace.",
            lambda data: b"\xef\xbb\xbf" + data)
index_bytes("json-nul", "format", "A NUL, behind which some readers see nothing.",
            lambda data: data.rstrip() + b"\0")
index_bytes("json-surrogate", "format", "Half of a surrogate pair.",
            lambda data: data.replace(b'{"', b'{"a":"\\ud800","', 1))
index_bytes("json-not-utf8", "format", "Bytes that are no UTF-8.",
            lambda data: data.replace(b'{"', b'{"a":"\xc0\xaf\xff","', 1))
index_bytes("json-depth", "format", "A hundred thousand brackets, to use up the stack.",
            lambda data: data.replace(b'{"', b'{"a":' + b"[" * 100000 + b"]" * 100000 + b',"', 1))
index_bytes("json-items", "format large", "A list of a hundred thousand numbers, to use up memory.",
            lambda data: data.replace(b'{"', b'{"a":[' + b"1," * 100000 + b'1],"', 1))
index_bytes("json-string", "format large", "One string of half a megabyte.",
            lambda data: data.replace(b'{"', b'{"a":"' + b"x" * 500000 + b'","', 1))
index_bytes("json-tail", "format", "A second JSON text behind the first.",
            lambda data: data + b'{"spec":1}\n')
index_bytes("json-cut", "format", "Cut in the middle, and signed like that.",
            lambda data: data[:len(data) // 2])
index_bytes("number-form", "format", "Numbers as JSON forbids them: a leading zero.",
            lambda data: data.replace(b'"size":', b'"size":00', 1))
index_bytes("number-fraction", "format", "Half a record.",
            lambda data: data.replace(b'"records":8', b'"records":8.5', 1))
index_bytes("number-huge", "format large", "A size with four hundred digits.",
            lambda data: data.replace(b'"size":', b'"size":' + b"9" * 400, 1))

# ---- the index as a promise ----
index_value("hash-traversal", "format", "A hash that climbs out of the folder.",
            with_root(hash="../" * 21 + "x"))
index_value("hash-capitals", "format", "A hash in capitals.",
            lambda index: with_root(hash=index["roots"][0]["hash"].upper().replace("0", "A"))(index))
index_value("hash-absent", "missing", "A node that nobody has.", with_root(hash="ab" * 32))
index_value("size-too-small", "short large", "A node said to be one byte long.", with_root(size=1))
index_value("size-too-large", "format large", "A node said to be an exabyte long.", with_root(size=2**60))
index_value("size-negative", "format", "A node of minus one byte.", with_root(size=-1))
index_value("records-flood", "large format", "More records than any kiosk holds.", with_root(records=10**15))
index_value("roots-flood", "large format", "More nodes than any release has.",
            lambda index: {**index, "roots": index["roots"] * 3000})
index_value("roots-not-a-list", "format", "An object where the list of nodes belongs.",
            lambda index: {**index, "roots": {"0": index["roots"][0]}})
index_value("roots-absent", "format", "No nodes at all.",
            lambda index: {key: value for key, value in index.items() if key != "roots"})


# ---- nodes ----
def node(name, reasons, about, change):
    def play(w):
        w.offer({"node": change})
    play.__doc__ = about
    attack("node", name, reasons)(play)


def with_chunk(**change):
    return lambda n: {"chunks": [{**n["chunks"][0], **change}, *n["chunks"][1:]]}


node("node-lies-about-records", "format", "The chunks have other numbers of records than the node.",
     with_chunk(records=3))
node("node-overflow", "format large", "Numbers of records that overflow when they are added up.",
     lambda n: {"chunks": [{**c, "records": 2**63 - 1} for c in n["chunks"]]})
node("node-empty", "format", "A node without chunks.", lambda n: {"chunks": []})
node("node-flood", "large format", "A node of too many chunks.",
     lambda n: {"chunks": [{"hash": f"{i:064x}", "size": 9, "records": 1} for i in range(2500)]})
node("node-twice-the-chunk", "format", "The same chunk twice, so that every record comes twice.",
     lambda n: {"chunks": [n["chunks"][0], n["chunks"][0]]})
node("node-backwards", "format", "The chunks in the wrong order.",
     lambda n: {"chunks": n["chunks"][::-1]})


def node_frame(name, reasons, about, change):
    def play(w):
        w.offer({"node_frame": change})
    play.__doc__ = about
    attack("node", name, reasons)(play)


node_frame("node-is-no-json", "format", "A node that unpacks to random bytes.",
           lambda text: frame(bytes(range(256)) + b"\n"))
node_frame("node-not-packed", "format", "A node that is not compressed at all.", lambda text: text)
node_frame("node-bomb", "format large", "A node that says 128 KiB and unpacks to 4 GiB.",
           lambda text: frame_bomb(32768, 128 * 1024))
node_frame("node-giant", "large", "A node that says it holds 4 GiB.",
           lambda text: frame(text, said=1 << 32))
node_frame("node-too-wide", "large", "A node of blanks, a byte more than a node may unpack to.",
           lambda text: frame(text.rstrip().ljust(256 * 1024) + b"\n"))
node_frame("node-no-size", "format", "A node that does not say how much it holds.", frame_without_size)
node_frame("node-short", "format", "A node with less in it than it says.",
           lambda text: frame(text, said=len(text) + 1))
node_frame("node-torn", "format", "A node cut in the middle, and named like that.",
           lambda text: frame(text)[:-20])
node_frame("node-two-frames", "format", "The frame of a node twice, one behind the other.",
           lambda text: frame(text) + frame(text))
node_frame("node-skippable", "format", "Behind the node a skippable frame that carries something along.",
           lambda text: frame(text) + b"\x50\x2a\x4d\x18\x04\x00\x00\x00evil")
node_frame("node-dictionary", "format", "A node that wants a dictionary.",
           lambda text: frame(text, dictionary=7))
node_frame("node-without-end", "format", "A node whose text has no newline at its end.",
           lambda text: frame(text.rstrip()))


# ---- chunks: zstd ----
def chunk(name, reasons, about, change):
    def play(w):
        w.offer({"chunk": change})
    play.__doc__ = about
    attack("chunk", name, reasons)(play)


chunk("zstd-bomb", "format large", "A frame that says 512 KiB and unpacks to 4 GiB.",
      lambda lines: frame_bomb(32768, 512 * 1024))
chunk("zstd-giant", "large", "A frame that says it holds 4 GiB.", lambda lines: frame(lines, said=1 << 32))
chunk("zstd-size-absurd", "large format", "A frame that says it holds 2^64 - 1 bytes.",
      lambda lines: frame(lines, said=2**64 - 1))
chunk("zstd-no-size", "format", "A frame that does not say how much it holds.", frame_without_size)
chunk("zstd-short", "format", "A frame with less in it than it says.",
      lambda lines: frame(lines, said=len(lines) + 1))
chunk("zstd-two-frames", "format", "Two frames one behind the other.",
      lambda lines: frame(lines) + frame(lines))
chunk("zstd-skippable", "format", "A skippable frame that carries something along.",
      lambda lines: frame(lines) + b"\x50\x2a\x4d\x18\x04\x00\x00\x00evil")
chunk("zstd-dictionary", "format", "A frame that wants a dictionary.",
      lambda lines: frame(lines, dictionary=7))
chunk("zstd-not", "format", "A chunk that is not compressed at all.", lambda lines: lines)
chunk("zstd-nothing", "format short", "A frame with nothing in it.", lambda lines: frame(b""))


# ---- chunks: records ----
def lines(name, reasons, about, change):
    def play(w):
        w.offer({"lines": lambda honest: change(honest.splitlines(keepends=True))})
    play.__doc__ = about
    attack("record", name, reasons)(play)


lines("records-missing", "format", "A record less than promised.", lambda all: b"".join(all[:-1]))
lines("records-surplus", "format", "A record more than promised.",
      lambda all: b"".join(all) + canonical({**story(4, 1), "id": "story-0004-b"}))
lines("ids-twice", "format", "One id for two records.", lambda all: b"".join([all[0], *all[:-1]]))
lines("ids-unsorted", "format", "Records in the wrong order.", lambda all: b"".join(all[::-1]))
lines("id-traversal", "format", "A record whose id is a path.",
      lambda all: b"".join(all).replace(b"story-0002", b"../../0002"))
lines("record-is-no-json", "format", "A line of something else.",
      lambda all: b"".join([all[0], b"<script>alert(1)</script>\n", *all[2:]]))
lines("record-without-end", "format", "The last line has no end.", lambda all: b"".join(all)[:-1])
lines("record-blank-line", "format", "An empty line among the records.",
      lambda all: b"".join([all[0], b"\n", *all[2:]]))
lines("record-depth", "format", "A record ten thousand levels deep.",
      lambda all: b"".join([all[0], all[1].replace(b"{", b'{"a":' + b"[" * 9999 + b"]" * 9999 + b",", 1),
                            *all[2:]]))
