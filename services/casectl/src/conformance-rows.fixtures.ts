import { newKey, otherPolice, registrar } from './api-client.fixtures.ts'
import { type ConformanceRow, PORTAL, post, suspect } from './raw-requests.fixtures.ts'

const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' }

export const NEGOTIATION: readonly ConformanceRow[] = [
  [
    'refuses who accepts only HTML',
    (scene) => ({ path: scene.file, headers: { accept: 'text/html' } }),
    { status: 406, body: /send Accept: application\/json/, problem: 'not-acceptable' },
  ],
  [
    'refuses JSON with weight 0, also together with */*',
    (scene) => ({ path: scene.file, headers: { accept: 'application/json;q=0, */*' } }),
    { status: 406, problem: 'not-acceptable' },
  ],
  [
    'accepts a range',
    (scene) => ({ path: scene.file, headers: { accept: 'text/html, application/*;q=0.1' } }),
    { status: 200, headers: { 'content-type': /^application\/json/ } },
  ],
  [
    'records no command whose answer nobody accepts',
    (scene) => post(scene.identify, suspect(), { accept: 'application/xml', 'if-match': '*' }),
    { status: 406, problem: 'not-acceptable' },
  ],
  [
    'gives events to a caller who accepts JSON',
    () => ({ path: '/events?limit=1', headers: { accept: 'application/json' } }),
    { status: 200, headers: { 'content-type': /^application\/cloudevents-batch\+json/ } },
  ],
  [
    'shows nothing of a case that the caller may not know',
    (scene) => ({ who: otherPolice, path: scene.file, headers: { accept: 'text/html' } }),
    { status: 404, problem: 'case-not-found' },
  ],
  [
    'refuses another media type of a body, and names the right one',
    (scene) => post(scene.identify, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }),
    { status: 415, headers: { accept: /^application\/json$/ }, problem: 'unsupported-media-type' },
  ],
  [
    'refuses a compressed body',
    (scene) => post(scene.identify, '{}', { 'content-encoding': 'gzip' }),
    { status: 415, headers: { 'accept-encoding': /^identity$/ }, problem: 'unsupported-media-type' },
  ],
  [
    'never compresses an answer about a case',
    (scene) => ({ path: scene.file, headers: { 'accept-encoding': 'gzip, br' } }),
    { status: 200, headers: { 'content-encoding': null } },
  ],
  [
    'never compresses a list',
    () => ({ path: '/cases', headers: { 'accept-encoding': 'br' } }),
    { status: 200, headers: { 'content-encoding': null } },
  ],
  [
    'compresses no document for who prefers it as it is',
    () => ({ who: 'nobody', path: '/openapi.json', headers: { 'accept-encoding': 'identity, gzip;q=0.1' } }),
    { status: 200, headers: { 'content-encoding': null } },
  ],
  [
    'compresses a file of the documentation in the coding that the caller accepts',
    () => ({ who: 'nobody', path: '/docs/swagger-ui.css', headers: { 'accept-encoding': 'br' } }),
    { status: 200, headers: { 'content-encoding': /^br$/ } },
  ],
  [
    'has for HEAD of such a file no length, because what GET sends has another one',
    () => ({ who: 'nobody', method: 'HEAD', path: '/docs/swagger-ui.css', headers: { 'accept-encoding': 'gzip' } }),
    { status: 200, headers: { 'content-encoding': /^gzip$/, 'content-length': null } },
  ],
  [
    'gives the whole of a file where a range is asked for',
    () => ({ who: 'nobody', path: '/docs/swagger-ui.css', headers: { range: 'bytes=0-9' } }),
    { status: 200, headers: { 'content-range': null, 'accept-ranges': null, 'content-length': /^\d{3,}$/ } },
  ],
  [
    'gives the whole of a file where a range behind its end is asked for',
    () => ({ who: 'nobody', path: '/docs/swagger-ui.css', headers: { range: 'bytes=99999999-' } }),
    { status: 200, headers: { 'content-range': null } },
  ],
  [
    'gives the whole of a case where a range is asked for',
    (scene) => ({ path: scene.file, headers: { range: 'bytes=0-9' } }),
    { status: 200, headers: { 'content-range': null } },
  ],
  [
    'compresses no document for who refuses it',
    () => ({ who: 'nobody', path: '/openapi.json', headers: { 'accept-encoding': 'gzip;q=0, identity' } }),
    { status: 200, headers: { 'content-encoding': null } },
  ],
]

export const METHODS: readonly ConformanceRow[] = [
  [
    'that an address does not have is answered with those that it has',
    (scene) => ({ method: 'DELETE', path: scene.file }),
    { status: 405, headers: { allow: /^GET, HEAD, OPTIONS$/ }, problem: 'method-not-allowed' },
  ],
  [
    'GET of a command is answered with POST',
    (scene) => ({ path: `${scene.file}/open-case` }),
    { status: 405, headers: { allow: /^POST, OPTIONS$/ }, problem: 'method-not-allowed' },
  ],
  [
    'PUT of a list',
    () => ({ method: 'PUT', path: '/cases', body: '{}' }),
    { status: 405, headers: { allow: /GET/ }, problem: 'method-not-allowed' },
  ],
  [
    'of an unknown address is answered with 404',
    () => ({ method: 'DELETE', path: '/nowhere' }),
    { status: 404, headers: { allow: null }, problem: 'not-found' },
  ],
  [
    'OPTIONS names the methods, without a token',
    (scene) => ({ who: 'nobody', method: 'OPTIONS', path: scene.identify }),
    { status: 204, headers: { allow: /^POST, OPTIONS$/, 'access-control-allow-origin': null }, body: /^$/ },
  ],
  [
    'of an address that is no UTF-8 is answered with what is wrong with the address',
    () => ({ who: 'nobody', path: '/cases/%E0%A4%A' }),
    { status: 400, body: /"detail":"the address cannot be read/, problem: 'malformed-request' },
  ],
  [
    'OPTIONS of an unknown address is answered with 404',
    () => ({ method: 'OPTIONS', path: '/nowhere' }),
    { status: 404, problem: 'not-found' },
  ],
  [
    'HEAD is answered like GET, without a body',
    (scene) => ({ method: 'HEAD', path: scene.file }),
    { status: 200, headers: { etag: /^W\//, 'content-length': /^[1-9]\d*$/ }, body: /^$/ },
  ],
]

export const WEB_PAGES: readonly ConformanceRow[] = [
  [
    'of a configured origin may read answers, and errors',
    (scene) => ({ who: 'nobody', path: scene.file, headers: { origin: PORTAL } }),
    {
      status: 401,
      headers: {
        'access-control-allow-origin': /^https:\/\/portal\.police\.example$/,
        'access-control-expose-headers': /etag/,
        'access-control-allow-credentials': null,
        vary: /Origin/,
      },
    },
  ],
  [
    'of a configured origin may send commands',
    (scene) => ({ who: 'nobody', method: 'OPTIONS', path: scene.identify, headers: { origin: PORTAL, ...preflight } }),
    {
      status: 204,
      headers: {
        'access-control-allow-methods': /POST/,
        'access-control-allow-headers': /authorization.*idempotency-key/,
        'access-control-max-age': /^\d+$/,
      },
    },
  ],
  [
    'of another origin reads nothing',
    (scene) => ({ path: scene.file, headers: { origin: 'https://evil.example' } }),
    { status: 200, headers: { 'access-control-allow-origin': null, vary: /Origin/ } },
  ],
  [
    'of an origin that only begins alike reads nothing',
    (scene) => ({ path: scene.file, headers: { origin: `${PORTAL}.evil.example` } }),
    { status: 200, headers: { 'access-control-allow-origin': null } },
  ],
  [
    'of another origin gets no list of what it may send',
    (scene) => ({ who: 'nobody', method: 'OPTIONS', path: scene.identify, headers: { origin: 'null', ...preflight } }),
    { status: 204, headers: { 'access-control-allow-methods': null } },
  ],
  [
    'reads nothing where no origin is configured',
    (scene) => ({ isStrict: true, path: scene.file, headers: { origin: PORTAL } }),
    { status: 200, headers: { 'access-control-allow-origin': null, vary: null } },
  ],
]

export const PROBLEMS_KEYS_AND_CONNECTIONS: readonly ConformanceRow[] = [
  [
    'the page of a problem says what to do',
    () => ({ who: 'nobody', path: '/problems/stale-revision' }),
    { status: 200, headers: { etag: /^"/ }, body: /"remedy":"read the record again/ },
  ],
  [
    'a request without credentials gets no error code',
    (scene) => ({ who: 'nobody', path: scene.file }),
    { status: 401, headers: { 'www-authenticate': /^Bearer realm="case-timeline"$/ }, problem: 'unauthenticated' },
  ],
  [
    'a wrong token gets one',
    (scene) => ({ who: 'nobody', path: scene.file, headers: { authorization: 'Bearer a.b.c' } }),
    { status: 401, headers: { 'www-authenticate': /^Bearer error="invalid_token"$/ }, problem: 'unauthenticated' },
  ],
  [
    'two tokens are refused, even if the first is right',
    (scene) => ({ path: scene.file, headers: { authorization: ['Bearer a.b.c', 'Bearer d.e.f'] } }),
    { status: 400, body: /the header authorization is there twice/, problem: 'malformed-request' },
  ],
  [
    'two media types of a body are refused',
    (scene) => ({ ...post(scene.identify, suspect()), headers: { 'content-type': ['application/json', 'text/plain'] } }),
    { status: 400, body: /the header content-type is there twice/, problem: 'malformed-request' },
  ],
  [
    'what is too long to be a request is answered with a problem, too',
    () => ({ who: 'nobody', path: '/health/live', headers: { 'x-long': 'a'.repeat(17_000) } }),
    {
      status: 431,
      headers: { 'content-type': /^application\/problem\+json/, 'x-correlation-id': /^[0-9a-f]{8}-/ },
      body: /"type":"about:blank","title":"Request Header Fields Too Large","status":431,"detail":"the header fields/,
    },
  ],
  [
    'a role that may not is named',
    () => ({ who: registrar, path: '/admin/feed' }),
    { status: 403, body: /operator/, problem: 'forbidden' },
  ],
  [
    'a key is a string in quotes, or without',
    (scene) => post(scene.identify, suspect(), { 'idempotency-key': `"${newKey()}"` }),
    { status: 201 },
  ],
  [
    'a key with quotes is the same key as without',
    (scene) => post(scene.identify, suspect(), { 'idempotency-key': `"${scene.usedKey}"` }),
    { status: 422, problem: 'idempotency-key-reused' },
  ],
  [
    'a key with parameters is refused',
    (scene) => post(scene.identify, suspect(), { 'idempotency-key': `"${newKey()}";v=1` }),
    { status: 400, problem: 'malformed-request' },
  ],
  [
    'two keys are refused',
    (scene) => ({
      ...post(scene.identify, suspect()),
      headers: { 'content-type': 'application/json', 'idempotency-key': [newKey(), newKey()] },
    }),
    { status: 400, problem: 'malformed-request' },
  ],
  [
    'a key that is too long is refused',
    (scene) => post(scene.identify, suspect(), { 'idempotency-key': 'k'.repeat(129) }),
    { status: 400, body: /8 to 128/, problem: 'malformed-request' },
  ],
  [
    'a malformed key is refused',
    (scene) => post(scene.identify, suspect(), { 'idempotency-key': '"half' }),
    { status: 400, problem: 'malformed-request' },
  ],
  [
    'a command needs a key where that is configured',
    (scene) => ({ ...post(scene.identify, suspect()), isStrict: true }),
    { status: 400, problem: 'idempotency-key-required' },
  ],
  [
    'a command with a key is recorded there',
    (scene) => ({ ...post(scene.identify, suspect(), { 'idempotency-key': newKey() }), isStrict: true }),
    { status: 201 },
  ],
  [
    'each answer states the quota',
    () => ({ path: '/cases' }),
    { status: 200, headers: { 'ratelimit-policy': /^"agency";q=\d+;w=10$/, ratelimit: /^"agency";r=\d+;t=\d+$/ } },
  ],
  [
    'a connection stays open longer than load balancers keep it',
    () => ({ path: '/health/live' }),
    { status: 200, headers: { 'keep-alive': /^timeout=75$/ } },
  ],
  [
    'and as long as configured',
    () => ({ isStrict: true, path: '/health/live' }),
    { status: 200, headers: { 'keep-alive': /^timeout=90$/ } },
  ],
  [
    'a traceparent is the correlation of the answer',
    (scene) => ({ path: scene.file, headers: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' } }),
    { status: 200, headers: { 'x-correlation-id': /^4bf92f3577b34da6a3ce929d0e0e4736$/ } },
  ],
  [
    'an invalid traceparent is ignored',
    (scene) => ({ path: scene.file, headers: { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' } }),
    { status: 200, headers: { 'x-correlation-id': /^[0-9a-f]{8}-/ } },
  ],
]
