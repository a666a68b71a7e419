import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const at = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const Text = z.string().min(1)
/** The used subset of the Compose specification. Docker silently ignores a misspelt key. */
const Compose = z.strictObject({
  name: Text,
  services: z.record(
    Text,
    z.strictObject({
      image: Text,
      environment: z.record(Text, Text),
      ports: z.array(Text),
      volumes: z.array(Text),
      healthcheck: z.strictObject({
        test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], Text),
        interval: z.string().regex(/^\d+s$/),
        timeout: z.string().regex(/^\d+s$/),
        retries: z.int().positive(),
      }),
    }),
  ),
  volumes: z.record(Text, z.null()),
})

const compose = Compose.parse(parse(at('deploy/compose.servers.yaml')))
const services = Object.entries(compose.services)

describe('deploy/compose.servers.yaml', () => {
  it('starts the three servers that the system uses', () => {
    expect(services.map(([name]) => name).sort()).toEqual(['eventstoredb', 'kafka', 'postgres'])
  })

  it.each(services)('runs an exact release of %s, of which another registry can be named', (name, { image }) => {
    expect(image).toMatch(/^\$\{[A-Z]+_IMAGE:-[a-z]+(\/[a-z]+)?:\d+(\.\d+)+\}$/)
    expect(image).toContain(`{${name.toUpperCase()}_IMAGE:`)
  })

  it.each(services)('makes %s reachable only on this machine', (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/)
  })

  it('keeps the data of each server in a separate volume', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0]))
    expect(used.sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  it('runs the same Kafka as the specifications', () => {
    const [, version] = /<kafka>(.+)<\/kafka>/.exec(at('deploy/kafka/pom.xml')) ?? []
    expect(compose.services['kafka']?.image).toBe(`\${KAFKA_IMAGE:-apache/kafka:${version}}`)
    expect(compose.services['kafka']?.environment['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false')
  })

  it('runs the servers that the chart for a developer’s cluster runs, and that the page of what is supported names', () => {
    const versionOf = (name: string) => /:(\d+(?:\.\d+)+)\}$/.exec(compose.services[name]?.image ?? '')?.[1] ?? 'none'
    const [postgres, kafka, eventStore] = ['postgres', 'kafka', 'eventstoredb'].map(versionOf) as [string, string, string]
    expect(at('helm/case-timeline-backing/templates/postgres.yaml')).toContain(`"postgres:${postgres}"`)
    expect(at('helm/case-timeline-backing/values.yaml')).toContain(`\`postgres:${postgres}\` with \`dev\``)
    expect(at('helm/case-timeline-backing/values.yaml')).toContain(`image: apache/kafka:${kafka}\n`)
    const page = at('docs/support.md')
    expect(page).toContain(`PostgreSQL ${postgres}, Kafka ${kafka} and EventStoreDB ${eventStore}`)
    const supported = (what: string) => new RegExp(`^\\| ${what} +\\|([^|]*)\\|`, 'm').exec(page)?.[1] ?? ''
    const lineOf = (version: string) => version.split('.').slice(0, 2).join('.')
    expect(Number.parseInt(postgres, 10)).toBeGreaterThanOrEqual(Number(/(\d+) and newer/.exec(supported('PostgreSQL'))?.[1]))
    expect(supported('Kafka')).toContain(lineOf(kafka))
    expect(supported('EventStoreDB')).toContain(lineOf(eventStore))
    expect(at('docs/how-to/run-on-eventstoredb.md')).toContain(`eventstore/eventstore:${eventStore}'`)
  })
})
