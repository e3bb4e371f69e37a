"""Started with SIGCHLD ignored or everything blocked, baton still sees its child's end."""
from lib import actor


def case(t):
    for world in (["ignore:CHLD"], ["block:all"], ["ignore:CHLD,PIPE,HUP,TERM", "block:CHLD,TERM"]):
        t.baton(actor("exit:6"), world=world).ends(6)
        t.baton("--restart=on-failure", "--backoff=0", actor("gen:1 [ exit:6 ] exit:0"),
                world=world).ends(0)
