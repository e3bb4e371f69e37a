"""rlimit, umask, cwd, nice, oom-score-adj and no-new-privs are set as the line says."""
import os

from lib import actor, child, same


def case(t):
    where = t.directory("where")
    b = t.baton("--restart=always", "--rlimit=nofile=100:200", child("a", "--rlimit=core=0",
                                                                     "--rlimit=nproc=500:1000",
                                                                     "--rlimit=stack=unlimited",
                                                                     "--umask=027",
                                                                     f"--cwd={where}", "--nice=7",
                                                                     "--oom-score-adj=300",
                                                                     "--no-new-privs",
                                                                     actor("say:up pause")),
                child("b", actor("say:up pause")))
    a, other = (b.of(b.event("up", name=name)) for name in "ab")
    same(a.limit("Max open files"), ("100", "200"), "a's open files")
    same(other.limit("Max open files"), ("100", "200"), "b's open files")
    same(a.limit("Max core file size"), ("0", "0"), "core")
    same(a.limit("Max processes"), ("500", "1000"), "processes")
    same(a.limit("Max stack size")[0], "unlimited", "stack")
    same(a.status("Umask"), "0027", "umask")
    same(os.readlink(f"/proc/{a.pid}/cwd"), where, "cwd")
    same((a.nice, a.text("oom_score_adj").strip(), a.status("NoNewPrivs")), (7, "300", "1"),
         "nice, oom, nnp")
    same((other.nice, other.text("oom_score_adj").strip(), other.status("NoNewPrivs")),
         (os.nice(0), "0", "0"), "b's, which are inherited")
    b.kill("TERM")
    b.ends(0)
