"""What the operating system says about a process and all below it: CPU time, private memory."""
import os
import pathlib

TICK = os.sysconf("SC_CLK_TCK")


def tree(root):
    """Process ids of `root` and its descendants."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo += children.get(pid, [])
    return found


def cpu_seconds(root):
    """User and system time so far of the tree; of the children already reaped too."""
    total = 0
    for pid in tree(root):
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += int(stat[11]) + int(stat[12]) + int(stat[13]) + int(stat[14])
    return total / TICK


def sched_seconds(root):
    """Time on a CPU by the scheduler's own clock, in nanoseconds' resolution: for idle loads."""
    total = 0
    for pid in tree(root):
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
            try:
                total += int((task / "schedstat").read_text().split()[0])
            except OSError:
                continue
    return total / 1e9


def wakeups(root):
    """Voluntary context switches of all threads."""
    total = 0
    for pid in tree(root):
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*"):
            try:
                for line in (task / "status").read_text().splitlines():
                    if line.startswith("voluntary_ctxt_switches"):
                        total += int(line.split()[1])
            except OSError:
                continue
    return total


def private_bytes(root):
    total = 0
    for pid in tree(root):
        try:
            for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Private_Clean", "Private_Dirty")):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total
