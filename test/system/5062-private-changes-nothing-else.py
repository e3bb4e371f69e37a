"""--private takes nothing from the children: they can be traced again, open /dev/stdout and their files, become other
users and get their limits. What cannot be had is an error that names its step."""
from lib import Proc, actor, child, same


def everything(t):
    """What needs /proc/self on the way to exec, as root; and that exec ends it."""
    b = t.baton("--private", "--strategy=one-for-one",
                child("victim", "--oom-score-adj=300", "--rlimit=core=0", f"--user={t.uid}:{t.uid}",
                      "--ready=fd:7", actor("ready:7 pause")),
                child("teller", f"--user={t.uid}:{t.uid}", "--stdout=/dev/stderr", "--restart=never", actor("say:told pause")),
                child("meddler", f"--user={t.uid}:{t.uid}", "--restart=never", actor("reach:2 pause")))
    b.says("told pid=")
    same(b.event("reach")["trace"], "yes", "tracing a sibling of the same uid")
    victim = Proc(b.outer(2))
    same(victim.text("oom_score_adj").strip(), "300", "its score")
    b.kill("TERM")
    b.ends(0)


def case(t):
    everything(t)
    # Without root the file in /proc is another's, since what baton copies itself into is undumpable, too.
    b = t.baton("--private", child("a", "--oom-score-adj=300", actor("say:up pause")), child("b", actor("pause")),
                world=[f"uid:{t.uid}"])
    ended = b.log("ended", child="a")
    same((ended["reason"], ended["step"], ended["error"]), ("exec", "oom-score-adj", "EACCES"), ended.text)
    b.ends(126)
    same(b.count("up"), 0, "starts")
