import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { COMMAND_TYPES, type CommandType, sentExample, SERVICES, type ServiceName } from '@case-timeline/contracts'
import { fetchOpenApi, type DescribedAnswer, schemaAndExampleOf } from './openapi.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'

/** Commands that only an event of another system or an import causes: no endpoint accepts them. */
const NOT_OVER_HTTP: readonly string[] = [
  'ReceiveDossier',
  'ReceiveHandover',
  'CertifyEvidence',
  'FlagVictimSuspectConflict',
  'RecordExternalFact',
  'RecordImportedCase',
]

let five: FiveServices
beforeAll(async () => {
  five = await sharedServices()
}, 120_000)
afterAll(() => five.stop())

const lastPart = (name: string) => name.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
const pathOf = ({ name, collection = 'cases/{caseId}' }: Pick<CommandType, 'name' | 'collection'>) => `/${collection}/${lastPart(name)}`
const folderOf = (service: ServiceName) => service.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const commandsOf = (service: ServiceName) =>
  [...COMMAND_TYPES.values()].filter((one) => one.service === service && !NOT_OVER_HTTP.includes(one.name))

describe.each(SERVICES)('the API of %s', (service) => {
  it('describes every command that it accepts, with its meaning, schema and an example', async () => {
    const { openapi, paths } = await fetchOpenApi(five.urls[service])
    expect(openapi).toBe('3.1.0')
    const commands = [...COMMAND_TYPES.values()].filter(({ service: owner, name }) => owner === service && !NOT_OVER_HTTP.includes(name))
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

  it('has every command in the README of the service', async () => {
    const readme = await readFile(new URL(`../../${folderOf(service)}/README.md`, import.meta.url), 'utf8')
    for (const command of commandsOf(service)) expect(readme).toContain(`\`POST ${pathOf(command)}\``)
  })
})

/** A response body that no query returns. */
const NOT_MATCHING = { nothing: 'of the kind' }

const fitsExample = (answer: DescribedAnswer | undefined): boolean => {
  const outline = schemaAndExampleOf(answer)
  return outline !== undefined && outline.schema.safeParse(outline.example).success && !outline.schema.safeParse(NOT_MATCHING).success
}

it.each(SERVICES)('%s describes the response of every query, with its schema and a valid example', async (service) => {
  const { paths } = await fetchOpenApi(five.urls[service])
  const queries = Object.entries(paths).flatMap(([path, { get }]) => (get ? [{ path, get }] : []))
  expect(queries.map(({ path }) => path)).toContain('/events')
  expect(queries.filter(({ get }) => !fitsExample(get.responses?.['200'])).map(({ path }) => path)).toEqual([])
})

it('the playgrounds of the services contain a request for every command', async () => {
  const files = SERVICES.map((service) =>
    readFile(new URL(`../../${folderOf(service)}/${folderOf(service)}.http`, import.meta.url), 'utf8'),
  )
  const requests = (await Promise.all(files)).join('\n')
  const names = new Set(SERVICES.flatMap(commandsOf).map(({ name }) => name))
  expect([...names].filter((name) => !requests.includes(`/${lastPart(name)}\n`))).toEqual([])
})
