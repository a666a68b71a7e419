import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ROLES } from '@case-timeline/access'
import { SERVICES, type ServiceName, SuspectIdentified } from '@case-timeline/contracts'
import { materialiseViews } from '@case-timeline/service-kit'
import { AGENCY_ABROAD } from './agencies.ts'
import { apiClient, newId, type Persona } from './api-client.fixtures.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import { playDemo, scenario, type Scenario } from './demo.ts'
import { type OpenApiDocument, fetchOpenApi, schemaAndExampleOf } from './openapi.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { subscribe } from './event-subscription.fixtures.ts'

const PH = {
  jurisdiction: 'PH',
  receivingAgencies: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

/** The agency of each sector's reader, who has every role except operator. */
const READERS: Readonly<Record<ServiceName, string>> = {
  investigation: 'ph-police',
  prosecution: 'ph-prosecution',
  adjudication: 'ph-rtc-manila',
  victimSupport: 'ph-social-welfare',
  auditTrail: 'ph-audit',
}
const reader = (sector: ServiceName): Persona => ({
  userId: `reader.${sector.toLowerCase()}`,
  agencyId: READERS[sector],
  sector,
  // Only the roles that read all cases: other roles of audit-trail would restrict what is read.
  roles: sector === 'auditTrail' ? ['auditor', 'analyst'] : ROLES[sector].filter((role) => role !== 'operator'),
})
const judge: Persona = { ...reader('adjudication'), userId: 'j.bautista' }
const police = reader('investigation')

let five: FiveServices
let api: ReturnType<typeof apiClient>
let demo: Scenario
let confidentialityOrder: string
let position: string
const unrelatedPerson = newId()

const record = async (who: Persona, command: string, data: object): Promise<string> => {
  const { status, body } = await api.post(who, `/cases/${demo.caseId}/${command}`, { data })
  expect({ status, body }).toMatchObject({ status: 201 })
  position = String(body['position'])
  return (body['events'] as { id: string }[])[0]?.id ?? ''
}

/** Fills the views of all services as they were before a position, in a schema of their own, from which lists are read, too. */
const fillBefore = async (end: string): Promise<void> => {
  const { signal } = new AbortController()
  const until = String(BigInt(end) - 1n)
  for (const service of SERVICES)
    await materialiseViews(DESCRIPTION_OF[service], five.environments[service], { schema: 'as_known', until, signal })
}

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH, { AGENCY_JURISDICTIONS: AGENCY_ABROAD })
  api = apiClient(five)
  demo = await scenario(new URL('../../../deploy/demo/scam-compound.json', import.meta.url))
  const tokenFor = ({ userId, agency, sector, roles }: Scenario['personas'][string]) =>
    five.issuer.tokenFor({ userId, agencyId: agency, sector, roles })
  for await (const _ of playDemo({ urls: five.urls, tokenFor }, demo));
  const { phone, wallet, mla, lookup, bossCharge, claim } = demo.refs
  const coveredItems = [phone, wallet, mla, lookup, bossCharge, claim].map((id) => ({ kind: 'item', id }))
  confidentialityOrder = await record(judge, 'order-confidentiality', { scope: ['sealedItems'], covers: coveredItems, tier: 'courtOnly' })
  await fillBefore(position)
  await record(judge, 'order-confidentiality', {
    scope: ['nameSuppression'],
    covers: ['aunt', 'boss'].map((name) => ({ kind: 'person', id: demo.refs[name] })),
    tier: 'publicAndParties',
  })
}, 240_000)
afterAll(() => five.stop())

/** Values of path parameters other than the case id, for routes without case data. */
const OTHER_PARAMETERS: Readonly<Record<string, string>> = {
  kind: 'refused-by-rule',
  view: 'timeline',
  type: 'investigation.SuspectArrested',
  version: 'v1',
  operation: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
}

/** Query strings that are sent to each path, so that no variant of a query is left out. */
const QUERY_STRINGS = ['', '?state=all', '?order=recorded', '?as-of=2030', '?known-at=2030-01-01T00:00:00Z', '?schema=as_known']
/**
 * Forces lists to return cursors, which are checked too. Not for events: their pages use positions, which reveal
 * nothing.
 */
const SMALL_PAGE = '?limit=2'

const openApiByService = new Map<ServiceName, Promise<OpenApiDocument>>()
const pathsOf = async (service: ServiceName): Promise<OpenApiDocument['paths']> => {
  const document = openApiByService.get(service) ?? fetchOpenApi(five.urls[service])
  openApiByService.set(service, document)
  return (await document).paths
}

/** Differences between responses and the schema in the OpenAPI document of the service. */
const violationsIn = async (service: ServiceName, path: string, pages: readonly Page[]): Promise<readonly string[]> => {
  const outline = schemaAndExampleOf((await pathsOf(service))[path]?.['get']?.responses?.['200'])
  const issues = pages.flatMap(({ text }) => outline?.schema.safeParse(JSON.parse(text)).error?.issues ?? [])
  return [...new Set(issues.map((issue) => `${service} ${path}: ${JSON.stringify(issue)}`))]
}

const readPathsOf = async (service: ServiceName): Promise<readonly string[]> => {
  const paths = await pathsOf(service)
  return Object.entries(paths).flatMap(([path, operations]) => (operations['get'] ? [path] : []))
}

const withPathParameters = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'caseId' ? demo.caseId : OTHER_PARAMETERS[name]
    if (value === undefined) throw new Error(`${path} has the parameter ${name}: add a value for it to OTHER_PARAMETERS`)
    return value
  })

interface Page {
  readonly headers: string
  readonly text: string
}

/** All pages of a response, with headers and cursors. */
const pagesOf = async (who: Persona, service: ServiceName, path: string): Promise<readonly Page[]> => {
  const pages: Page[] = []
  const authorization = `Bearer ${await five.issuer.tokenFor(who)}`
  for (let at: string | undefined = path; at !== undefined && pages.length < 500;) {
    const answer: Response = await fetch(`${five.urls[service]}${at}`, { headers: { authorization, 'min-position': position } })
    if (answer.status !== 200) return pages
    const text = await answer.text()
    pages.push({ headers: JSON.stringify([...answer.headers]), text })
    at = nextOf(path, text, answer.headers)
  }
  return pages
}

const nextOf = (path: string, text: string, headers: Headers): string | undefined => {
  if (headers.get('caught-up') === 'false') return /^<([^>]+)>/.exec(headers.get('link') ?? '')?.[1]
  const [, cursor] = /"next":"([^"]+)"/.exec(text) ?? []
  return cursor === undefined ? undefined : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`
}

/** Differences between all responses and their schemas. */
const schemaViolations: string[] = []

/** Everything that a persona can read, by service and path. */
const allAnswersFor = async (who: Persona): Promise<ReadonlyMap<string, string>> => {
  const read = new Map<string, string>()
  for (const service of SERVICES)
    for (const path of await readPathsOf(service)) {
      if (path === '/events/stream') continue
      const pages: Page[] = []
      const queryStrings = path.endsWith('/events') ? QUERY_STRINGS : [...QUERY_STRINGS, SMALL_PAGE]
      for (const queryString of queryStrings) pages.push(...(await pagesOf(who, service, `${withPathParameters(path)}${queryString}`)))
      schemaViolations.push(...(await violationsIn(service, path, pages)))
      if (pages.length > 0) read.set(`${service} ${path}`, pages.map(({ headers, text }) => headers + text).join('\n'))
    }
  const stream = await subscribe(five, who)
  await stream.waitUntil((receivedEvent) => receivedEvent.some((event) => event.position === position))
  read.set(`${who.sector} /events/stream`, JSON.stringify(stream.received))
  await stream.close()
  return read
}

const pathsContaining = (read: ReadonlyMap<string, string>, id: string | undefined): readonly string[] =>
  [...read].filter(([, text]) => id === undefined || text.includes(id)).map(([place]) => place)

/** A warning in a case file or a timeline. */
interface Warning {
  readonly ruleId: string
  readonly eventId: string
}

describe('a person or item under a confidentiality order of the court', () => {
  const answersBySector = new Map<ServiceName, ReadonlyMap<string, string>>()
  const answersFor = async (sector: ServiceName) => {
    const read = answersBySector.get(sector) ?? (await allAnswersFor(reader(sector)))
    answersBySector.set(sector, read)
    return read
  }

  it.each<[ServiceName, readonly string[]]>([
    ['investigation', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'aunt', 'boss']],
    ['prosecution', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim']],
    ['victimSupport', ['phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim', 'aunt', 'boss']],
    ['auditTrail', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim', 'aunt', 'boss']],
  ])(
    'is in no response that %s can get to any query',
    async (sector, names) => {
      const read = await answersFor(sector)
      expect(names.map((name) => [name, pathsContaining(read, demo.refs[name])])).toEqual(names.map((name) => [name, []]))
      expect(pathsContaining(read, confidentialityOrder).length).toBeGreaterThan(2)
    },
    240_000,
  )

  it('is fully visible to the court, and to the sectors that the order does not exclude', async () => {
    const courtAnswers = await answersFor('adjudication')
    for (const name of ['girl', 'phone', 'aunt', 'boss', 'bossCharge'])
      expect(pathsContaining(courtAnswers, demo.refs[name]).length).toBeGreaterThan(1)
    expect(pathsContaining(await answersFor('prosecution'), demo.refs['aunt']).length).toBeGreaterThan(1)
    expect(pathsContaining(await answersFor('victimSupport'), demo.refs['girl']).length).toBeGreaterThan(1)
  }, 240_000)

  it('is searched for in the responses of every path that a reader can use', async () => {
    const answeredPaths = new Set((await Promise.all(SERVICES.map(answersFor))).flatMap((read) => [...read.keys()]))
    const forOperators = /\/admin\/|\/health\/|^\S+ \/metrics$/
    const expectedPaths = (
      await Promise.all(SERVICES.map(async (service) => (await readPathsOf(service)).map((path) => `${service} ${path}`)))
    ).flat()
    expect(expectedPaths.filter((place) => !answeredPaths.has(place) && !forOperators.test(place))).toEqual([])
  }, 240_000)

  it('is searched for, too, in the lists of views from before the orders, which have what the court may see', async () => {
    const lists = [
      ['adjudication', '/deadlines'],
      ['adjudication', '/docket'],
      ['adjudication', '/cases'],
      ['auditTrail', '/cases'],
    ] as const
    for (const [service, path] of lists) {
      const inSchema = await pagesOf(reader(service), service, `${path}?schema=as_known`)
      expect(inSchema.map(({ text }) => text).join()).toContain(demo.caseId)
      expect(await pagesOf(reader(service), service, `${path}?schema=public`)).toEqual([])
    }
  })

  it('is redacted in a way that each response still matches the schema of its service', async () => {
    await Promise.all(SERVICES.map(answersFor))
    expect(schemaViolations).toEqual([])
  }, 240_000)

  it('is not revealed by the facts of a refusal', async () => {
    await record(police, 'identify-presumed-victim', {
      personRef: unrelatedPerson,
      ageBand: 'adult',
      ageDisputed: false,
      decisionMakingOrg: 'Police',
    })
    const order = await record(judge, 'order-confidentiality', {
      scope: ['nameSuppression'],
      covers: [{ kind: 'person', id: unrelatedPerson }],
      tier: 'courtOnly',
    })
    const dossier = { dossierId: newId(), suspects: [demo.refs['aunt']], evidence: [], safeguards: [] }
    const { status, body } = await api.post(police, `/cases/${demo.caseId}/refer-case-to-prosecution`, { data: dossier })
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { rule: 'investigation.each-victim-is-safeguarded', facts: [`withheld-by-${order}-1`] },
    })
  })

  it('is not named, nor is its time, by a warning as what was unknown when an earlier act was done', async () => {
    const rule = 'investigation.victim-is-not-arrested-before-non-punishment-is-assessed'
    const personRef = newId()
    await record(police, 'identify-suspect', { ...SuspectIdentified.example, personRef })
    const identification = await record(police, 'identify-presumed-victim', {
      ...{ personRef, ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'Police' },
    })
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length)
    const arrest = { data: { personRef, ground: 'scamOperation', rightsRead: true }, occurredAt: twoDaysAgo, occurredZone: 'Asia/Manila' }
    const arrested = await api.post(police, `/cases/${demo.caseId}/arrest-suspect`, arrest)
    expect(arrested.body['warnings']).toContain(rule)
    position = String(arrested.body['position'])
    const arrestId = (arrested.body['events'] as { id: string }[])[0]!.id
    const warningsShownTo = async (who: Persona, path: string): Promise<readonly Warning[]> => {
      const { body } = await api.get(who, `/cases/${demo.caseId}${path}?min-position=${position}`)
      const all = (
        path === ''
          ? body['warnings']
          : (body['entries'] as { id: string; warnings: Warning[] }[]).find(({ id }) => id === arrestId)?.warnings
      ) as Warning[]
      return all.filter(({ ruleId, eventId }) => ruleId === rule && eventId === arrestId)
    }
    const shown = async () => [...(await warningsShownTo(police, '')), ...(await warningsShownTo(reader('auditTrail'), '/timeline'))]
    expect(JSON.stringify(await shown())).toContain(identification)

    const order = { scope: ['sealedItems'], covers: [{ kind: 'item', id: identification }], tier: 'courtOnly' }
    await record(judge, 'order-confidentiality', order)
    const remaining = await shown()
    expect(remaining).toHaveLength(2)
    expect(JSON.stringify(remaining)).not.toMatch(new RegExp(`unknownThen|${identification}`))
  })
})
