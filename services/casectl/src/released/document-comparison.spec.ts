import { describe, expect, it } from '@jest/globals'
import { brokenClients } from './document-comparison.fixtures.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: object) => ({ content: { 'application/json': { schema } } })

/** A document in the form of those of the services. */
const document = () => ({
  paths: {
    '/cases/{caseId}/open-case': {
      post: {
        operationId: 'OpenCase',
        parameters: [{ $ref: '#/components/parameters/CaseId' }, { name: 'if-match', in: 'header', schema: { type: 'string' } }],
        requestBody: { required: true, ...json(ref('OpenCaseCommand')) },
        responses: {
          201: { headers: { position: {} }, ...json(ref('Recorded')) },
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    },
    '/cases/{caseId}': {
      get: { operationId: 'GetCase', parameters: [{ $ref: '#/components/parameters/CaseId' }], responses: { 200: json(ref('Entry')) } },
    },
  },
  components: {
    parameters: { CaseId: { name: 'caseId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } } },
    responses: { Problem: json({ type: 'object', properties: { title: { type: 'string' } }, required: ['title'] }) },
    schemas: {
      OpenCaseCommand: {
        allOf: [
          { type: 'object', properties: { occurredAt: { type: ['string', 'null'] } } },
          { type: 'object', properties: { source: ref('Source'), note: { type: 'string', maxLength: 100 } }, required: ['source'] },
        ],
      },
      Source: { type: 'string', 'x-extensible-enum': ['report', 'referral'] },
      Recorded: {
        type: 'object',
        properties: {
          outcome: { type: 'string', 'x-extensible-enum': ['accepted'] },
          position: { type: 'string' },
          id: { type: 'string' },
        },
        required: ['outcome', 'position'],
      },
      Entry: {
        type: 'object',
        properties: { fact: { type: 'string' } },
        required: ['fact'],
        discriminator: { propertyName: 'fact', mapping: { opened: '#/components/schemas/Opened' } },
      },
      Opened: { allOf: [ref('Entry'), { type: 'object', properties: { by: { type: 'string' } }, required: ['by'] }] },
    },
  },
})

/** A change: the place in the document, and what is there afterwards. */
type Change = readonly [place: string, value: unknown]
const GONE = undefined

const changed = (from: object, changes: readonly Change[]): object => {
  for (const [place, value] of changes) {
    const keys = place.split(' ')
    const owner = keys.slice(0, -1).reduce<unknown>((part, key) => Reflect.get(part as object, key), from) as object
    const last = keys.at(-1) ?? ''
    if (value === GONE) Reflect.deleteProperty(owner, last)
    else Reflect.set(owner, last, value)
  }
  return from
}
const found = (...changes: readonly Change[]): readonly string[] => brokenClients(document(), changed(document(), changes))

const POST = 'paths /cases/{caseId}/open-case post'
const SCHEMAS = 'components schemas'
const COMMAND = `${SCHEMAS} OpenCaseCommand allOf 1`
const ANSWER = `${SCHEMAS} Recorded`
const PROBLEM = 'components responses Problem content application/json schema'

describe('a client that was made of the document of the release before', () => {
  it.each<[string, readonly Change[]]>([
    ['an operation', [['paths /custody', { get: { operationId: 'GetCustody', responses: { 200: json({}) } } }]]],
    ['an optional member of a command', [[`${COMMAND} properties place`, { type: 'string' }]]],
    ['a code of a command', [[`${SCHEMAS} Source x-extensible-enum 2`, 'rescue']]],
    ['more room in a command', [[`${COMMAND} properties note maxLength`, 200]]],
    ['an optional parameter', [[`${POST} parameters 2`, { name: 'dry-run', in: 'query', schema: { type: 'boolean' } }]]],
    ['a member of an answer', [[`${ANSWER} properties at`, { type: 'string' }]]],
    ['a code of an answer', [[`${ANSWER} properties outcome x-extensible-enum 1`, 'pending']]],
    [
      'a member of a union',
      [
        [`${SCHEMAS} Entry discriminator mapping closed`, '#/components/schemas/Closed'],
        [`${SCHEMAS} Closed`, { allOf: [ref('Entry'), { type: 'object', properties: {} }] }],
      ],
    ],
    ['a status that is no success', [[`${POST} responses 404`, json({})]]],
    ['a description', [[`${COMMAND} properties note description`, 'what was seen']]],
  ])('works when %s was added', (_, changes) => expect(found(...changes)).toEqual([]))

  it.each<[string, readonly Change[], string]>([
    ['a path is gone', [['paths /cases/{caseId}', GONE]], 'GET /cases/{caseId} is gone'],
    ['an operation has another name', [[`${POST} operationId`, 'Open']], 'is called Open, and was OpenCase'],
    ['a member of a command is required now', [[`${COMMAND} required 1`, 'note']], 'body/note is required now'],
    [
      'a command has a new member that is required',
      [
        [`${COMMAND} properties place`, { type: 'string' }],
        [`${COMMAND} required 1`, 'place'],
      ],
      'body/place is new and required',
    ],
    ['a member of a command is gone', [[`${COMMAND} properties note`, GONE]], 'body/note is removed'],
    ['a member of a command has another type', [[`${COMMAND} properties note type`, 'number']], 'body/note was "string"'],
    ['a command has less room', [[`${COMMAND} properties note maxLength`, 50]], 'body/note has maxLength 50'],
    ['a code of a command is gone', [[`${SCHEMAS} Source x-extensible-enum`, ['report']]], 'body/source/referral is removed'],
    [
      'a text of a command becomes an enumeration',
      [[`${COMMAND} properties note x-extensible-enum`, ['none']]],
      'body/note has another format',
    ],
    [
      'null is no longer accepted',
      [[`${SCHEMAS} OpenCaseCommand allOf 0 properties occurredAt type`, 'string']],
      'body/occurredAt was "string", "null"',
    ],
    ['a parameter is gone', [[`${POST} parameters`, []]], 'parameter caseId is gone'],
    ['a parameter is required now', [[`${POST} parameters 1 required`, true]], 'parameter if-match is required now'],
    ['a parameter has another format', [['components parameters CaseId schema format', 'uri']], 'parameter caseId has another format'],
    [
      'there is a new parameter that is required',
      [[`${POST} parameters 2`, { name: 'dry-run', in: 'query', required: true }]],
      'parameter dry-run is new and required',
    ],
    ['a status of an answer is gone', [[`${POST} responses 201`, GONE]], 'answers 201 no more'],
    ['an answer may have another success', [[`${POST} responses 202`, json({})]], 'answers 202, which is new'],
    ['a header of an answer is gone', [[`${POST} responses 201 headers position`, GONE]], 'answer 201 has no header position'],
    ['an answer has another media type', [[`${POST} responses 201 content`, {}]], 'answer 201 is no longer application/json'],
    ['a member of an answer is gone', [[`${ANSWER} properties id`, GONE]], 'answer 201/id is removed'],
    ['a member of an answer may be absent', [[`${ANSWER} required`, ['outcome']]], 'answer 201/position was always present'],
    ['a member of an answer may be null', [[`${ANSWER} properties id type`, ['string', 'null']]], 'answer 201/id was "string"'],
    [
      'a code of an answer is gone',
      [[`${ANSWER} properties outcome x-extensible-enum`, ['refused']]],
      'answer 201/outcome/accepted is removed',
    ],
    ['a member of a union is gone', [[`${SCHEMAS} Entry discriminator mapping`, {}]], 'answer 200/opened is removed'],
    ['a member of a union has lost a member', [[`${SCHEMAS} Opened allOf`, [ref('Entry')]]], 'answer 200/opened/by was always present'],
    ['a problem has lost its title', [[`${PROBLEM} properties title`, GONE]], 'answer default/title was always present'],
  ])('fails when %s, and the operation is named', (_, changes, sentence) => {
    const [first] = found(...changes)
    expect(first).toContain(sentence)
    expect(first).toMatch(/^(GET|POST) \//)
  })

  it('fails when a class of it would be gone, or a body be required that was not', () => {
    const earlier = changed(document(), [
      [`${SCHEMAS} Place`, { type: 'string' }],
      [`${POST} requestBody required`, false],
    ])
    expect(brokenClients(earlier, document())).toEqual([
      'the component Place is gone',
      'POST /cases/{caseId}/open-case: body is required now',
    ])
  })
})
