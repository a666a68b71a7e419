import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, pathOf, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { brokenClients } from './released/document-comparison.fixtures.ts'
import { acceptedBreaks, releasedDocument } from './released/documents.fixtures.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly allOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly discriminator?: { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> }
  readonly readOnly?: boolean
}
interface Operation {
  readonly operationId: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[]
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >
}
interface Document {
  readonly info: { readonly license: object }
  readonly servers: readonly object[]
  readonly paths: Readonly<Record<string, Readonly<Record<'get' | 'post', Operation | undefined>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly responses: Readonly<Record<string, Operation['responses'][string]>>
  }
}

interface Query {
  readonly id: string
  readonly service: string
  readonly route: string
  readonly meaning: string
}
const catalog = JSON.parse(readFileSync(join(import.meta.dirname, '../../audit-trail/catalog/catalog.json'), 'utf8')) as {
  readonly queries: readonly Query[]
}

let five: FiveServices
const texts = new Map<ServiceName, string>()
beforeAll(async () => {
  five = await sharedServices()
  for (const service of SERVICES) texts.set(service, await (await fetch(`${five.urls[service]}/openapi.json`)).text())
}, 120_000)
afterAll(() => five.stop())

const documentOf = (service: ServiceName) => JSON.parse(texts.get(service) ?? '') as Document
const operationsOf = ({ paths }: Document): readonly Operation[] =>
  Object.values(paths).flatMap(({ get, post }) => [get ?? [], post ?? []].flat())

/** Every object in a part of a document, with its place. */
const objectsIn = (part: unknown, at = ''): readonly (readonly [string, Schema])[] =>
  typeof part === 'object' && part !== null
    ? [[at, part as Schema], ...Object.entries(part).flatMap(([key, one]) => (key === 'example' ? [] : objectsIn(one, `${at}/${key}`)))]
    : []

/** The most characters of each document: a limit is lowered with its document, and raised only for new operations and facts. */
const LARGEST: Readonly<Record<ServiceName, number>> = {
  investigation: 301_000,
  prosecution: 280_000,
  adjudication: 274_500,
  victimSupport: 333_000,
  auditTrail: 139_500,
}

/** Lists that are no view, and rounded numbers, of which the difference between two positions would show what the rounding hides. */
const ONLY_NOW = /^\/(admin|encrypted-members|initiatives|offices|local-challenges\/by-sector)\b/

describe.each(SERVICES)('the OpenAPI document of %s', (service) => {
  it('names its operations as the contracts name the commands, each once', () => {
    const document = documentOf(service)
    const ids = operationsOf(document).map(({ operationId }) => operationId)
    expect(ids.filter((id, at) => ids.indexOf(id) !== at || !/^[A-Z][A-Za-z]+$/.test(id) || id.includes('Controller'))).toEqual([])
    const commands = [...COMMAND_TYPES.values()].filter((command) => command.service === service)
    for (const command of commands) {
      const { operationId } = document.paths[pathOf(command)]?.post ?? {}
      if (operationId !== undefined) expect(operationId).toBe(command.name)
    }
  })

  it('has the queries that the catalogue shows', () => {
    const { paths } = documentOf(service)
    const described = Object.entries(paths).flatMap(([path, { get }]) =>
      get ? [{ id: `${service}.${get.operationId}`, route: `GET ${path}`, meaning: get.summary }] : [],
    )
    const shown = catalog.queries.filter((one) => one.service === service).map(({ id, route, meaning }) => ({ id, route, meaning }))
    const byId = (one: { readonly id: string }, other: { readonly id: string }) => one.id.localeCompare(other.id)
    expect(shown.toSorted(byId)).toEqual(described.toSorted(byId))
  })

  it('lists everything that a view has also at a position of the log', () => {
    const lists = Object.entries(documentOf(service).paths).flatMap(([path, { get }]) => {
      const names = get?.parameters?.map(({ name, $ref = '' }) => (name ?? $ref.split('/').at(-1) ?? '').toLowerCase()) ?? []
      return names.includes('cursor') && !ONLY_NOW.test(path) && !names.includes('schema') ? [path] : []
    })
    expect(lists).toEqual([])
  })

  it('states a licence, a server, and for each operation a summary, a tag and a schema for every answer', () => {
    const { info, servers, components, ...document } = documentOf(service)
    expect([info.license, servers.length]).toEqual([{ name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }, 1])
    const incomplete = operationsOf({ info, servers, components, ...document }).filter(({ summary, tags = [], responses }) => {
      const answers = Object.values(responses).map(
        ({ $ref, content }) => content ?? components.responses[$ref?.split('/').at(-1) ?? '']?.content,
      )
      return !summary || tags.length === 0 || !answers.every((content) => Object.values(content ?? {})[0]?.schema)
    })
    expect(incomplete.map(({ operationId }) => operationId)).toEqual([])
  })

  it('has addresses that answer OPTIONS with their methods, and every other method with these and 405', async () => {
    const wrong: unknown[] = []
    for (const [path, operations] of Object.entries(documentOf(service).paths)) {
      const url = five.urls[service] + path.replaceAll(/\{[^}]+\}/g, '0b7c5a52-6d1e-4a3f-9b8c-2d4e6f8a0b1c')
      const own = ['GET', 'POST'].filter((method) => method.toLowerCase() in operations)
      const allowed = [...own.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'].toSorted().join(', ')
      for (const method of ['OPTIONS', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !own.includes(one))) {
        const { status, headers } = await fetch(url, { method })
        const allow = (headers.get('allow') ?? '').split(', ').toSorted().join(', ')
        if (status !== (method === 'OPTIONS' ? 204 : 405) || allow !== allowed) wrong.push({ method, path, status, allow })
      }
    }
    expect(wrong).toEqual([])
  })

  it('answers errors with a Problem, of which clients take the message from `detail`', () => {
    const { components, ...document } = documentOf(service)
    expect(components.schemas['Problem']?.properties).toMatchObject({ detail: { type: 'string', 'x-ms-primary-error-message': true } })
    for (const { responses } of operationsOf({ components, ...document }))
      expect([responses['400'], responses['default']]).toEqual([
        { $ref: '#/components/responses/Problem' },
        { $ref: '#/components/responses/Problem' },
      ])
  })

  it('describes each object once, under a name', () => {
    const { components, paths } = documentOf(service)
    const inline = [
      ...objectsIn(paths),
      ...objectsIn(components.responses),
      // A component has members itself, or in the part of its own next to those of other components.
      ...Object.entries(components.schemas).flatMap(([name, schema]) =>
        objectsIn(schema, name).filter(([at]) => at !== name && !/^\w+\/allOf\/\d+$/.test(at) && !at.includes('/properties/properties')),
      ),
    ].filter(([at, { properties, type }]) => properties !== undefined && type === 'object' && !at.endsWith('/properties'))
    expect(inline.map(([at]) => at)).toEqual([])
    expect(Object.keys(components.schemas).filter((name) => !/^[A-Z][A-Za-z0-9]*$/.test(name))).toEqual([])
    // Classes that a generated file in Java has without an import, or imports for every API.
    expect(
      Object.keys(components.schemas).filter((name) =>
        /^(Override|Schema|Object|Record|Error|Class|Process|Module|Number|Map|List)$/.test(name),
      ),
    ).toEqual([])
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(['CloudEvent', 'Command', 'Problem', 'Recorded']))
  })

  it('has no keyword that generators of clients read in a wrong way', () => {
    const wrong = objectsIn(documentOf(service).components).filter(([, { pattern, format, readOnly }]) => {
      if (readOnly !== undefined) return true
      return typeof pattern === 'string' && (format === 'date-time' || /\\[pPu]\{/.test(pattern) || !isExpression(pattern))
    })
    expect(wrong.map(([at]) => at)).toEqual([])
  })

  it('has for each union a base with a discriminator, of which each member is an own component for one value', () => {
    const { schemas } = documentOf(service).components
    for (const [name, { discriminator }] of Object.entries(schemas)) {
      if (!discriminator) continue
      const members = Object.values(discriminator.mapping)
      expect({ name, repeated: members.filter((member, at) => members.indexOf(member) !== at) }).toEqual({ name, repeated: [] })
      for (const member of members)
        expect(schemas[member.split('/').at(-1) ?? '']?.allOf?.[0]).toEqual({ $ref: `#/components/schemas/${name}` })
    }
    const alternatives = objectsIn(schemas).filter(([, { oneOf = [] }]) => oneOf.filter(({ type }) => type !== 'null').length > 1)
    // `all`, or an object: no generator takes one for the other.
    expect(alternatives.filter(([at]) => at !== '/WithdrawalScope').map(([at]) => at)).toEqual([])
  })

  it('accepts null for the optional members of a command, and for no other', () => {
    const { schemas } = documentOf(service).components
    const acceptsNull = ({ type, oneOf = [] }: Schema): boolean =>
      type === undefined && oneOf.length === 0
        ? true
        : (Array.isArray(type) && type.includes('null')) || oneOf.some((one) => one.type === 'null')
    const nameOf = ({ $ref = '' }: Schema): string => $ref.split('/').at(-1) ?? ''
    const commands = Object.entries(schemas).filter(([name]) => name.endsWith('Command'))
    expect(commands.length).toBeGreaterThan(20)
    for (const [, { allOf = [] }] of commands) {
      const data = schemas[nameOf(allOf[1]?.properties?.['data'] ?? {})]
      for (const part of [schemas['Command'], data])
        for (const [member, schema] of Object.entries(part?.properties ?? {}))
          if (schema.$ref === undefined || !part?.required?.includes(member))
            expect({ member, schema, accepts: acceptsNull(schema) }).toMatchObject(
              part?.required?.includes(member)
                ? { schema: expect.not.objectContaining({ type: expect.arrayContaining(['null']) }) }
                : { accepts: true },
            )
    }
  })

  it('breaks no client that was made of the document of the last release', () => {
    const broken = brokenClients(releasedDocument(service), documentOf(service)).map((sentence) => `${service} ${sentence}`)
    expect(broken).toEqual(acceptedBreaks().filter((sentence) => sentence.startsWith(`${service} `)))
  })

  it('has no more bytes than its limit, and is compressed to less than 54 kB', () => {
    const text = texts.get(service) ?? ''
    expect(text.length).toBeLessThan(LARGEST[service])
    expect(gzipSync(text).length).toBeLessThan(54_000)
  })
})

const isExpression = (pattern: string): boolean => {
  try {
    return new RegExp(pattern) instanceof RegExp
  } catch {
    return false
  }
}
