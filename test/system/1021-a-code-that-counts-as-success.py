"""-e CODE: that code becomes 0, others stay."""
from lib import actor


def case(t):
    t.baton("-e", "143", actor("exit:143")).ends(0)
    t.baton("-e143", actor("die:TERM")).ends(0)
    t.baton("-e3", "-e4", actor("exit:4")).ends(0)
    t.baton("-e3", actor("exit:4")).ends(4)
