import { describe, expect, it } from '@jest/globals'
import { CaseTransferred, CaseWorkerAssigned, CaseWorkerUnassigned, OfficeAdmitted } from '@case-timeline/contracts'
import { participants, takesPart } from './participation.ts'
import { assignmentsInForce } from './personal-assignment.ts'

type ParticipationEvent = Parameters<typeof participants>[0][number]

const [MANILA, CEBU] = ['zz-court-manila', 'zz-court-cebu']
const NOON = Date.parse('2026-11-25T12:00:00Z')
const DAY_MS = 86_400_000
const judge = { userId: 'j.cruz', agencyId: CEBU, roles: ['judge'] }

let ids = 0
const event = (type: string, data: object, actor: object = {}, stream = 'adjudication.record-1', zone?: string): ParticipationEvent => ({
  id: `a0000000-0000-8000-8000-${String((ids += 1)).padStart(12, '0')}`,
  type,
  data,
  envelope: { actor: { agencyId: MANILA, ...actor }, stream, occurredZone: zone } as ParticipationEvent['envelope'],
})
const registered = event('adjudication.CourtCaseRegistered', {}, {}, 'adjudication.case-1')
const assigned = (changes: object = {}, ...more: [object?, string?, string?]) =>
  event(CaseWorkerAssigned.type, { userId: 'j.cruz', role: 'judge', begin: '2026-11-25', agencyId: CEBU, ...changes }, ...more)
const unassigned = (changes: object = {}) =>
  event(CaseWorkerUnassigned.type, { userId: 'j.cruz', role: 'judge', end: '2099-12-31', ...changes })

const inForce = (
  history: readonly ParticipationEvent[],
  who = judge,
  now = NOON,
  sector: 'adjudication' | 'investigation' = 'adjudication',
) => assignmentsInForce(participants(history, sector).assigned ?? [], who, now).length > 0

describe('a user of another agency who is assigned to a case', () => {
  it('takes part by that, and no other user and no system of the agency does', () => {
    const history = [registered, assigned()]
    expect(inForce(history)).toBe(true)
    expect(takesPart(participants(history, 'adjudication'), CEBU, undefined)).toBe(false)
    expect(inForce(history, { ...judge, userId: 'j.cruzado' })).toBe(false)
    expect(inForce(history, { ...judge, agencyId: 'zz-court-davao' })).toBe(false)
    expect(inForce(history, { ...judge, userId: 'cebu.feed', roles: ['agency-system'] })).toBe(false)
  })

  it('is compared as accounts are, without case', () =>
    expect(inForce([registered, assigned()], { ...judge, userId: 'J.Cruz' })).toBe(true))

  it('takes part only in a role that works on cases, and that the user has', () => {
    expect(inForce([registered, assigned()], { ...judge, roles: ['registrar'] })).toBe(false)
    for (const role of ['records-supervisor', 'agency-system', 'operator', 'interpreter', 'prosecutor'])
      expect(inForce([registered, assigned({ role })], { ...judge, roles: [role] })).toBe(false)
  })

  it('takes part from the first to the last day, in the zone of the event', () => {
    const history = [registered, assigned({ begin: '2026-11-25', end: '2026-11-26' }, {}, undefined, 'Asia/Manila')]
    const begin = Date.parse('2026-11-25T00:00:00+08:00')
    const end = Date.parse('2026-11-27T00:00:00+08:00')
    expect([begin - 1, begin, end - 1, end].map((now) => inForce(history, judge, now))).toEqual([false, true, true, false])
    expect(inForce([registered, assigned({}, {}, undefined, 'Mars/Olympus')])).toBe(true)
  })

  it('leaves at once when the assignment ends, whatever day the end states, and comes back by another one', () => {
    expect(inForce([registered, assigned(), unassigned()])).toBe(false)
    expect(inForce([registered, assigned(), unassigned({ userId: 'J.CRUZ' })])).toBe(false)
    expect(inForce([registered, assigned(), unassigned({ role: 'registrar' })])).toBe(true)
    expect(inForce([registered, assigned(), unassigned(), assigned()], judge, NOON + DAY_MS)).toBe(true)
  })

  it('does not take part by an assignment that was retracted, or corrected to another agency or user', () => {
    const wrong = assigned()
    const retracted = event('case.EventRetracted', { retractsId: wrong.id })
    expect(inForce([registered, wrong, retracted])).toBe(false)
    const data = { ...(wrong.data as object), userId: 'k.reyes' }
    const corrected = event('case.EventCorrected', { correctsId: wrong.id, schemaVersion: 1, data })
    expect(inForce([registered, wrong, corrected])).toBe(false)
    expect(inForce([registered, wrong, corrected], { ...judge, userId: 'k.reyes' })).toBe(true)
  })

  it('does not bring the own agency into the case by what is recorded, also once the assignment is over', () => {
    const assignment = assigned()
    const act = event('adjudication.HearingHeld', {}, { agencyId: CEBU, userId: 'j.cruz', onBehalfOf: MANILA }, 'adjudication.case-1')
    const retracted = event('case.EventRetracted', { retractsId: assignment.id })
    for (const history of [
      [registered, assignment, act],
      [registered, assignment, act, unassigned()],
      [registered, assignment, act, retracted],
    ])
      expect([...participants(history, 'adjudication').agencies]).toEqual([MANILA])
  })

  it('assigns nobody', () => {
    const byAssigned = assigned({ userId: 'k.reyes' }, { agencyId: CEBU, onBehalfOf: MANILA })
    expect(inForce([registered, assigned(), byAssigned], { ...judge, userId: 'k.reyes' })).toBe(false)
  })

  it('does not take part in what another sector sees, by an assignment of that sector', () => {
    const police = { ...judge, roles: ['investigator'] }
    const byCourt = assigned({ role: 'investigator' })
    expect(inForce([registered, byCourt], police)).toBe(false)
    expect(inForce([registered, byCourt], police, NOON, 'investigation')).toBe(false)
  })

  it('acts for one agency at a time: for the first, where two assigned the user, until its assignments are over', () => {
    const byManila = [registered, assigned({ end: '2026-11-26' }), assigned({ role: 'registrar', end: '2026-11-26' })]
    const history = [...byManila, assigned({}, { agencyId: 'zz-court-davao' })]
    const actsFor = (roles: readonly string[], now: number) => {
      const inForceThen = assignmentsInForce(participants(history, 'adjudication').assigned ?? [], { ...judge, roles }, now)
      return inForceThen.map(({ role, admittedBy }) => `${role} for ${admittedBy}`)
    }
    expect(actsFor(['judge', 'registrar'], NOON)).toEqual([`judge for ${MANILA}`, `registrar for ${MANILA}`])
    expect(actsFor(['judge', 'registrar'], NOON + 3 * DAY_MS)).toEqual(['judge for zz-court-davao'])
  })

  it('leaves with the office that assigned, if that gives the case away for a conflict of interest', () => {
    const history = [registered, assigned()]
    const transfer = (reason: string) => event(CaseTransferred.type, { from: MANILA, to: 'zz-court-davao', reason })
    expect(inForce([...history, transfer('workload')])).toBe(true)
    for (const reason of ['conflictOfInterest', 'safety']) expect(inForce([...history, transfer(reason)])).toBe(false)
  })

  it('leaves with the own agency, if that gives the case away for a conflict of interest', () => {
    const admitted = event(OfficeAdmitted.type, { office: CEBU, capacity: 'assistance' })
    const away = event(CaseTransferred.type, { from: CEBU, to: MANILA, reason: 'conflictOfInterest' }, { agencyId: CEBU })
    expect(inForce([registered, admitted, assigned(), away])).toBe(false)
  })
})
