"""Follows the events of an agency's cases: what it missed page by page, then each as it is recorded, one line of JSON for each.
An event may come twice: source and id identify it.

    SERVICE=https://investigation.example.org TOKEN=... python3 follow-events.py progress.json
"""
import json, os, sys, time, urllib.error, urllib.request

SERVICE, TOKEN, FILE = os.environ['SERVICE'], os.environ['TOKEN'], sys.argv[1]
progress = json.load(open(FILE)) if os.path.exists(FILE) else {'cursor': '0', 'cases': []}

def get(path, **headers):
    request = urllib.request.Request(SERVICE + path, headers={'Authorization': f'Bearer {TOKEN}', **headers})
    return urllib.request.urlopen(request, timeout=60)  # an idle stream sends a comment every 15 seconds

def pages(path, cursor):
    caught_up = False
    while not caught_up:
        with get(f'{path}?after={cursor}') as page:
            cursor, caught_up = page.headers['cursor'], page.headers['caught-up'] == 'true'
            yield json.load(page), cursor

def take(event):
    case = event['partitionkey']
    if '.' not in case and case not in progress['cases']:  # the agency may have come late to it: read it from its beginning
        progress['cases'].append(case)
        for events, _ in pages(f'/cases/{case}/events', '0'):
            for earlier in events:
                print(json.dumps(earlier), flush=True)
    print(json.dumps(event), flush=True)

def reached(cursor):  # noted after the events were taken, never before
    progress['cursor'] = cursor
    with open(FILE, 'w') as file:
        json.dump(progress, file)

while True:
    try:
        for events, cursor in pages('/events', progress['cursor']):
            for event in events:
                take(event)
            reached(cursor)
        with get('/events/stream', **{'Last-Event-ID': cursor}) as stream:
            for line in stream:
                field, _, value = line.decode().rstrip('\n').partition(': ')
                if field == 'id':
                    cursor = value
                elif field == 'data':
                    take(json.loads(value))
                elif line == b'\n':
                    reached(cursor)
    except urllib.error.HTTPError as refusal:
        if refusal.code == 409:  # the log was restored to an earlier state: what was lost of it does not come again
            print(refusal.read().decode(), file=sys.stderr)
            progress.update(cursor='0', cases=[])
        elif refusal.code in (429, 503):
            time.sleep(int(refusal.headers.get('Retry-After', 5)))
        else:
            sys.exit(refusal.read().decode())
    except OSError:
        time.sleep(2)
