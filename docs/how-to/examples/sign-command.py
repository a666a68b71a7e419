"""Signs a command with the agency's key (ES256), sends it to a service over HTTP, prints the answer, and ends with 1 unless the
command was accepted. Without SERVICE it only prints the signed message, which can be kept, and sent over Kafka. Needs cryptography.

    python3 sign-command.py OpenCase <case id> '{ "data": { ... } }'
"""
import base64, json, os, sys, time, urllib.error, urllib.request, uuid
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

env, (command, case, body) = os.environ, sys.argv[1:]
for name in ('AUDIENCE', 'AGENCY', 'KEY_ID', 'KEY_FILE', 'ACTING_USER', 'ACTING_ROLE'):
    if not env.get(name): sys.exit(f'{name} is not set')

def encoded(part):
    return base64.urlsafe_b64encode(part).rstrip(b'=')

now = int(time.time())
header = {'alg': 'ES256', 'kid': env['KEY_ID'], 'typ': 'case-command+jwt'}
payload = {'iss': env['AGENCY'], 'aud': env['AUDIENCE'], 'iat': now, 'exp': now + 600, 'jti': str(uuid.uuid4()),
           'actor': {'userId': env['ACTING_USER'], 'roles': [env['ACTING_ROLE']]},
           'command': command, 'caseId': case, 'body': json.loads(body)}
signed = b'.'.join(encoded(json.dumps(part).encode()) for part in (header, payload))
with open(env['KEY_FILE'], 'rb') as file:
    signature = load_pem_private_key(file.read(), None).sign(signed, ec.ECDSA(SHA256()))
r, s = utils.decode_dss_signature(signature)  # a JWS has the two numbers, 32 bytes each
message = signed + b'.' + encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))

if env.get('SERVICE'):
    # The same bytes may be sent again, and are recorded once. Another run signs another message: print it first to keep it.
    request = urllib.request.Request(env['SERVICE'] + '/signed-commands', message, {'Content-Type': 'application/jose'})
    try:
        answer = urllib.request.urlopen(request, timeout=60).read().decode()
    except urllib.error.HTTPError as problem:
        answer = problem.read().decode()
    print(answer)
    sys.exit('"outcome":"accepted"' not in answer)
else:
    print(message.decode())
