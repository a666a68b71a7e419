import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { HandoverReceived } from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import {
  apiClient,
  auditor,
  investigator,
  leadInvestigator,
  newId,
  prosecutor,
  recordsSupervisor,
  registrar,
  type Persona,
  type Reply,
} from './api-client.fixtures.ts'
import { type FiveServices, sharedServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'
import { LIST_PATHS } from './list-paths.fixtures.ts'
import { schemaViolations } from './openapi.fixtures.ts'

const ngo: Persona = { userId: 'n.aung', agencyId: 'zz-ngo', sector: 'victimSupport', roles: ['case-worker'] }
const otherSupport: Persona = { ...ngo, userId: 's.lim', agencyId: 'zz-support' }
const system: Persona = { ...leadInvestigator, userId: 'police.feed', roles: ['agency-system'] }
const outsiders = [leadInvestigator, recordsSupervisor, prosecutor, registrar, otherSupport]

/** Lists in addition to those with rows in the demo. */
const LISTS_OF: Readonly<Record<string, readonly string[]>> = { investigation: ['/victim-reports'], victimSupport: ['/intakes'] }

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

let position = '0'
const sent = (who: Persona, caseId: string, command: string, data: object, occurredAt?: string): Promise<Reply> =>
  api.post(who, `/cases/${caseId}/${command}`, { data, ...(occurredAt === undefined ? {} : { occurredAt }) })
/** The events and warnings of a command that is recorded. */
const recorded = async (...command: Parameters<typeof sent>): Promise<readonly [types: readonly string[], warnings: unknown]> => {
  const { status, body } = await sent(...command)
  expect({ status, body }).toMatchObject({ status: 201 })
  position = String(body['position'])
  return [(body['events'] as { type: string }[]).map(({ type }) => type), body['warnings']]
}
const read = (who: Persona, path: string): Promise<Reply> =>
  api.get(who, `${path}${path.includes('?') ? '&' : '?'}min-position=${position}`)
/** The types of the events of a case that a system receives, without the receipts of handovers, which come a moment later. */
const received = async (who: Persona, caseId: string): Promise<readonly string[]> => {
  const { status, body } = await read(who, `/cases/${caseId}/events?limit=1000`)
  expect(status).toBe(200)
  const types = (body as unknown as { type: string }[]).map(({ type }) => type.replace(/^org\.[^/]*\.(?=\w+\.\w+$)/, ''))
  return types.filter((type) => type !== HandoverReceived.type)
}
const timeline = async (caseId: string): Promise<string> => JSON.stringify((await read(auditor, `/cases/${caseId}/timeline`)).body)
/** An answer without what differs between any two answers. */
const comparable = ({ status, body }: Reply, caseId: string) => ({
  status,
  text: JSON.stringify({ ...body, correlationId: '', instance: '' }).replaceAll(caseId, '(the case)'),
})

const adult = { ageBand: 'adult', ageDisputed: false, decisionMakingOrg: 'NGO' } as const
const language = 'mya'

const walkIn = async (caseId: string, personRef: string): Promise<void> => {
  expect(
    await recorded(
      ngo,
      caseId,
      'open-support-case',
      { personRef, origin: 'selfReferral', mandate: 'ngo', ageBand: 'adult', language },
      '2026-01-05',
    ),
  ).toEqual([['victimSupport.SupportCaseOpened'], []])
  expect(await recorded(ngo, caseId, 'identify-presumed-victim', { personRef, ...adult, mandate: 'ngo' }, '2026-01-06')).toEqual([
    ['investigation.PresumedVictimIdentified'],
    [],
  ])
}

describe('a person who comes to an organisation and never wants police', () => {
  const [caseId, personRef] = [newId(), newId()]

  beforeAll(() => walkIn(caseId, personRef))

  it('is owed the rights of a victim from the identification on, by the organisation', async () => {
    const { body } = await read(ngo, `/deadlines?case=${caseId}`)
    expect(body['deadlines']).toMatchObject([
      { ruleId: 'victimSupport.victim-is-informed-of-rights-in-time', owedBy: 'zz-ngo', startedAt: '2026-01-06' },
    ])
  })

  it('is informed of rights, has time to reflect, and receives services', async () => {
    const rights = { personRef, topics: ['protection', 'assistance', 'reflectionAndStay'], language, format: 'spoken' }
    expect(await recorded(ngo, caseId, 'inform-of-rights', rights)).toEqual([['victimSupport.RightsInformed'], []])
    expect(await recorded(ngo, caseId, 'start-reflection-period', { personRef, days: 30, endsAt: '2026-02-05' }, '2026-01-06')).toEqual([
      ['victimSupport.ReflectionPeriodStarted'],
      [],
    ])
    const planId = newId()
    await recorded(ngo, caseId, 'agree-support-plan', { planId, personRef, agreedBy: 'self', types: ['Health'], objectives: [] })
    await recorded(ngo, caseId, 'report-safety-incident', { personRef, kind: 'threat', severity: 'high' })
    expect(
      await recorded(ngo, caseId, 'decide-on-police-report', { personRef, decision: 'declined', decidedBy: 'self', language }),
    ).toEqual([['victimSupport.PoliceReportDecided'], []])
    const { body } = await read(ngo, '/caseload')
    expect(body['rows']).toContainEqual(expect.objectContaining({ caseId, personRef, state: 'open' }))
  })

  it('is not reported to police: that is refused as long as the person does not agree', async () =>
    expect(
      await sent(ngo, caseId, 'make-police-report', { reportId: newId(), personRef, toAgency: 'zz-police', content: {} }),
    ).toMatchObject({ status: 422, body: { rule: 'victimSupport.police-report-follows-agreement' } }))

  it.each(outsiders.map((who) => [`${who.roles[0]} of ${who.agencyId}`, who] as const))(
    'is to every other agency as if there were no case: %s',
    async (_, who) => {
      const unknown = newId()
      const everywhere = async (id: string) => [
        comparable(await read(who, `/cases/${id}`), id),
        comparable(await read(who, `/cases/${id}/events`), id),
        comparable(await read(who, `/deadlines?case=${id}`), id),
        comparable(await read(who, `/deadlines?case=${id}&known-at=2099-01-01T00:00:00Z`), id),
        comparable(await sent(who, id, 'add-case-note', { text: 'is there anything?' }), id),
        comparable(await sent(who, id, 'link-cases', { otherCaseId: unknown, ground: 'sameVictim' }), id),
      ]
      expect(await everywhere(caseId)).toEqual(await everywhere(unknown))
      const lists = [...LIST_PATHS[who.sector].filter((path) => !path.includes('{')), ...(LISTS_OF[who.sector] ?? [])]
      for (const path of [...lists, '/approvals', '/events?limit=1000']) {
        const { status, body } = await read(who, path)
        expect([path, status === 403 ? 200 : status]).toEqual([path, 200])
        expect(JSON.stringify(body)).not.toMatch(new RegExp(`${caseId}|${personRef}`))
      }
    },
  )

  it('stays unseen by police who open a case under the same id: nothing of the person is in it', async () => {
    await recorded(leadInvestigator, caseId, 'open-case', { source: 'proactive', leadAgency: 'zz-police', suspectedPurposes: [] })
    expect(await received(system, caseId)).toEqual(['investigation.CaseOpened'])
    await recorded(ngo, caseId, 'assess-risk', { personRef, level: 'low', reviewBy: '2030-06-01' })
    expect(await received(system, caseId)).toEqual(['investigation.CaseOpened'])
    expect(JSON.stringify((await read(investigator, `/cases/${caseId}`)).body)).not.toContain(personRef)
  })

  it('is in the trail of the auditors', async () => {
    const shown = await timeline(caseId)
    for (const type of ['SupportCaseOpened', 'PresumedVictimIdentified', 'PoliceReportDecided', 'ReflectionPeriodStarted'])
      expect(shown).toContain(type)
  })
})

describe('a person who agrees after thirty days that police are informed', () => {
  const [caseId, personRef, reportId] = [newId(), newId(), newId()]
  const content = { caseFacts: { identifiedAsVictim: true, ageBand: 'adult', purposes: ['ForcedLabour'] }, contact: { language } }
  const decide = (decision: string, day: string, sharing?: object) =>
    recorded(
      ngo,
      caseId,
      'decide-on-police-report',
      { personRef, decision, decidedBy: 'self', language, ...(sharing ? { sharing } : {}) },
      day,
    )
  const report = (id: string, more: object = {}) =>
    sent(ngo, caseId, 'make-police-report', { reportId: id, personRef, toAgency: 'zz-police', content: { ...content, ...more } })
  const sharing = { recipient: 'zz-police', dataCategories: ['caseFacts', 'contact'], laterFacts: false }

  beforeAll(async () => {
    await walkIn(caseId, personRef)
    await decide('later', '2026-01-07')
    expect(await decide('agreed', '2026-02-06', sharing)).toEqual([['victimSupport.PoliceReportDecided'], []])
  })

  it('is not reported with more than the person agreed to', async () =>
    expect(await report(reportId, { location: 'shelter/4' })).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.police-report-holds-only-what-was-agreed', facts: ['location'] },
    }))

  it('is reported with exactly what the person agreed to, which police see as a task', async () => {
    const { status, body } = await report(reportId)
    expect(status).toBe(201)
    position = String(body['position'])
    const answer = (await read(investigator, '/victim-reports')).body
    expect(await schemaViolations(five.urls.investigation, 'GET /victim-reports', answer)).toEqual([])
    const reports = answer['rows'] as readonly { readonly reportId: string }[]
    expect(reports.find((one) => one.reportId === reportId)).toEqual({
      ...{ caseId, reportId, personRef, toAgency: 'zz-police', content, openedSince: false },
      since: expect.any(String),
    })
    expect(await received(system, caseId)).toEqual(['victimSupport.PoliceReportMade'])
    expect((await read(prosecutor, `/cases/${caseId}`)).status).toBe(404)
  })

  it('is investigated in the same case, in which police see the report and nothing else of support', async () => {
    await recorded(leadInvestigator, caseId, 'open-case', {
      source: 'report',
      leadAgency: 'zz-police',
      suspectedPurposes: ['ForcedLabour'],
    })
    await recorded(ngo, caseId, 'assess-risk', { personRef, level: 'high', reviewBy: '2030-06-01' })
    expect(await received(system, caseId)).toEqual(['victimSupport.PoliceReportMade', 'investigation.CaseOpened'])
    expect((await read(investigator, '/victim-reports')).body['rows']).toContainEqual(
      expect.objectContaining({ reportId, openedSince: true }),
    )
    const file = JSON.stringify((await read(investigator, `/cases/${caseId}`)).body)
    expect(file).toContain(reportId)
    expect(file).not.toMatch(/RiskAssessed|ReflectionPeriod|selfReferral|SupportCaseOpened|PresumedVictimIdentified|PoliceReportDecided/)
  })

  it('may let the authorities receive what support records from then on, and only that', async () => {
    await decide('agreed', '2026-02-20', { ...sharing, laterFacts: true })
    await recorded(ngo, caseId, 'assess-risk', { personRef, level: 'medium', reviewBy: '2030-07-01' })
    expect(await received(system, caseId)).toEqual([
      'victimSupport.PoliceReportMade',
      'investigation.CaseOpened',
      'victimSupport.RiskAssessed',
    ])
  })

  it('may withdraw that: police learn of the withdrawal, and of nothing after it', async () => {
    expect(await decide('withdrawn', '2026-03-01')).toEqual([
      ['victimSupport.PoliceReportDecided', 'victimSupport.PoliceReportWithdrawn'],
      [],
    ])
    await recorded(ngo, caseId, 'assess-risk', { personRef, level: 'low', reviewBy: '2030-08-01' })
    expect(await report(newId())).toMatchObject({ status: 422, body: { rule: 'victimSupport.police-report-follows-agreement' } })
    const types = (await received(system, caseId)).filter((type) => type !== 'case.HandoverReceived')
    expect(types).toEqual([
      'victimSupport.PoliceReportMade',
      'investigation.CaseOpened',
      'victimSupport.RiskAssessed',
      'victimSupport.PoliceReportWithdrawn',
    ])
  })
})

describe('a person whom support identifies in a case that police lead', () => {
  it('has the rights of a victim for police, too: the conflict with a suspicion is flagged', async () => {
    const [caseId, victim, suspect] = [newId(), newId(), newId()]
    await recorded(leadInvestigator, caseId, 'open-case', { source: 'proactive', leadAgency: 'zz-police', suspectedPurposes: [] })
    await recorded(leadInvestigator, caseId, 'identify-suspect', { personRef: suspect, kind: 'natural', roleInProcess: ['Other'] })
    await recorded(leadInvestigator, caseId, 'identify-presumed-victim', { personRef: victim, ...adult, decisionMakingOrg: 'Police' })
    const support = { personRef: suspect, origin: 'referral', mandate: 'ngo' }
    const offer = () => sent(otherSupport, caseId, 'open-support-case', support)
    expect(await retrying(40_000, offer, ({ status }) => status === 201)).toMatchObject({ status: 201 })
    await recorded(otherSupport, caseId, 'identify-presumed-victim', { personRef: suspect, ...adult })
    await waitUntil('the conflict is flagged', async () =>
      (await received(system, caseId)).includes('investigation.VictimSuspectConflictFlagged'),
    )
  })
})

describe('a call to a hotline', () => {
  const hotline: Persona = { ...ngo, agencyId: 'zz-hotline' }
  const words = 'The foreman keeps our papers in the safe.'
  const call = async (caseId: string, intakeId: string, personRef: string) => {
    const data = { intakeId, personRef, anonymous: true, channel: 'hotline', calledBy: 'self', mandate: 'hotline', immediateDanger: false }
    expect(
      await recorded(hotline, caseId, 'record-intake', { ...data, language, urgentNeeds: ['shelter'], account: { account: words } }),
    ).toEqual([['victimSupport.IntakeRecorded'], []])
  }
  const intakes = async (query = '') => (await read(hotline, `/intakes${query}`)).body['rows'] as readonly object[]

  it('becomes a support case, and is no longer open', async () => {
    const [caseId, intakeId, personRef] = [newId(), newId(), newId()]
    await call(caseId, intakeId, personRef)
    expect(await intakes('?state=open')).toContainEqual(expect.objectContaining({ intakeId, caseId, state: 'open', anonymous: true }))
    const resolved = { intakeId, personRef, outcome: 'supportCase' }
    expect(await sent(hotline, caseId, 'resolve-intake', resolved)).toMatchObject({
      status: 422,
      body: { rule: 'victimSupport.intake-becomes-case-where-support-is-offered' },
    })
    await recorded(hotline, caseId, 'open-support-case', { personRef, origin: 'selfReferral', mandate: 'hotline', ageBand: 'adult' })
    await recorded(hotline, caseId, 'resolve-intake', resolved)
    expect(await schemaViolations(five.urls.victimSupport, 'GET /intakes', (await read(hotline, '/intakes')).body)).toEqual([])
    expect(await intakes('?state=open')).not.toContainEqual(expect.objectContaining({ intakeId }))
    expect(await intakes()).toContainEqual(expect.objectContaining({ intakeId, outcome: 'supportCase' }))
    expect(await timeline(caseId)).not.toContain(words)
  })

  it('becomes no case, and says why', async () => {
    const [caseId, intakeId, personRef] = [newId(), newId(), newId()]
    await call(caseId, intakeId, personRef)
    await recorded(hotline, caseId, 'resolve-intake', { intakeId, personRef, outcome: 'closed', reason: 'personDeclined' })
    expect(await intakes()).toContainEqual(expect.objectContaining({ intakeId, outcome: 'closed', reason: 'personDeclined' }))
    expect((await read(leadInvestigator, `/cases/${caseId}`)).status).toBe(404)
  })

  it('by a person who may be a child warns of the duty to report before anything is asked', async () =>
    expect(await recorded(hotline, newId(), 'open-support-case', { personRef: newId(), origin: 'selfReferral', ageBand: 'child' })).toEqual(
      [['victimSupport.SupportCaseOpened', 'case.WarningRaised'], ['victimSupport.reporting-duty-is-known-before-asking']],
    ))
})
