"""Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
after a restart. An event may come twice: source and id identify it.

    SERVICE=https://investigation.example.org TOKEN=... python3 follow-events.py events.cursor
"""
import http.client, os, pathlib, signal, sys, time, urllib.request

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
file = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else 'events.cursor')
new = file.with_name(file.name + '.new')
for name in ('SERVICE', 'TOKEN'):
    if not os.environ.get(name): sys.exit(f'{name} is not set')

def follow(cursor):
    headers = {'Authorization': f"Bearer {os.environ['TOKEN']}"}
    request = urllib.request.Request(f"{os.environ['SERVICE']}/events/stream?after={cursor}", headers=headers)
    with urllib.request.urlopen(request, timeout=60) as stream:  # an idle stream sends a comment every 15 seconds
        for line in stream:
            if line.startswith(b'id: '): cursor = line[4:].decode().strip()
            elif line.startswith(b'data: '):
                sys.stdout.buffer.write(line[6:])
                sys.stdout.flush()
            elif line == b'\n':  # noted after the event was taken, never before
                new.write_text(cursor)
                new.replace(file)

while True:
    try:
        follow((file.exists() and file.read_text()) or '0')
    except (OSError, http.client.HTTPException) as failure:
        sys.stdout.flush()  # fails again where the output failed: this ends the program
        status = getattr(failure, 'code', None)
        print(failure, failure.read().decode() if status else '', file=sys.stderr)
        if status not in (None, 429, 503):  # also 409 log-went-back: delete the file to read the log again
            sys.exit(1)
    time.sleep(10)
