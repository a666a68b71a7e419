import {
  AssignJudge,
  DeliverVerdict,
  EvidenceCollected,
  LayCharge,
  OpenCase,
  PresumedVictimIdentified,
  ScheduleHearing,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, auditor, caseWorker, leadInvestigator, newId, prosecutor, registrar, type Persona } from './api-client.fixtures.ts'
import { type FiveServices, sharedServices, RECEIVING } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

const judge: Persona = { userId: 'j.ilagan', agencyId: 'zz-court', sector: 'adjudication', roles: ['judge', 'registrar'] }

let five: FiveServices
let api: ReturnType<typeof apiClient>
beforeAll(async () => {
  five = await sharedServices()
  api = apiClient(five)
}, 120_000)
afterAll(() => five.stop())

const caseId = newId()
const [boss, driver, girl, fugitive, victim] = [newId(), newId(), newId(), newId(), newId()]
const [bossCharge, driversCharge, girlsCharge, fugitivesCharge] = [newId(), newId(), newId(), newId()]
const [indictmentId, laterIndictmentId, familyPart, driversPart] = [newId(), newId(), newId(), newId()]
const [judgeRef, familyJudge] = [newId(), newId()]

/** Of the last command that was recorded. */
let position = '0'

/** The warnings of a command that was recorded, or the rule that refused it. */
const send = async (who: Persona, command: string, data: object): Promise<unknown> => {
  const { status, body } = await api.post(who, `/cases/${caseId}/${command}`, { data })
  if (status !== 201) return { status, rule: body['rule'] }
  position = String(body['position'])
  return body['warnings']
}

interface Entry {
  readonly id: string
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** The events of a type on record, as soon as there are as many as expected. */
const waitForEvents = async (type: string, count = 1): Promise<readonly Entry[]> => {
  const read = async () => {
    const { body } = await api.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
    return ((body['entries'] ?? []) as Entry[]).filter((entry) => entry.type === type)
  }
  const found = await retrying(40_000, read, ({ length }) => length >= count)
  if (found.length < count) throw new Error(`fewer than ${count} ${type} were recorded within 40 seconds`)
  return found
}

const rowsOf = async (who: Persona, list: string, rows = 'rows'): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const { status, body } = await api.get(who, `/${list}?case=${caseId}&min-position=${position}`)
  expect(status).toBe(200)
  return body[rows] as readonly Readonly<Record<string, unknown>>[]
}
const docket = async () => (await rowsOf(registrar, 'docket'))[0]

const refer = async (suspect: string): Promise<void> => {
  const [evidenceId, dossierId] = [newId(), newId()]
  await send(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: suspect })
  await send(leadInvestigator, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
  const safeguards = [{ personRef: victim, reasonCode: 'notYetReachable' }]
  await send(leadInvestigator, 'refer-case-to-prosecution', { dossierId, suspects: [suspect], evidence: [evidenceId], safeguards })
}
const charge = (chargeId: string, accusedRef: string) => {
  const perVictim = [{ ...LayCharge.example.perVictim[0], personRef: victim }]
  return send(prosecutor, 'lay-charge', { ...LayCharge.example, chargeId, accusedRef, perVictim })
}
const indict = (id: string, chargeIds: string[]) =>
  send(prosecutor, 'file-indictment', { indictmentId: id, courtId: RECEIVING.adjudication, chargeIds })
const assign = (judges: string[], partId?: string) =>
  send(registrar, 'assign-judge', { ...AssignJudge.example, judgeRefs: judges, ...(partId && { partId }) })
const hear = async (accusedRef: string, closed: boolean, partId?: string) => {
  const hearingId = newId()
  await send(registrar, 'schedule-hearing', { ...ScheduleHearing.example, hearingId, ...(partId && { partId }) })
  return send(judge, 'hold-hearing', { hearingId, closed, attendance: [{ personRef: accusedRef, capacity: 'accused' }] })
}
const verdict = (chargeId: string, accusedRef: string, found: 'guilty' | 'notGuilty' = 'guilty') =>
  send(judge, 'deliver-verdict', { ...DeliverVerdict.example, chargeId, accusedRef, verdict: found })
const sentence = (chargeId: string) =>
  send(judge, 'impose-sentence', { chargeId, components: [{ kind: 'imprisonment', term: { years: 8 } }] })

describe('a case with several accused, over HTTP', () => {
  beforeAll(async () => {
    await send(leadInvestigator, 'open-case', { ...OpenCase.example, leadAgency: leadInvestigator.agencyId })
    await send(leadInvestigator, 'identify-presumed-victim', { ...PresumedVictimIdentified.example, personRef: victim })
    await waitForEvents('victimSupport.SupportCaseOpened')
    for (const suspect of [boss, driver, girl]) await refer(suspect)
    await waitForEvents('prosecution.DossierReceived', 3)
    await charge(bossCharge, boss)
    await charge(driversCharge, driver)
    await charge(girlsCharge, girl)
    await indict(indictmentId, [bossCharge, driversCharge, girlsCharge])
    await waitForEvents('adjudication.CourtCaseRegistered')
  }, 60_000)

  it('has one trial, with one bench and one hearing of all', async () => {
    expect(await assign([judgeRef])).toEqual([])
    expect(await hear(boss, true)).toEqual([])
    expect(await docket()).toMatchObject({
      state: 'pending',
      parts: [],
      accused: [boss, driver, girl].map((accusedRef) => ({ accusedRef, state: 'pending' })),
    })
  })

  it('has a child severed to a family court: with another judge, and a warning when a hearing is open', async () => {
    const severed = { partId: familyPart, accusedRefs: [girl], chargeIds: [girlsCharge], reason: 'juvenile', courtId: 'zz-family-court' }
    expect(await send(judge, 'sever-accused', severed)).toEqual([])
    expect(await send(registrar, 'number-court-case', { partId: familyPart, courtCaseNo: 'FC-7/2026-0112' })).toEqual([])
    expect(await verdict(girlsCharge, girl, 'notGuilty')).toEqual([
      'adjudication.verdict-comes-from-assigned-judge',
      'adjudication.verdict-follows-hearing',
    ])
    expect(await assign([familyJudge], familyPart)).toEqual([])
    expect(await hear(girl, false, familyPart)).toEqual(['adjudication.hearing-of-severed-child-is-closed'])
  })

  it('is final for one who pleads and is sentenced, while the trial of the others goes on', async () => {
    expect(
      await send(judge, 'sever-accused', { partId: driversPart, accusedRefs: [driver], chargeIds: [driversCharge], reason: 'pleaded' }),
    ).toEqual([])
    expect(await send(judge, 'enter-plea', { chargeId: driversCharge, plea: 'guilty' })).toEqual([])
    expect(await verdict(driversCharge, driver)).toEqual([])
    expect(await sentence(driversCharge)).toEqual([])
    // The policy of ZZ has a time for an appeal, which the driver waived.
    expect(await send(judge, 'make-judgment-final', { chargeId: driversCharge })).toEqual([
      'adjudication.judgment-is-not-final-while-appealable',
    ])
    expect(await docket()).toMatchObject({
      state: 'pending',
      accused: [
        { accusedRef: boss, state: 'pending' },
        { accusedRef: driver, state: 'final' },
        { accusedRef: girl, state: 'decided' },
      ],
      parts: [
        {
          partId: familyPart,
          reason: 'juvenile',
          courtId: 'zz-family-court',
          courtCaseNo: 'FC-7/2026-0112',
          judgeRefs: [familyJudge],
          accusedRefs: [girl],
          state: 'decided',
        },
        { partId: driversPart, reason: 'pleaded', judgeRefs: [], accusedRefs: [driver], state: 'final' },
      ],
    })
  })

  it('has a fugitive indicted later, in a part of its own that waits for no other, and joined to the trial by the court', async () => {
    await refer(fugitive)
    await waitForEvents('prosecution.DossierReceived', 4)
    await charge(fugitivesCharge, fugitive)
    expect(await indict(laterIndictmentId, [fugitivesCharge, bossCharge])).toEqual({
      status: 422,
      rule: 'prosecution.charge-is-before-one-court',
    })
    expect(await indict(laterIndictmentId, [fugitivesCharge])).toEqual([])
    const [registered] = await waitForEvents('adjudication.LaterIndictmentRegistered')
    expect(registered?.data).toEqual({ indictmentId: laterIndictmentId, chargeIds: [fugitivesCharge], courtId: RECEIVING.adjudication })
    expect(await assign([judgeRef], laterIndictmentId)).toEqual([])
    expect(await send(judge, 'join-parts', { partId: laterIndictmentId })).toEqual([])
    expect(await hear(fugitive, true)).toEqual([])
    expect(await verdict(bossCharge, boss)).toEqual([])
    expect(await verdict(fugitivesCharge, fugitive, 'notGuilty')).toEqual([])
  })

  it('warns about the severance of a charge that another part has, and about a second verdict after the parts were joined', async () => {
    const again = { partId: newId(), accusedRefs: [girl], chargeIds: [girlsCharge], reason: 'other' }
    expect(await send(judge, 'sever-accused', again)).toEqual(['adjudication.charge-is-severed-once'])
    expect(await send(judge, 'join-parts', { partId: again.partId })).toEqual(['adjudication.joined-charges-are-undecided'])
    expect(await verdict(girlsCharge, girl, 'notGuilty')).toEqual(['adjudication.charge-is-decided-once'])
  })

  it('is decided when the proceedings against all accused are, and shows which part tries each charge to the prosecutor', async () => {
    expect(await docket()).toMatchObject({
      state: 'decided',
      accused: [
        { accusedRef: boss, state: 'decided' },
        { accusedRef: driver, state: 'final' },
        { accusedRef: girl, state: 'decided' },
        { accusedRef: fugitive, state: 'decided' },
      ],
      parts: [
        { partId: familyPart, accusedRefs: [], state: 'pending' },
        { partId: driversPart, state: 'final' },
        { partId: laterIndictmentId, origin: 'indictment', state: 'joined' },
        { state: 'joined' },
      ],
    })
    const charges = await rowsOf(prosecutor, 'charges')
    expect(charges.map(({ chargeId, state, partId }) => [chargeId, state, partId])).toEqual([
      [bossCharge, 'decided', undefined],
      [driversCharge, 'final', driversPart],
      [girlsCharge, 'decided', undefined],
      [fugitivesCharge, 'decided', undefined],
    ])
  })

  it('shows each agency the severances and joinders, and gives victim support a task for each', async () => {
    for (const who of [leadInvestigator, prosecutor, registrar, caseWorker]) {
      const { body } = await api.get(who, `/cases/${caseId}?min-position=${position}`)
      const { proceedings = [] } = body['chapters'] as Readonly<Record<string, readonly { readonly fact: string }[]>>
      const facts = proceedings.map(({ fact }) => fact)
      expect(facts.filter((fact) => fact === 'adjudication.AccusedSevered')).toHaveLength(3)
      expect(facts.filter((fact) => fact === 'adjudication.PartsJoined')).toHaveLength(2)
      expect(facts).toContain('adjudication.LaterIndictmentRegistered')
    }
    const [first] = await waitForEvents('adjudication.AccusedSevered', 3)
    const received = await waitForEvents('case.HandoverReceived', 5)
    expect(received.map(({ data }) => data)).toContainEqual({ eventId: first?.id, task: 'notifyVictim', chargeIds: [girlsCharge] })
  })

  it('keeps the alarms that nobody answered: the victim is to be notified of each severance, and the warnings stand with the facts', async () => {
    const severances = await waitForEvents('adjudication.AccusedSevered', 3)
    const deadlines = await rowsOf(prosecutor, 'deadlines', 'deadlines')
    const notices = deadlines.filter(({ ruleId }) => ruleId === 'prosecution.victim-is-notified-of-decision-in-time')
    for (const { id } of severances) expect(notices).toContainEqual(expect.objectContaining({ key: `${id}~${victim}` }))
    const { body } = await api.get(registrar, `/cases/${caseId}?min-position=${position}`)
    const warnings = (body['warnings'] as readonly { readonly ruleId: string }[]).map(({ ruleId }) => ruleId)
    expect(warnings.filter((ruleId) => ruleId.startsWith('adjudication.'))).toEqual([
      'adjudication.verdict-comes-from-assigned-judge',
      'adjudication.verdict-follows-hearing',
      'adjudication.hearing-of-severed-child-is-closed',
      'adjudication.judgment-is-not-final-while-appealable',
      'adjudication.charge-is-severed-once',
      'adjudication.joined-charges-are-undecided',
      'adjudication.charge-is-decided-once',
    ])
  })

  it('may be closed by the police, who identify another suspect afterwards, while the proceedings go on', async () => {
    expect(await send(leadInvestigator, 'close-investigation', { reasonCode: 'prosecuted' })).toEqual([])
    expect(await send(leadInvestigator, 'identify-suspect', { ...SuspectIdentified.example, personRef: newId() })).toEqual([])
    expect(await send(judge, 'make-judgment-final', { chargeId: bossCharge })).toEqual([
      'adjudication.judgment-is-not-final-while-appealable',
      'adjudication.final-conviction-has-sentence',
    ])
  })
})
