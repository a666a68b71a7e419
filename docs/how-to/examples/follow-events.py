"""Follows the events of an agency's cases, each case from its beginning, one line of JSON for each event, and continues at its last
cursor after a restart. An event may come twice: source and id identify it.

    SERVICE=https://investigation.example.org TOKEN=... python3 follow-events.py progress.json"""
import http.client, json, os, pathlib, sys, time, urllib.request
file, new = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[1] + '.new')
progress = json.loads((file.exists() and file.read_text()) or '{"cursor": "0", "cases": []}')

def get(path):
    request = urllib.request.Request(os.environ['SERVICE'] + path, headers={'Authorization': f"Bearer {os.environ['TOKEN']}"})
    return urllib.request.urlopen(request, timeout=60)  # an idle stream sends a comment every 15 seconds

def take(event):
    case = event['partitionkey']
    cursor = None if case in progress['cases'] or '.' in case else '0'
    while cursor:  # the agency may have come late to this case: read it from its beginning
        with get(f'/cases/{case}/events?after={cursor}') as page:
            cursor = page.headers['cursor'] if page.headers['caught-up'] == 'false' else None
            sys.stdout.writelines(json.dumps(earlier) + '\n' for earlier in json.load(page))
    progress['cases'] = sorted({*progress['cases'], case})
    print(json.dumps(event), flush=True)

while True:
    cursor = progress['cursor']
    try:
        with get(f'/events/stream?after={cursor}') as stream:
            for line in stream:
                field, _, value = line.decode().rstrip('\n').partition(': ')
                if field == 'id': cursor = value
                elif field == 'data': take(json.loads(value))
                elif line == b'\n':  # noted after the event was taken, never before
                    progress['cursor'] = cursor
                    new.write_text(json.dumps(progress))
                    new.replace(file)
    except (OSError, http.client.HTTPException) as cut:
        sys.stdout.flush()  # fails again where the output failed: this ends the program
        if getattr(cut, 'code', 503) not in (429, 503):  # 409 log-went-back: delete the file to read the log again
            sys.exit(cut.read().decode())
    time.sleep(2)
