"""The examples of the manual parse word for word."""
import shlex

from lib import same

EXAMPLES = [
    "nginx -g 'daemon off;'",
    "nginx -g 'daemon off;' +++ php-fpm -F",
    "--strategy=one-for-one +++ -n web nginx -g 'daemon off;' +++ -n php php-fpm -F",
    """--strategy=rest-for-one
      +++ -n db  --stop-signal=INT --stop-timeout=20s -- postgres -D /data
      +++ -n api --restart=on-failure --user=app:app -- ./api --port 80
      +++ -n jobs/ --strategy=one-for-all --max-restarts=3/10s
      +++ -n jobs/a --ready=fd:4 ./job a  +++ -n jobs/b ./job b""",
    "+++ --oneshot -n migrate ./manage.py migrate +++ -n web --restart=always gunicorn app:app",
    "+++ -n sidecar envoy +++ -n main --argc=all -- app -x +++ y",
    "--strategy=OneForAll x +++ y",
]


def case(t):
    root = t.root(files={"/etc/passwd": "app:x:1000:1000::/:/bin/sh\n",
                         "/etc/group": "app:x:1000:\n"})
    for line in EXAMPLES:
        b = t.baton("--explain", shlex.split(line), mounts=False, world=["mounts", f"root:{root}"])
        b.ended()
        same(b.result, 0, f"{line}: {b.err.text()}")
