import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ROLES } from '@case-timeline/access'
import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import { calling, newId, type Persona } from './calling.fixtures.ts'
import { playDemo, scenario, type Scenario } from './demo.ts'
import { type Described, describedAt, outlineIn } from './described.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { listening } from './listening.fixtures.ts'

const PH = {
  jurisdiction: 'PH',
  receiving: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

/** Everybody who may do everything but operate a service, one of each sector. */
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
  // In the role that reads all cases, not in another that he may have as well.
  roles: sector === 'auditTrail' ? ['auditor', 'analyst'] : ROLES[sector].filter((role) => role !== 'operator'),
})
const judge: Persona = { ...reader('adjudication'), userId: 'j.bautista' }
const police = reader('investigation')

let five: FiveServices
let ask: ReturnType<typeof calling>
let demo: Scenario
let seal: string
let position: string
const stranger = newId()

const record = async (who: Persona, command: string, data: object): Promise<string> => {
  const { status, body } = await ask.post(who, `/cases/${demo.caseId}/${command}`, { data })
  expect({ status, body }).toMatchObject({ status: 201 })
  position = String(body['position'])
  return (body['events'] as { id: string }[])[0]?.id ?? ''
}

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH)
  ask = calling(five)
  demo = await scenario(new URL('../../../deploy/demo/scam-compound.json', import.meta.url))
  const tokenFor = ({ userId, agency, sector, roles }: Scenario['personas'][string]) =>
    five.issuer.tokenFor({ userId, agencyId: agency, sector, roles })
  for await (const _ of playDemo({ urls: five.urls, tokenFor }, demo));
  const { phone, wallet, mla, lookup, bossCharge, claim } = demo.refs
  const covers = [phone, wallet, mla, lookup, bossCharge, claim].map((id) => ({ kind: 'item', id }))
  seal = await record(judge, 'order-confidentiality', { scope: ['sealedItems'], covers, tier: 'courtOnly' })
  await record(judge, 'order-confidentiality', {
    scope: ['nameSuppression'],
    covers: ['aunt', 'boss'].map((name) => ({ kind: 'person', id: demo.refs[name] })),
    tier: 'publicAndParties',
  })
}, 240_000)
afterAll(() => five.stop())

/** What a path asks for besides the case, for routes that show nothing of one. */
const OTHER_PARAMETERS: Readonly<Record<string, string>> = {
  kind: 'refused-by-rule',
  view: 'timeline',
  type: 'investigation.SuspectArrested',
  version: 'v1',
}

/** Questions that each list answers, so that no way around the plain one is left out. */
const QUESTIONS = ['', '?state=all', '?order=recorded', '?as-of=2030', '?known-at=2030-01-01T00:00:00Z']
/** Small pages of lists, for their cursors; the events have pages of their own, and none of their positions names anything. */
const SMALL = '?limit=2'

const described = new Map<ServiceName, Promise<Described>>()
const pathsOf = async (service: ServiceName): Promise<Described['paths']> => {
  const document = described.get(service) ?? describedAt(five.urls[service])
  described.set(service, document)
  return (await document).paths
}

/** What an answer has that its service does not say of it. */
const askewIn = async (service: ServiceName, path: string, pages: readonly Page[]): Promise<readonly string[]> => {
  const outline = outlineIn((await pathsOf(service))[path]?.['get']?.responses?.['200'])
  const issues = pages.flatMap(({ text }) => outline?.schema.safeParse(JSON.parse(text)).error?.issues ?? [])
  return [...new Set(issues.map((issue) => `${service} ${path}: ${JSON.stringify(issue)}`))]
}

const readsOf = async (service: ServiceName): Promise<readonly string[]> => {
  const paths = await pathsOf(service)
  return Object.entries(paths).flatMap(([path, operations]) => (operations['get'] ? [path] : []))
}

const filledIn = (path: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'caseId' ? demo.caseId : OTHER_PARAMETERS[name]
    if (value === undefined) throw new Error(`${path} asks for ${name}: say here what this walk is to ask it with`)
    return value
  })

interface Page {
  readonly headers: string
  readonly text: string
}

/** Each page of an answer, cursors and headers included. */
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

/** What of all that was read is not as it is described. */
const askew: string[] = []

/** All that somebody can read, by the service and path where he reads it. */
const everythingReadBy = async (who: Persona): Promise<ReadonlyMap<string, string>> => {
  const read = new Map<string, string>()
  for (const service of SERVICES)
    for (const path of await readsOf(service)) {
      if (path === '/events/stream') continue
      const pages: Page[] = []
      const questions = path.endsWith('/events') ? QUESTIONS : [...QUESTIONS, SMALL]
      for (const question of questions) pages.push(...(await pagesOf(who, service, `${filledIn(path)}${question}`)))
      askew.push(...(await askewIn(service, path, pages)))
      if (pages.length > 0) read.set(`${service} ${path}`, pages.map(({ headers, text }) => headers + text).join('\n'))
    }
  const stream = await listening(five, who)
  await stream.until((heard) => heard.some((event) => event.position === position))
  read.set(`${who.sector} /events/stream`, JSON.stringify(stream.heard))
  await stream.leave()
  return read
}

const placesOf = (read: ReadonlyMap<string, string>, id: string | undefined): readonly string[] =>
  [...read].filter(([, text]) => id === undefined || text.includes(id)).map(([place]) => place)

describe('what the court ordered to be kept confidential', () => {
  const everywhere = new Map<ServiceName, ReadonlyMap<string, string>>()
  const readBy = async (sector: ServiceName) => {
    const read = everywhere.get(sector) ?? (await everythingReadBy(reader(sector)))
    everywhere.set(sector, read)
    return read
  }

  it.each<[ServiceName, readonly string[]]>([
    ['investigation', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'aunt', 'boss']],
    ['prosecution', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim']],
    ['victimSupport', ['phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim', 'aunt', 'boss']],
    ['auditTrail', ['girl', 'phone', 'wallet', 'mla', 'lookup', 'bossCharge', 'claim', 'aunt', 'boss']],
  ])(
    'is in no answer that %s can get, to whatever question',
    async (sector, names) => {
      const read = await readBy(sector)
      expect(names.map((name) => [name, placesOf(read, demo.refs[name])])).toEqual(names.map((name) => [name, []]))
      expect(placesOf(read, seal).length).toBeGreaterThan(2)
    },
    120_000,
  )

  it('is all there for the court, and for whoever is inside of an order or helps her', async () => {
    const court = await readBy('adjudication')
    for (const name of ['girl', 'phone', 'aunt', 'boss', 'bossCharge']) expect(placesOf(court, demo.refs[name]).length).toBeGreaterThan(1)
    expect(placesOf(await readBy('prosecution'), demo.refs['aunt']).length).toBeGreaterThan(1)
    expect(placesOf(await readBy('victimSupport'), demo.refs['girl']).length).toBeGreaterThan(1)
  }, 120_000)

  it('is asked for at every address that answers anybody', async () => {
    const answered = new Set((await Promise.all(SERVICES.map(readBy))).flatMap((read) => [...read.keys()]))
    const forOperators = /\/admin\/|\/health\/|^\S+ \/metrics$/
    const asked = (await Promise.all(SERVICES.map(async (service) => (await readsOf(service)).map((path) => `${service} ${path}`)))).flat()
    expect(asked.filter((place) => !answered.has(place) && !forOperators.test(place))).toEqual([])
  }, 120_000)

  it('leaves each answer as its service describes it', async () => {
    await Promise.all(SERVICES.map(readBy))
    expect(askew).toEqual([])
  }, 120_000)

  it('is not betrayed by the grounds on which a command is refused', async () => {
    await record(police, 'identify-presumed-victim', {
      personRef: stranger,
      ageBand: 'adult',
      ageDisputed: false,
      decisionMakingOrg: 'Police',
    })
    const order = await record(judge, 'order-confidentiality', {
      scope: ['nameSuppression'],
      covers: [{ kind: 'person', id: stranger }],
      tier: 'courtOnly',
    })
    const dossier = { dossierId: newId(), suspects: [demo.refs['aunt']], evidence: [], safeguards: [] }
    const { status, body } = await ask.post(police, `/cases/${demo.caseId}/refer-case-to-prosecution`, { data: dossier })
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { rule: 'investigation.each-victim-is-safeguarded', facts: [`withheld-by-${order}-1`] },
    })
  })
})
