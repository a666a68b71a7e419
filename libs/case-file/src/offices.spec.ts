import { officeWithCase, participants, type Participants } from '@case-timeline/access'
import { isCorrection } from '@case-timeline/casework'
import {
  AccusedSevered,
  AppealLodged,
  CaseNoteAdded,
  CaseOpened,
  CaseReferredToProsecution,
  CaseTransferred,
  CommandRefused,
  EventCorrected,
  EventRetracted,
  type EventType,
  HandoverReceived,
  IndictmentFiled,
  OfficeAdmitted,
  PoliceReportMade,
  PresumedVictimIdentified,
  type ServiceName,
  SuspectIdentified,
  TransferReceived,
} from '@case-timeline/contracts'
import { storedIdOf } from '@case-timeline/event-store/fixtures'
import { RECEIVING_OFFICE } from '@case-timeline/lists'
import { exampleCaseId, exampleFact, rowsShownBy, type TestFact } from '@case-timeline/projections/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { CASE_FILES_OF, SECTORS } from './folded-files.fixtures.ts'
import type { CaseFile } from './case-file.ts'

const OFFICES = ['zz-a', 'zz-b', 'zz-c', 'zz-d'] as const
const HANDOVERS: Readonly<Record<string, readonly EventType[]>> = {
  investigation: [],
  prosecution: [CaseReferredToProsecution],
  adjudication: [IndictmentFiled],
  victimSupport: [PresumedVictimIdentified],
}

const office = fc.constantFrom(...OFFICES)
const maybe = fc.option(office, { nil: undefined })
const sector = fc.constantFrom(...SECTORS)
const named = (member: string, value: string | undefined) => (value === undefined ? {} : { [member]: value })

type Step = (before: readonly TestFact[]) => TestFact | undefined
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ agencyId: office, to: office }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(CaseOpened, { leadAgency: to }, { agencyId, service: 'investigation' }),
  ),
  fc.record({ agencyId: office, to: maybe }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(CaseReferredToProsecution, named('toOffice', to), { agencyId, service: 'investigation' }),
  ),
  fc.record({ agencyId: office, to: maybe, service: fc.constantFrom('investigation', 'victimSupport') }).map(
    ({ agencyId, to, service }): Step =>
      () =>
        exampleFact(PresumedVictimIdentified, named('supportOffice', to), { agencyId, service: service as ServiceName }),
  ),
  fc.record({ agencyId: office, to: office }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(IndictmentFiled, { courtId: to }, { agencyId, service: 'prosecution' }),
  ),
  fc.record({ agencyId: office, to: maybe }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(AppealLodged, named('courtId', to), { agencyId, service: 'prosecution' }),
  ),
  fc.record({ agencyId: office, to: maybe }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(AccusedSevered, named('courtId', to), { agencyId, service: 'adjudication' }),
  ),
  fc.record({ agencyId: office, to: office }).map(
    ({ agencyId, to }): Step =>
      () =>
        exampleFact(PoliceReportMade, { toAgency: to }, { agencyId, service: 'victimSupport' }),
  ),
  fc.record({ from: office, to: office, service: sector }).map(
    ({ from, to, service }): Step =>
      () =>
        from === to ? undefined : exampleFact(CaseTransferred, { from, to }, { agencyId: from, service }),
  ),
  fc.record({ agencyId: office, to: office, service: sector }).map(
    ({ agencyId, to, service }): Step =>
      () =>
        exampleFact(OfficeAdmitted, { office: to }, { agencyId, service }),
  ),
  fc
    .record({
      agencyId: office,
      service: sector,
      type: fc.constantFrom<EventType>(TransferReceived, CaseNoteAdded, CommandRefused, HandoverReceived),
    })
    .map(
      ({ agencyId, service, type }): Step =>
        () =>
          exampleFact(type as typeof TransferReceived, {}, { agencyId, service }),
    ),
  fc.record({ agencyId: office }).map(
    ({ agencyId }): Step =>
      () =>
        exampleFact(SuspectIdentified, {}, { agencyId, service: 'investigation' }),
  ),
  fc.record({ pick: fc.nat(), to: office }).map(({ pick, to }): Step => (before) => {
    const addressed = before
      .map((one, at) => ({ one, at }))
      .filter(({ one }) => one.type === CaseTransferred.type || one.type === IndictmentFiled.type || one.type === OfficeAdmitted.type)
    const target = addressed[pick % Math.max(addressed.length, 1)]
    if (!target) return undefined
    const member = target.one.type === CaseTransferred.type ? 'to' : target.one.type === IndictmentFiled.type ? 'courtId' : 'office'
    return exampleFact(
      EventCorrected,
      { correctsId: storedIdOf(target.at), schemaVersion: 1, data: { ...(target.one.data as object), [member]: to } } as never,
      { agencyId: target.one.agencyId!, service: target.one.service! },
    )
  }),
  fc.record({ pick: fc.nat() }).map(({ pick }): Step => (before) => {
    const at = pick % Math.max(before.length, 1)
    const target = before[at]
    if (!target || target.type === CommandRefused.type) return undefined
    return exampleFact(EventRetracted, { retractsId: storedIdOf(at) } as never, { agencyId: target.agencyId!, service: target.service! })
  }),
)

const historyOf = (steps: readonly Step[]): readonly TestFact[] => {
  const facts: TestFact[] = []
  for (const one of steps) {
    const fact = one(facts)
    if (fact) facts.push({ ...fact, id: storedIdOf(facts.length) })
  }
  return facts
}
const asEvents = (facts: readonly TestFact[]) =>
  facts.map(({ type, data, agencyId, service }, index) => ({
    id: storedIdOf(index),
    type,
    data,
    envelope: { stream: `${service}.case-${exampleCaseId}`, actor: { userId: 'u', agencyId, role: 'r' } } as never,
  }))

const plain = ({ agencies, named: to, first, former, isHandedOver }: Participants) => ({
  agencies: [...agencies].toSorted(),
  named: to,
  first,
  former,
  handedOver: isHandedOver,
})
const columns = (row: CaseFile | undefined) => ({
  agencies: row?.agencies ?? [],
  named: row?.namedOffice,
  first: row?.firstOffice,
  former: row?.formerOffices,
  handedOver: row?.handedOver ?? false,
})

describe('the offices of a case file', () => {
  it.each(SECTORS)('are those that take part by the events, for %s', (of) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        const facts = historyOf(steps)
        const found = participants(asEvents(facts), of, HANDOVERS[of])
        const [row] = rowsShownBy(CASE_FILES_OF[of], ...facts)
        expect(columns(row)).toEqual(plain(found))
        expect(row?.office).toEqual(officeWithCase(found, { agencyId: RECEIVING_OFFICE }))
      }),
      { numRuns: 400 },
    )
  })
  it('are those of a case that police founded, also after its founding fact is retracted', () => {
    const opened = exampleFact(CaseOpened, {}, { agencyId: 'zz-a', service: 'investigation' })
    const retracted = exampleFact(EventRetracted, { retractsId: storedIdOf(0) } as never, { agencyId: 'zz-a', service: 'investigation' })
    const bySupport = exampleFact(PresumedVictimIdentified, {}, { agencyId: 'zz-b', service: 'victimSupport' })
    const byPolice = exampleFact(PresumedVictimIdentified, { supportOffice: 'zz-c' }, { agencyId: 'zz-a', service: 'investigation' })
    const [row] = rowsShownBy(CASE_FILES_OF.victimSupport, opened, retracted, bySupport, byPolice)
    expect(row).toMatchObject({ agencies: ['zz-b', 'zz-c'], office: 'zz-c' })
  })
  it.each(SECTORS)('show %s the police who lead since a transfer among them, and no other office', (of) => {
    const opened = exampleFact(CaseOpened, { leadAgency: 'zz-a' }, { agencyId: 'zz-a', service: 'investigation' })
    const given = (from: string, to: string, service: ServiceName) =>
      exampleFact(CaseTransferred, { from, to }, { agencyId: from, service })
    const leadAfter = (...facts: readonly TestFact[]) => rowsShownBy(CASE_FILES_OF[of], opened, ...facts)[0]?.leadAgency
    expect(leadAfter(given('zz-a', 'zz-b', 'investigation'))).toBe('zz-b')
    expect(leadAfter(given('zz-c', 'zz-d', 'prosecution'))).toBe('zz-a')
  })
  it.each(SECTORS)('are the same if the events are read in pieces, for %s', (of) => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(12)), (steps, cuts) => {
        const events = asEvents(historyOf(steps))
        let known: Participants | undefined
        let at = 0
        for (const end of [...cuts.toSorted((a, b) => a - b), events.length]) {
          const later = events.slice(at, end)
          if (later.length === 0) continue
          known = later.some(isCorrection as never)
            ? participants(events.slice(0, end), of, HANDOVERS[of])
            : participants(later, of, HANDOVERS[of], known)
          at = Math.max(at, end)
        }
        if (known && at >= events.length) expect(plain(known)).toEqual(plain(participants(events, of, HANDOVERS[of])))
      }),
      { numRuns: 400 },
    )
  })
})
