import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, type CommandType, sentExample, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { describedAt, type DescribedAnswer, outlineIn } from './described.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

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
    const { openapi, paths } = await describedAt(five.urls[service])
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

/** An answer that none of them gives. */
const NO_ANSWER = { nothing: 'of the kind' }

const isFit = (answer: DescribedAnswer | undefined): boolean => {
  const outline = outlineIn(answer)
  return outline !== undefined && outline.schema.safeParse(outline.example).success && !outline.schema.safeParse(NO_ANSWER).success
}

it.each(SERVICES)('%s describes what every query answers, with its schema and an example that fits', async (service) => {
  const { paths } = await describedAt(five.urls[service])
  const queries = Object.entries(paths).flatMap(([path, { get }]) => (get ? [{ path, get }] : []))
  expect(queries.map(({ path }) => path)).toContain('/events')
  expect(queries.filter(({ get }) => !isFit(get.responses?.['200'])).map(({ path }) => path)).toEqual([])
})

it('walks through every command in a playground', async () => {
  const files = SERVICES.map((service) =>
    readFile(new URL(`../../${folderOf(service)}/${folderOf(service)}.http`, import.meta.url), 'utf8'),
  )
  const requests = (await Promise.all(files)).join('\n')
  const names = new Set(SERVICES.flatMap(commandsOf).map(({ name }) => name))
  expect([...names].filter((name) => !requests.includes(`/${lastPart(name)}\n`))).toEqual([])
})
