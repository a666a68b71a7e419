import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, type CommandType, sentExample, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { z } from 'zod'
import { LISTS } from './answers.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

interface Answer {
  readonly content?: { readonly 'application/json'?: { readonly schema?: object; readonly example?: unknown } }
}
interface Operation {
  readonly summary?: string
  readonly responses?: Readonly<Record<string, Answer>>
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object; readonly example: object } } }
}
interface Described {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Only what another system's event or an import causes: no caller may state it. */
const NOT_OVER_HTTP: readonly string[] = [
  'ReceiveDossier',
  'ReceiveHandover',
  'CertifyEvidence',
  'FlagVictimSuspectConflict',
  'RecordExternalFact',
]

let five: FiveServices
beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
}, 120_000)
afterAll(() => five.stop())

const lastPart = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
const pathOf = ({ name, at = 'cases/{caseId}' }: Pick<CommandType, 'name' | 'at'>) => `/${at}/${lastPart(name)}`
const folderOf = (service: ServiceName) => service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const commandsOf = (service: ServiceName) =>
  [...COMMAND_TYPES.values()].filter((one) => one.service === service && !NOT_OVER_HTTP.includes(one.name))

describe.each(SERVICES)('%s', (service) => {
  it('describes every command that it takes, with its meaning, schema and an example', async () => {
    const { openapi, paths } = (await (await fetch(`${five.urls[service]}/openapi.json`)).json()) as Described
    expect(openapi).toBe('3.1.0')
    const commands = [...COMMAND_TYPES.values()].filter(({ service: of, name }) => of === service && !NOT_OVER_HTTP.includes(name))
    for (const command of commands) {
      const { name, meaning } = command
      const operation = paths[pathOf(command)]?.['post']
      expect({ name, summary: operation?.summary }).toEqual({ name, summary: meaning })
      expect(operation?.requestBody?.content['application/json']).toMatchObject({
        schema: expect.any(Object),
        example: { data: sentExample(command) },
      })
    }
  })

  it('shows every command in its README', async () => {
    const readme = await readFile(new URL(`../../${folderOf(service)}/README.md`, import.meta.url), 'utf8')
    for (const command of commandsOf(service)) expect(readme).toContain(`\`POST ${pathOf(command)}\``)
  })

  it.each(['/health/live', '/health/ready', '/health/startup', '/metrics', '/docs', '/problems/refused-by-rule'])(
    'answers %s to anybody',
    async (path) => {
      expect((await fetch(`${five.urls[service]}${path}`)).status).toBe(200)
    },
  )

  it('lets nobody without a token read anything of a case', async () => {
    for (const path of [
      '/cases/5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e',
      '/cases',
      '/admin/projections',
      '/admin/parked',
      '/events',
      '/referrals',
    ])
      expect([401, 404]).toContain((await fetch(`${five.urls[service]}${path}`)).status)
  })
})

const lists = SERVICES.flatMap((service) => LISTS[service].map((path) => [service, path] as const))

it.each(lists)('%s describes what GET %s answers, with its schema and an example that fits', async (service, path) => {
  const { paths } = (await (await fetch(`${five.urls[service]}/openapi.json`)).json()) as Described
  const { schema, example } = paths[path]?.['get']?.responses?.['200']?.content?.['application/json'] ?? {}
  expect(schema).toMatchObject({ type: 'object', required: expect.any(Array) })
  expect(z.fromJSONSchema(schema as z.core.JSONSchema.JSONSchema).parse(example)).toEqual(example)
})

it('walks through every command in a playground', async () => {
  const files = SERVICES.map((service) =>
    readFile(new URL(`../../${folderOf(service)}/${folderOf(service)}.http`, import.meta.url), 'utf8'),
  )
  const requests = (await Promise.all(files)).join('\n')
  const names = new Set(SERVICES.flatMap(commandsOf).map(({ name }) => name))
  expect([...names].filter((name) => !requests.includes(`/${lastPart(name)}\n`))).toEqual([])
})
