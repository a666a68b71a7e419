import { auditor, newId, otherPolice } from './api-client.fixtures.ts'
import { type ConformanceRow, OPENING, post, suspect } from './raw-requests.fixtures.ts'

export const CONDITIONAL_READS: readonly ConformanceRow[] = [
  [
    'of one case has a weak tag and is kept by no cache',
    (scene) => ({ path: scene.file }),
    { status: 200, headers: { etag: /^W\/"[\w-]{43}"$/, 'cache-control': /no-store/ } },
  ],
  [
    'is answered with 304 and no body if the reader has it',
    (scene) => ({ path: scene.file, headers: { 'if-none-match': scene.tagOfFile } }),
    { status: 304, headers: { etag: /^W\//, 'content-length': null, 'content-type': null }, body: /^$/ },
  ],
  [
    'is answered with 304 for a list of tags that has it',
    (scene) => ({ path: scene.file, headers: { 'if-none-match': `"a", W/"b,c", ${scene.tagOfFile}` } }),
    { status: 304 },
  ],
  ['is answered with 304 for *', (scene) => ({ path: scene.file, headers: { 'if-none-match': '*' } }), { status: 304 }],
  [
    'by HEAD is answered with 304 without a length',
    (scene) => ({ method: 'HEAD', path: scene.file, headers: { 'if-none-match': scene.tagOfFile } }),
    { status: 304, headers: { 'content-length': null } },
  ],
  [
    'is answered whole for another tag',
    (scene) => ({ path: scene.file, headers: { 'if-none-match': 'W/"other"' } }),
    { status: 200, body: /"caseId"/ },
  ],
  [
    'is answered whole for the tag of another reader, who sees the same',
    (scene) => ({ path: scene.file, headers: { 'if-none-match': scene.tagOfFileForColleague } }),
    { status: 200 },
  ],
  [
    'by somebody without access is answered as without the condition',
    (scene) => ({ who: otherPolice, path: scene.file, headers: { 'if-none-match': scene.tagOfFile } }),
    { status: 404, headers: { etag: null }, problem: 'case-not-found' },
  ],
  [
    'with If-Match compares strongly, so a weak tag fails',
    (scene) => ({ path: scene.file, headers: { 'if-match': scene.tagOfFile } }),
    { status: 412, headers: { etag: null }, problem: 'stale-revision' },
  ],
  ['with If-Match: * is answered', (scene) => ({ path: scene.file, headers: { 'if-match': '*' } }), { status: 200 }],
  [
    'with a malformed condition is refused',
    (scene) => ({ path: scene.file, headers: { 'if-match': 'no-quotes' } }),
    { status: 400, problem: 'malformed-request' },
  ],
  [
    'of a timeline has a tag, too',
    (scene) => ({ who: auditor, path: `${scene.file}/timeline` }),
    { status: 200, headers: { etag: /^W\/"/ } },
  ],
  [
    'of a public document has a strong tag, and caches may keep it',
    () => ({ who: 'nobody', path: '/openapi.json' }),
    { status: 200, headers: { etag: /^"[\w-]{43}"$/, 'cache-control': /^public/, vary: /Accept-Encoding/ } },
  ],
  [
    'of a public document is answered with 304',
    (scene) => ({ who: 'nobody', path: '/openapi.json', headers: { 'if-none-match': scene.tagOfDocument } }),
    { status: 304, body: /^$/ },
  ],
  ['of health has no tag', () => ({ who: 'nobody', path: '/health/live' }), { status: 200, headers: { etag: null } }],
]

export const CONDITIONAL_COMMANDS: readonly ConformanceRow[] = [
  [
    'with If-Match: * is recorded where there is a record',
    (scene) => post(scene.identify, suspect(), { 'if-match': '*' }),
    { status: 201, headers: { etag: /^"\d+"$/ } },
  ],
  [
    'with If-Match: * is refused where there is none',
    () => post(`/cases/${newId()}/open-case`, OPENING, { 'if-match': '*' }),
    { status: 412, body: /send the command without If-Match/, problem: 'stale-revision' },
  ],
  [
    'with If-None-Match: * is recorded where there is no record',
    () => post(`/cases/${newId()}/open-case`, OPENING, { 'if-none-match': '*' }),
    { status: 201 },
  ],
  [
    'with If-None-Match: * is refused where there is one',
    (scene) => post(`${scene.file}/open-case`, OPENING, { 'if-none-match': '*' }),
    { status: 412, problem: 'stale-revision' },
  ],
  [
    'with an old revision is refused, and the answer says what to send',
    (scene) => post(scene.identify, suspect(), { 'if-match': '"0"' }),
    { status: 412, body: /read it again, decide again, and send If-Match: \\"\d+\\"/, problem: 'stale-revision' },
  ],
  [
    'with the tag of a read is refused, because that is no revision',
    (scene) => post(scene.identify, suspect(), { 'if-match': scene.tagOfFile }),
    { status: 412, body: /the tag of a read/, problem: 'stale-revision' },
  ],
  [
    'with a malformed If-Match is refused',
    (scene) => post(scene.identify, suspect(), { 'if-match': '3' }),
    { status: 400, problem: 'malformed-request' },
  ],
]
