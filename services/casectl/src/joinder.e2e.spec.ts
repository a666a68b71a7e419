import {
  AssignJudge,
  DeliverVerdict,
  EvidenceCollected,
  HearingScheduled,
  LayCharge,
  OpenCase,
  PresumedVictimIdentified,
  SuspectArrested,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { waitUntil } from '@case-timeline/feed/fixtures'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { apiClient, auditor, newId, registerOffices, type Persona } from './api-client.fixtures.ts'
import {
  agent,
  airport,
  all,
  boss,
  court,
  driver,
  harbour,
  judgeRef,
  prosecution,
  secondProsecutor,
  south,
  southernProsecution,
  tomorrow,
  type PoliceCase,
} from './joined-cases.fixtures.ts'
import { type FiveServices, fiveServices } from './five-services.fixtures.ts'
import { retrying } from './lives/retrying.fixtures.ts'

let five: FiveServices
let api: ReturnType<typeof apiClient>

/** The warnings of a command that was recorded, or the rule that refused it. */
const send = async (who: Persona, { caseId }: PoliceCase, command: string, data: object): Promise<unknown> => {
  const { status, body } = await api.postByTwo(who, secondProsecutor, `/cases/${caseId}/${command}`, { data })
  return status === 201 ? body['warnings'] : (body['rule'] ?? status)
}

interface Entry {
  readonly id: string
  readonly type: string
  readonly position: string
  readonly data: Readonly<Record<string, unknown>>
}
const recordedIn = async ({ caseId }: PoliceCase, type: string): Promise<readonly Entry[]> => {
  const { body } = await api.get(auditor, `/cases/${caseId}/timeline?order=recorded`)
  return ((body['entries'] ?? []) as readonly Entry[]).filter((entry) => entry.type === type)
}
/** The events of a type on record, as soon as there are as many as expected. */
const eventually = async (inCase: PoliceCase, type: string, count = 1): Promise<readonly Entry[]> => {
  const found = await retrying(
    40_000,
    () => recordedIn(inCase, type),
    ({ length }) => length >= count,
  )
  if (found.length < count) throw new Error(`fewer than ${count} ${type} were recorded within 40 seconds`)
  return found
}

/** Waits until victim support has a task for an event. */
const eventuallyHandedOver = (inCase: PoliceCase, event: Entry | undefined): Promise<void> =>
  waitUntil(`victim support has a task for ${event?.type}`, async () => {
    const received = await recordedIn(inCase, 'case.HandoverReceived')
    return received.some(({ data }) => data['eventId'] === event?.id && data['task'] === 'notifyVictim')
  })

const rowsOf = async (
  list: string,
  who: Persona,
  { caseId }: PoliceCase,
  { rows = 'rows', position = '0' } = {},
): Promise<readonly object[]> => {
  const { status, body } = await api.get(who, `/${list}?case=${caseId}&min-position=${position}`)
  expect(status).toBe(200)
  return body[rows] as readonly object[]
}
const eventuallyOnDocket = async (inCase: PoliceCase, expected: object): Promise<void> => {
  const asExpected = (rows: readonly object[]) => expect(rows[0]).toMatchObject(expected)
  const isAsExpected = (rows: readonly object[]): boolean => {
    try {
      asExpected(rows)
      return true
    } catch {
      return false
    }
  }
  asExpected(await retrying(40_000, () => rowsOf('docket', court, inCase), isAsExpected))
}
const textOfCase = async (who: Persona, { caseId }: PoliceCase): Promise<string> => {
  const file = await api.get(who, `/cases/${caseId}`)
  const timeline = await api.get(who, `/cases/${caseId}/events`)
  expect(file.status).toBe(200)
  return JSON.stringify([file.body, timeline.body])
}

/** A case up to its charges; its suspects are arrested. */
const investigate = async (inCase: PoliceCase): Promise<void> => {
  const { police, support, prosecutor, victim, charges } = inCase
  const [evidenceId, dossierId] = [newId(), newId()]
  await send(police, inCase, 'open-case', { ...OpenCase.example, leadAgency: police.agencyId })
  const identified = { ...PresumedVictimIdentified.example, personRef: victim, supportOffice: support.agencyId }
  await send(police, inCase, 'identify-presumed-victim', identified)
  await eventually(inCase, 'victimSupport.SupportCaseOpened')
  for (const { accusedRef } of charges) {
    await send(police, inCase, 'identify-suspect', { ...SuspectIdentified.example, personRef: accusedRef })
    await send(police, inCase, 'arrest-suspect', { ...SuspectArrested.example, personRef: accusedRef })
  }
  await send(police, inCase, 'collect-evidence', { ...EvidenceCollected.example, evidenceId })
  await send(police, inCase, 'refer-case-to-prosecution', {
    dossierId,
    toOffice: prosecutor.agencyId,
    suspects: charges.map(({ accusedRef }) => accusedRef),
    evidence: [evidenceId],
    safeguards: [{ personRef: victim, reasonCode: 'notYetReachable' }],
  })
  await eventually(inCase, 'prosecution.DossierReceived')
  for (const { chargeId, accusedRef } of charges) {
    const perVictim = [{ ...LayCharge.example.perVictim[0], personRef: victim }]
    await send(prosecutor, inCase, 'lay-charge', { ...LayCharge.example, chargeId, accusedRef, perVictim })
  }
}

const indictment = ({ indictmentId, charges }: PoliceCase) => ({
  indictmentId,
  courtId: court.agencyId,
  chargeIds: charges.map(({ chargeId }) => chargeId),
})
const joinedTo = { caseId: harbour.caseId, indictmentId: harbour.indictmentId }
const join = (inCase: PoliceCase, changes: object = {}) =>
  send(inCase.prosecutor, inCase, 'file-indictment', { ...indictment(inCase), joinedTo, ...changes })
const agree = ({ caseId }: PoliceCase) =>
  send(prosecution, harbour, 'agree-joinder', { indictmentId: harbour.indictmentId, otherCaseId: caseId })
const link = (who: Persona, one: PoliceCase, other: PoliceCase) =>
  send(who, one, 'link-cases', { otherCaseId: other.caseId, ground: 'sameNetwork' })
const schedule = (hearingId: string) =>
  send(court, harbour, 'schedule-hearing', {
    ...HearingScheduled.example,
    hearingId,
    interpreters: [{ language: 'ceb', interpreterRef: newId() }],
    toBeHeard: [harbour.victim],
  })
const hold = (hearingId: string, accused: readonly string[]) =>
  send(court, harbour, 'hold-hearing', {
    hearingId,
    closed: false,
    attendance: [
      { personRef: judgeRef, capacity: 'judge' },
      { personRef: harbour.victim, capacity: 'witness' },
      ...accused.map((personRef) => ({ personRef, capacity: 'accused' })),
    ],
  })

beforeAll(async () => {
  five = await fiveServices(process.env['CASE_TIMELINE_TEST_PG'] ?? '')
  api = apiClient(five)
  await registerOffices(api, [prosecution, southernProsecution, court, ...all.flatMap(({ police, support }) => [police, support])])
  for (const one of all) await investigate(one)
}, 180_000)
afterAll(() => five.stop())

describe('three police cases about one group, over HTTP', () => {
  const [firstHearing, secondHearing, thirdHearing] = [newId(), newId(), newId()]

  it('are joined only with a link that both sides agreed to, and with the agreement of the case that leads', async () => {
    expect(await send(prosecution, harbour, 'file-indictment', indictment(harbour))).toEqual([])
    expect(await agree(airport)).toBe('prosecution.joined-cases-are-linked')
    expect(await join(airport)).toBe('prosecution.indictment-is-joined-by-agreement')
    expect(await link(prosecution, harbour, airport)).toEqual([])
    expect(await join(airport)).toBe('prosecution.indictment-is-joined-by-agreement')

    expect(await link(prosecution, harbour, south)).toEqual(['case.other-side-agrees-to-link'])
    expect(await agree(south)).toBe('prosecution.joined-cases-are-linked')
    expect(await link(southernProsecution, south, harbour)).toEqual(['case.other-side-agrees-to-link'])

    expect(await agree(airport)).toEqual([])
    expect(await agree(south)).toEqual([])
  })

  it('are not joined by a prosecutor who has no part in the case that gives the charges, nor to a case unknown to the sender', async () => {
    expect(await send(southernProsecution, airport, 'file-indictment', { ...indictment(airport), joinedTo })).toBe(404)
    expect(await send(prosecution, south, 'file-indictment', { ...indictment(south), joinedTo })).toBe(404)
    expect(await send(southernProsecution, harbour, 'agree-joinder', { ...joinedTo, caseId: undefined, otherCaseId: south.caseId })).toBe(
      404,
    )
    const unknown = { joinedTo: { caseId: newId(), indictmentId: newId() } }
    expect(await join(south, unknown)).toBe('prosecution.indictment-is-joined-by-agreement')
    expect(await join(south, { courtId: 'zz-court', joinedTo: { ...joinedTo, indictmentId: newId() } })).toBe(
      'prosecution.indictment-is-joined-by-agreement',
    )
  })

  it('have one trial: the bench of the leading case is that of each case, also if it was assigned before', async () => {
    await eventually(harbour, 'adjudication.CourtCaseRegistered')
    expect(await send(court, harbour, 'assign-judge', { ...AssignJudge.example, judgeRefs: [judgeRef] })).toEqual([])
    expect(await join(airport)).toEqual([])
    expect(await join(south)).toEqual([])
    for (const joined of [airport, south]) {
      const [assigned] = await eventually(joined, 'adjudication.JudgeAssigned')
      expect(assigned?.data).toMatchObject({ judgeRefs: [judgeRef] })
      await eventuallyOnDocket(joined, { state: 'pending', joinedTo, joinedCases: [], judgeRefs: [judgeRef] })
    }
    await eventuallyOnDocket(harbour, { state: 'pending', joinedCases: [airport.caseId, south.caseId] })
  })

  it('have each charge before one court once', async () => {
    expect(await join(airport, { indictmentId: newId() })).toBe('prosecution.charge-is-before-one-court')
    expect(await send(prosecution, airport, 'file-indictment', { ...indictment(airport), indictmentId: newId() })).toBe(
      'prosecution.charge-is-before-one-court',
    )
  })

  it('have the hearings of the leading case, each without the persons of the others', async () => {
    expect(await schedule(firstHearing)).toEqual([])
    expect(await hold(firstHearing, [boss, driver, agent])).toEqual([])
    for (const [joined, accused] of [
      [airport, [boss, driver]],
      [south, [agent]],
    ] as const) {
      const [scheduled] = await eventually(joined, 'adjudication.HearingScheduled')
      expect(scheduled?.data).toMatchObject({ hearingId: firstHearing, at: HearingScheduled.example.at, interpreters: [] })
      expect(scheduled?.data).not.toHaveProperty('toBeHeard')
      const [held] = await eventually(joined, 'adjudication.HearingHeld')
      const present = accused.map((personRef) => ({ personRef, capacity: 'accused' }))
      expect(held?.data).toMatchObject({ hearingId: firstHearing, attendance: [{ personRef: judgeRef, capacity: 'judge' }, ...present] })
    }
  })

  it('give the support of each victim the tasks of the joint trial, in the own case', async () => {
    for (const one of all) {
      const [scheduled] = await eventually(one, 'adjudication.HearingScheduled')
      await eventuallyHandedOver(one, scheduled)
    }
  })

  it('have a verdict on each charge in the case of the charge, without a warning, for its own victims and its own custody', async () => {
    const [ofBoss, ofDriver] = airport.charges
    const verdict = { ...DeliverVerdict.example, verdict: 'notGuilty' }
    expect(await send(court, airport, 'deliver-verdict', { ...verdict, ...ofBoss })).toEqual([])
    expect(await send(court, airport, 'deliver-verdict', { ...DeliverVerdict.example, ...ofDriver, verdict: 'guilty' })).toEqual([])
    const [delivered] = await eventually(airport, 'adjudication.VerdictDelivered', 2)
    await eventuallyHandedOver(airport, delivered)
    expect(await recordedIn(harbour, 'adjudication.VerdictDelivered')).toEqual([])
    // The acquittal ends the right to hold in the case in which it was given, and in no other.
    const concerns = async ({ police, caseId }: PoliceCase) => {
      const { body } = await api.get(police, `/held-beyond-law?as-of=${tomorrow}`)
      const rows = body['rows'] as readonly Readonly<Record<string, unknown>>[]
      return rows.filter((row) => row['caseId'] === caseId && row['personRef'] === boss).map(({ concern }) => concern)
    }
    await waitUntil('police know that the right has ended', async () => (await concerns(airport)).includes('rightEnded'))
    expect(await concerns(harbour)).not.toContain('rightEnded')
    // A verdict that the court enters in the wrong case warns that the charge is not indicted there.
    expect(await send(court, harbour, 'deliver-verdict', { ...verdict, ...south.charges[0] })).toContain('adjudication.charge-is-indicted')
  })

  it('stay with their own police, who see nothing of the victims and evidence of the others', async () => {
    for (const one of all)
      for (const other of all.filter((another) => another !== one)) {
        expect((await api.get(one.police, `/cases/${other.caseId}`)).status).toBe(404)
        expect((await api.get(one.support, `/cases/${other.caseId}`)).status).toBe(404)
        for (const who of [one.police, one.support]) expect(await textOfCase(who, one)).not.toContain(other.victim)
      }
    expect((await api.get(southernProsecution, `/cases/${harbour.caseId}`)).status).toBe(404)
    for (const one of all) expect((await api.get(court, `/cases/${one.caseId}`)).status).toBe(200)
  })

  it('are tried separately after one side retracts its statement, until it agrees again', async () => {
    const agreed = (await recordedIn(harbour, 'prosecution.JoinderAgreed')).find(({ data }) => data['otherCaseId'] === airport.caseId)
    expect(await send(prosecution, harbour, 'retract-event', { retractsId: agreed?.id, reasonCode: 'wrongCase' })).toEqual([])
    expect(await schedule(secondHearing)).toEqual([])
    await eventually(south, 'adjudication.HearingScheduled', 2)
    expect(await recordedIn(airport, 'adjudication.HearingScheduled')).toHaveLength(1)
    // What was scheduled in the meantime follows: the hearing is still to come.
    expect(await agree(airport)).toEqual([])
    await eventually(airport, 'adjudication.HearingScheduled', 2)
  })

  it('are tried separately after the court ends the joinder, in both cases, with the bench until then', async () => {
    const ended = { otherCaseId: south.caseId, reason: 'delay' }
    expect(await send(court, harbour, 'end-joinder', ended)).toEqual([])
    const [mirrored] = await eventually(south, 'adjudication.JoinderEnded')
    expect(mirrored?.data).toEqual({ otherCaseId: harbour.caseId, reason: 'delay' })
    expect(await send(court, harbour, 'end-joinder', ended)).toBe('adjudication.ended-joinder-is-in-force')
    expect(await schedule(thirdHearing)).toEqual([])
    await eventually(airport, 'adjudication.HearingScheduled', 3)
    expect(await recordedIn(south, 'adjudication.HearingScheduled')).toHaveLength(2)
    await eventuallyOnDocket(harbour, { joinedCases: [airport.caseId] })
    await eventuallyOnDocket(south, { judgeRefs: [judgeRef], state: 'pending' })
    const [row] = await rowsOf('docket', court, south)
    expect(row).not.toHaveProperty('joinedTo')
    const notices = await rowsOf('deadlines', southernProsecution, south, { rows: 'deadlines', position: mirrored?.position })
    expect(notices).toContainEqual(expect.objectContaining({ key: `${mirrored?.id}~${south.victim}` }))
  })
})
