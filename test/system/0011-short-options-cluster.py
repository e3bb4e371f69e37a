"""Short options cluster and take attached values."""
from lib import actor


def case(t):
    t.baton("-gve3", actor("exit:3")).ends(0)
    t.baton("-sgwe", "4", "--", actor("exit:4")).ends(0)
    t.baton("-e3", "-e4", "-vvv", actor("exit:5")).ends(5)
