import { describe, expect, it } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const at = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

const Text = z.string().min(1)
const Service = z.looseObject({
  image: Text.optional(),
  profiles: z.array(z.enum(['minimal', 'full', 'tools'])).min(1),
  ports: z.array(Text).default([]),
  read_only: z.boolean().optional(),
  cap_drop: z.array(Text).optional(),
  extends: z.strictObject({ file: Text, service: Text }).optional(),
  healthcheck: z.looseObject({ test: z.array(Text).min(2) }).optional(),
})
const Compose = z.looseObject({ services: z.record(Text, Service) })

// `!reset` belongs to Compose: it removes what the extended service has.
const compose = Compose.parse(parse(at('deploy/compose.yaml'), { merge: true, logLevel: 'silent' }))
const services = Object.entries(compose.services)
const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victim-support', 'audit-trail']
const inProfile = (profile: 'minimal' | 'full') => services.filter(([, one]) => one.profiles.includes(profile)).map(([name]) => name)

describe('deploy/compose.yaml', () => {
  it('has in the profile minimal no server but PostgreSQL', () => {
    expect(inProfile('minimal').sort()).toEqual([...SECTORS, 'postgres', 'identity', 'provide'].sort())
  })

  it('has in the profile full every server, and what collects traces and metrics', () => {
    const servers = ['eventstoredb', 'kafka', 'keycloak', 'otel-collector', 'jaeger', 'prometheus', 'grafana']
    expect(inProfile('full').sort()).toEqual([...SECTORS, 'postgres', 'provide', 'topics', ...servers].sort())
  })

  it.each(services.filter(([, one]) => !one.extends))(
    'runs an exact release of %s, of which another registry can be named',
    (name, { image }) => {
      const variable = `${name.toUpperCase().replaceAll('-', '_')}_IMAGE`
      const own = `case-timeline/(casectl|${name}):\\$\\{VERSION:-compose\\}`
      expect(image).toMatch(new RegExp(`^(${own}|\\$\\{${variable}:-[a-z.]+(/[a-z-]+)*:v?\\d+(\\.\\d+)+\\})$`))
    },
  )

  it.each(services)('makes %s reachable only on this machine', (_, { ports }) => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
  })

  it.each(services.filter(([, { image }]) => image?.startsWith('case-timeline/')))(
    'runs %s read-only and without capabilities',
    (_, one) => {
      expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    },
  )

  it('says of each server whether it is healthy, except of one whose image has no program to ask', () => {
    const inherited = parse(at('deploy/compose.servers.yaml')) as { services: Record<string, { healthcheck?: unknown }> }
    // Images of this repository have a check of their own.
    const servers = services.filter(([, { image }]) => !image?.startsWith('case-timeline/'))
    const silent = servers.filter(([name, one]) => !(one.healthcheck ?? inherited.services[name]?.healthcheck))
    expect(silent.map(([name]) => name)).toEqual(['otel-collector'])
  })

  it('runs the same PostgreSQL as for development', () => {
    expect(at('deploy/compose.servers.yaml')).toContain(`image: ${compose.services['postgres']?.image}\n`)
  })

  it('runs the Keycloak with which its realm is tested, and which the page names', () => {
    const version = /<version>(\d+\.\d+\.\d+)<\/version>\s*<type>tar\.gz/.exec(at('deploy/keycloak/pom.xml'))?.[1] ?? 'none'
    expect(compose.services['keycloak']?.image).toContain(`/keycloak:${version}}`)
    expect(at('docs/how-to/connect-an-identity-provider.md')).toContain(`tried with Keycloak ${version}:`)
  })

  it('contains no password', () => {
    for (const [, name, value] of at('deploy/compose.yaml').matchAll(/^ *(\w*(?:PASSWORD|KEY|KEYS)\w*): (.*)$/gm))
      if (!name?.endsWith('_FILE')) expect(value).toMatch(/^\$\{\w+(:\?[^}]+)?\}$/)
  })
})
