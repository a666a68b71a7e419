import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ServiceName } from '@case-timeline/contracts'
import { LISTS } from './answers.fixtures.ts'
import { auditor, calling } from './calling.fixtures.ts'
import { playDemo, scenario, type Scenario, type Told } from './demo.ts'
import { askewIn } from './described.fixtures.ts'
import { FILES, girlIn, HARD_TO_KEEP, outlineOf, OWED, type Reader } from './demo-seen.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'

const PH = {
  jurisdiction: 'PH',
  receiving: { prosecution: 'ph-prosecution', adjudication: 'ph-rtc-manila', victimSupport: 'ph-social-welfare' },
}

/** What the demo records inside victim support; no other sector may ever receive it. */
const INSIDE_SUPPORT = [
  'victimSupport.NeedsAssessed',
  'victimSupport.ReferralMade',
  'victimSupport.ReferralAnswered',
  'victimSupport.ShelterAdmitted',
  'victimSupport.SupportPlanAgreed',
  'victimSupport.ServiceDelivered',
  'victimSupport.SafetyIncidentReported',
]

interface Entry {
  readonly id: string
  readonly type: string
  readonly actor: { readonly userId: string; readonly agencyId: string }
  readonly data: Readonly<Record<string, unknown>>
}

const PERSONA_OF = { investigation: 'investigator', prosecution: 'prosecutor', adjudication: 'registrar', victimSupport: 'caseworker' }

let five: FiveServices
let demo: Scenario
let told: Told[]
let entries: Entry[]

const play = async (): Promise<Told[]> => {
  const urls = five.urls
  const tokenFor = ({ userId, agency, sector, roles }: Scenario['personas'][string]) =>
    five.issuer.tokenFor({ userId, agencyId: agency, sector, roles })
  const steps: Told[] = []
  for await (const step of playDemo({ urls, tokenFor }, demo)) steps.push(step)
  return steps
}

const timeline = async (): Promise<Entry[]> => {
  const { body } = await calling(five).get(auditor, `/cases/${demo.caseId}/timeline?order=recorded`)
  return body['entries'] as Entry[]
}

/** The timeline is a view, which may lag: it is asked for again until it shows what the last step recorded. */
const timelineWith = async (type: string): Promise<Entry[]> => {
  for (let left = 100; left > 0; left--) {
    const shown = await timeline()
    if (shown.some((entry) => entry.type === type)) return shown
    await pause(50)
  }
  throw new Error(`the timeline showed no ${type} within 5 seconds`)
}

/** What was missed is found by a clock in its own time. */
const idsOf = (all: readonly Entry[]): string[] => all.filter(({ type }) => type !== 'case.DeadlineMissed').map(({ id }) => id)

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '', PH)
  demo = await scenario(new URL('../../../deploy/demo/scam-compound.json', import.meta.url))
  told = await play()
  entries = await timelineWith('prosecution.VictimNotified')
}, 240_000)
afterAll(() => five.stop())

const receivedBy = (agencyId: string) =>
  entries
    .filter(({ type, actor }) => type === 'case.HandoverReceived' && actor.agencyId === agencyId)
    .map(({ data }) => String(data['task']))
    .toSorted()

describe('the demo case, played over HTTP', () => {
  it('goes as it is written, step by step', () => expect(told.map(({ step }) => step)).toEqual(demo.steps.map(({ name }) => name)))

  it('changes nothing when it is played again', async () => {
    expect(await play()).toEqual(told)
    expect(idsOf(await timeline())).toEqual(idsOf(entries))
  }, 240_000)

  it('what it refuses and warns about stands in it beside what was done', () => {
    expect(told.filter(({ outcome }) => outcome === 'refused')).toHaveLength(10)
    expect(told.filter(({ outcome, rules }) => outcome === 'recorded' && rules.length > 0).map(({ step }) => step)).toEqual(
      demo.steps.filter(({ warns }) => warns.length > 0).map(({ name }) => name),
    )
  })
})

describe('each handover of the demo case', () => {
  it('police take in what the prosecutor asks for, and what changes how they may act', () =>
    expect(receivedBy('ph-police')).toEqual(['followLeadJurisdiction', 'investigateFurther', 'keepHerSafe', 'keepHerSafe', 'keepHerSafe']))

  it('the prosecutor takes in the conflict, the answers of the court and the alert', () =>
    expect(receivedBy('ph-prosecution')).toEqual([
      'assessNonPunishment',
      'keepHerSafe',
      'prepareProtectedTestimony',
      'prepareProtectedTestimony',
      'prepareProtectedTestimony',
    ]))

  it('the court has both requests on its list and each change on its docket', () =>
    expect(receivedBy('ph-rtc-manila')).toEqual([
      'decideOnProtection',
      'decideOnProtection',
      'keepHerSafe',
      'updateDocket',
      'updateDocket',
      'updateDocket',
    ]))

  it('a withdrawal of consent reaches nobody whom the consent did not name', () =>
    expect(entries.filter(({ type, data }) => type === 'case.HandoverReceived' && data['task'] === 'stopSharing')).toEqual([]))

  it('victim support hears of bail, two releases, two hearings, the verdict and the sentence', () =>
    expect(receivedBy('ph-social-welfare')).toEqual(Array.from({ length: 7 }, () => 'tellTheVictim')))

  it('what an executed request brought is certified, once', () =>
    expect(entries.filter(({ type }) => type === 'investigation.EvidenceCertified').map(({ data }) => data['evidenceId'])).toEqual([
      demo.refs['thaiRecords'],
    ]))

  it('a dossier, an indictment and two identified victims are taken in as before', () => {
    const times = (wanted: string) => entries.filter(({ type }) => type === wanted).length
    expect(['prosecution.DossierReceived', 'adjudication.CourtCaseRegistered', 'victimSupport.SupportCaseOpened'].map(times)).toEqual([
      1, 1, 2,
    ])
  })

  it.each(['investigator', 'prosecutor', 'registrar'])('the %s receives nothing of where she lives or how she is helped', async (name) => {
    const persona = demo.personas[name]
    if (!persona) throw new Error(`the demo has no ${name}`)
    const { agency: agencyId, ...who } = persona
    const authorization = `Bearer ${await five.issuer.tokenFor({ agencyId, ...who })}`
    const { body } = await calling(five).call(auditor, `/cases/${demo.caseId}/timeline`, { headers: { authorization } })
    const types = new Set((body['entries'] as Entry[]).map(({ type }) => type))
    expect(INSIDE_SUPPORT.filter((type) => types.has(type))).toEqual([])
    expect(entries.filter(({ type }) => INSIDE_SUPPORT.includes(type)).length).toBeGreaterThan(INSIDE_SUPPORT.length - 1)
    expect(types.has('victimSupport.SafetyAlertRaised')).toBe(name !== 'investigator')
  })

  it('that the compensation was paid only in part by its day is recorded as missed, once', async () => {
    const missed = async () =>
      (await timeline()).filter(
        ({ type, data }) => type === 'case.DeadlineMissed' && data['ruleId'] === 'adjudication.compensation-is-paid-in-time',
      )
    for (let left = 180; left > 0 && (await missed()).length === 0; left--) await pause(500)
    expect((await missed()).map(({ data }) => data['owedBy'])).toEqual(['ph-rtc-manila'])
  }, 120_000)

  it('and its whole history is intact', async () =>
    expect((await calling(five).get(auditor, `/cases/${demo.caseId}/verification`)).body).toMatchObject({ outcome: 'intact', withheld: 0 }))
})

describe('what each agency sees of the demo case, as its people would tell it', () => {
  const seen = async (name: string, path: string): Promise<Readonly<Record<string, unknown>>> => {
    const { agency: agencyId, ...who } = demo.personas[name]!
    return (await calling(five).get({ agencyId, ...who }, `/${path}`)).body
  }
  const rowsOf = async (name: string, path: string): Promise<readonly unknown[]> => {
    const body = await seen(name, path)
    return (body['rows'] ?? body['pairs'] ?? body['referrals']) as unknown[]
  }
  const idOf = (type: string): string => entries.find((entry) => entry.type === type)?.id ?? ''
  const readers: readonly Reader[] = ['investigator', 'prosecutor', 'registrar', 'caseworker']

  it.each(readers)('%s: the case file', async (name) => {
    const outline = outlineOf(await seen(name, `cases/${demo.caseId}`))
    const girl = girlIn(demo.refs, outline)
    expect(girl).toEqual(FILES[name].girl(demo.refs))
    expect(outline).toEqual(FILES[name].outline(demo.refs, girl))
  })

  it.each(readers)('%s: what was owed by 20 November, and what came of it', async (name) => {
    const deadlines = (await seen(name, 'deadlines?as-of=2026-11-20'))['deadlines'] as unknown[]
    const expected = OWED[name](demo.refs, idOf)
    for (const row of expected) expect(deadlines).toContainEqual(expect.objectContaining(row))
    expect(deadlines).toHaveLength(expected.length)
  })

  const listed = Object.entries(PERSONA_OF).flatMap(([service, name]) =>
    LISTS[service as ServiceName].map((path) => [name, path, service as ServiceName] as const),
  )
  it.each(listed)('%s: GET %s answers as its OpenAPI document says', async (name, path, service) => {
    const answer = await seen(name, path.slice(1).replace('{caseId}', demo.caseId))
    expect(
      answer['rows'] ?? answer['persons'] ?? answer['cases'] ?? answer['deadlines'] ?? answer['pairs'] ?? answer['referrals'],
    ).toContainEqual(expect.anything())
    expect(await askewIn(five.urls[service], `GET ${path}`, answer)).toEqual([])
  })

  it('the auditor: the rules that were hard to keep, and no case', async () => {
    type Row = (typeof HARD_TO_KEEP)[number]
    const challenges = async () => (await calling(five).get(auditor, '/local-challenges')).body['challenges'] as Row[]
    const isOf = (one: Row) => (other: Row) => one.ruleId === other.ruleId && one.agency === other.agency && one.month === other.month
    const lacks = (rows: readonly Row[]) => HARD_TO_KEEP.some((row) => !rows.some((one) => isOf(row)(one) && one.missed >= row.missed))
    for (let left = 180; left > 0 && lacks(await challenges()); left--) await pause(500)
    const found = await challenges()
    // On a slow machine the clocks are looked at between two steps: then what the next step answers in time is a miss on record as well.
    for (const row of HARD_TO_KEEP) {
      const told = found.find(isOf(row))
      expect(told).toEqual({ ...row, missed: Math.max(row.missed, told?.missed ?? 0) })
    }
    const others = found.filter((row) => !HARD_TO_KEEP.some(isOf(row)))
    expect(others.filter(({ warned }) => warned !== 0)).toEqual([])
  }, 120_000)

  const shows = (name: string, path: string, expected: (refs: Scenario['refs']) => readonly object[]) =>
    it(`${name}: ${path}`, async () => {
      const rows = await rowsOf(name, path)
      expect(rows).toHaveLength(expected(demo.refs).length)
      for (const row of expected(demo.refs)) expect(rows).toContainEqual(expect.objectContaining(row))
    })

  shows('investigator', 'custody', ({ adult, aunt }) => [
    { personRef: adult, state: 'released', presumedVictim: true, nonPunishmentAssessed: true },
    { personRef: aunt, state: 'held', authority: 'PROSECUTION', until: '2026-05-16' },
  ])
  shows('investigator', 'evidence-register', ({ phone, chats, passport, thaiRecords, mla }) => [
    { evidenceId: phone, custodian: 'ph-forensic-laboratory', custodyUnbroken: true },
    { evidenceId: chats, custodian: 'ph-police', certificates: [] },
    { evidenceId: passport, kind: 'document' },
    { evidenceId: thaiRecords, certificates: [expect.objectContaining({ requestId: mla, conditions: ['thisProceedingOnly'] })] },
  ])
  shows('investigator', 'cooperation-requests', ({ lookup, mechanism }) => [
    { requestId: lookup, mechanismId: mechanism, toParty: 'TH', state: 'answered', materialClass: 'intelligenceOnly', daysToAnswer: 4 },
  ])
  shows('investigator', 'cooperation-requests/response-times', () => [{ fromParty: 'PH', toParty: 'TH', requests: 1, medianDays: 4 }])
  shows('investigator', 'linked-traces', ({ wallet }) => [{ traceId: wallet, ownCases: [], alsoHeldBy: ['ph-police-cebu'] }])
  shows('prosecutor', 'charges', ({ charge, documentCharge, bossCharge }) => [
    { chargeId: charge, state: 'decided', plea: 'notGuilty' },
    { chargeId: documentCharge, state: 'withdrawn', offenceCode: 'useOfFalseDocument' },
    { chargeId: bossCharge, state: 'transferred' },
  ])
  shows('prosecutor', 'mla-requests', ({ mla }) => [{ requestId: mla, direction: 'sent', otherParty: 'TH', state: 'executed' }])
  shows('registrar', 'docket', ({ charge, documentCharge, bossCharge, girl }) => [
    {
      state: 'decided',
      charges: [
        expect.objectContaining({ chargeId: charge, verdict: 'guilty' }),
        expect.objectContaining({ chargeId: documentCharge, state: 'withdrawn', amended: true }),
        expect.objectContaining({ chargeId: bossCharge, state: 'transferred' }),
      ],
      measuresSought: [expect.objectContaining({ personRef: girl, measures: ['supportPerson'] })],
    },
  ])
  shows('registrar', 'hearings', ({ arraignment, trial }) => [
    { hearingId: arraignment, state: 'held', closed: false },
    { hearingId: trial, state: 'held', closed: true, languages: ['ceb'], accommodations: ['screen', 'supportPerson', 'breaks'] },
  ])
  shows('registrar', 'orders', ({ adult, girl, aunt }) => [
    { kind: 'confidentiality', state: 'inForce' },
    { kind: 'protection', personRef: adult, terms: expect.objectContaining({ measure: 'screen' }) },
    { kind: 'protection', personRef: adult, terms: expect.objectContaining({ measure: 'supportPerson' }) },
    { kind: 'protection', personRef: girl, terms: expect.objectContaining({ measure: 'videoLink' }) },
    { kind: 'bail', personRef: aunt, state: 'refused' },
    { kind: 'confiscation', state: 'inForce' },
    { kind: 'compensation', personRef: adult },
  ])
  shows('caseworker', 'caseload', ({ adult, girl }) => [
    { personRef: adult, risk: 'high', riskToReassess: true, sheltered: true },
    { personRef: girl, risk: 'extreme', riskToReassess: false, sheltered: false },
  ])
  shows('caseworker', 'consents', ({ adultConsent, adultTestimony, noticeConsent, girlConsent }) => [
    { consentId: adultConsent, state: 'withdrawn', holders: ['ph-shelter-cebu'] },
    { consentId: adultTestimony, state: 'granted', holders: ['ph-police', 'ph-prosecution'] },
    { consentId: noticeConsent, state: 'granted', holders: ['th-social-welfare'] },
    { consentId: girlConsent, state: 'granted', by: 'guardian', assent: 'given' },
  ])
  shows('caseworker', 'referrals', ({ shelterReferral, girlReferral }) => [
    { referralId: shelterReferral, state: 'accepted', consent: 'withdrawn' },
    { referralId: girlReferral, state: 'made', consent: 'asGiven' },
  ])
  shows('caseworker', 'compensation', ({ adult }) => [
    { personRef: adult, orders: [expect.objectContaining({ paid: '100000', outstanding: '150000', state: 'partlyPaid' })] },
  ])
})
