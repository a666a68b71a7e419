"""Follows the events of an agency's cases: what it missed page by page, then each as it is recorded, one line of JSON for each.
An event may come twice: source and id identify it.

    SERVICE=https://investigation.example.org TOKEN=... python3 follow-events.py progress.json
"""
import json, os, sys, time, urllib.error, urllib.request

SERVICE, TOKEN, FILE = os.environ['SERVICE'], os.environ['TOKEN'], sys.argv[1]
progress = json.load(open(FILE)) if os.path.exists(FILE) else {'position': '0', 'cases': []}

def get(path, **headers):
    request = urllib.request.Request(SERVICE + path, headers={'Authorization': f'Bearer {TOKEN}', **headers})
    return urllib.request.urlopen(request, timeout=60)  # an idle stream sends a comment every 15 seconds

def pages(path, position):
    caught_up = False
    while not caught_up:
        with get(f'{path}?after={position}') as page:
            position, caught_up = page.headers['position'], page.headers['caught-up'] == 'true'
            yield json.load(page), position

def take(event):
    case = event['partitionkey']
    if '.' not in case and case not in progress['cases']:  # the agency may have come late to it: read it from its beginning
        progress['cases'].append(case)
        for events, _ in pages(f'/cases/{case}/events', '0'):
            for earlier in events:
                print(json.dumps(earlier), flush=True)
    print(json.dumps(event), flush=True)

def reached(position):  # noted after the events were taken, never before
    progress['position'] = position
    with open(FILE, 'w') as file:
        json.dump(progress, file)

while True:
    try:
        for events, position in pages('/events', progress['position']):
            for event in events:
                take(event)
            reached(position)
        with get('/events/stream', **{'Last-Event-ID': position}) as stream:
            for line in stream:
                field, _, value = line.decode().rstrip('\n').partition(': ')
                if field == 'id':
                    position = value
                elif field == 'data':
                    take(json.loads(value))
                elif line == b'\n':
                    reached(position)
    except urllib.error.HTTPError as refusal:
        if refusal.code not in (429, 503):
            sys.exit(refusal.read().decode())
        time.sleep(int(refusal.headers.get('Retry-After', 5)))
    except OSError:
        time.sleep(2)
