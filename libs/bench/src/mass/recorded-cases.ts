import { randomUUID } from 'node:crypto'
import { manifestOf, type Sector } from '@case-timeline/casework'
import {
  CaseOpened,
  CaseReferredToProsecution,
  ChargeLaid,
  EvidenceCollected,
  type Fact,
  HearingScheduled,
  IndictmentFiled,
  PresumedVictimIdentified,
  SECTORS,
  SuspectArrested,
  SuspectIdentified,
} from '@case-timeline/contracts'
import { canonicalHash, type EventStore } from '@case-timeline/event-store'
import { postgresEventStore } from '@case-timeline/event-store/drivers'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { recordOn } from '../reads/recorded-cases.ts'
import type { Offices } from './offices.ts'
import { supported } from './supported-person.ts'

/** Victims of an ordinary case. */
const VICTIMS = 5
/** Cases that are recorded at once: their events alternate in the log. */
const AT_ONCE = 50

/** A case to which the offices of one number in each sector come. */
export interface RecordedCase {
  readonly caseId: string
  readonly persons: readonly string[]
}

/** Records facts of a case in the stream of an aggregate. @returns the last position */
export type RecordIn = (sector: Sector, aggregate: string, facts: readonly Fact[], suffix?: string) => Promise<string>

/** Records what the offices of a number record in one case. */
export type RecorderOf = (office: number, caseId: string) => RecordIn

/** Runs some work that records without the services. */
export const withRecorder = async <T>(
  system: MeasuredSystem,
  offices: Offices,
  work: (recorderOf: RecorderOf) => Promise<T>,
): Promise<T> => {
  const stores = new Map<Sector, EventStore>(SECTORS.map((sector) => [sector, postgresEventStore({ url: system.storeUrls[sector] })]))
  try {
    return await work((office, caseId) => (service, aggregate, facts, suffix) => {
      const store = stores.get(service)
      if (!store) throw new Error(`the measurement has no store of ${service}`)
      return recordOn(store, { service, aggregate, agencyId: offices.idOf(service, office), caseId, ...(suffix ? { suffix } : {}) }, facts)
    })
  } finally {
    await Promise.all([...stores.values()].map((store) => store.close()))
  }
}

const investigated = (offices: Offices, office: number, suspect: string, victims: readonly string[]): readonly Fact[] => [
  { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: offices.idOf('investigation', office) } },
  { type: SuspectIdentified.type, data: { ...SuspectIdentified.example, personRef: suspect } },
  { type: SuspectArrested.type, data: { ...SuspectArrested.example, personRef: suspect } },
  ...victims.map((personRef) => ({
    type: PresumedVictimIdentified.type,
    data: { ...PresumedVictimIdentified.example, personRef, supportOffice: offices.idOf('victimSupport', office) },
  })),
]

const referred = (offices: Offices, office: number, suspect: string, victims: readonly string[]): Fact => {
  const dossier = { dossierId: randomUUID(), suspects: [suspect], evidence: [] }
  const safeguards = victims.map((personRef) => ({ personRef, reasonCode: 'notYetReachable' as const }))
  const toOffice = offices.idOf('prosecution', office)
  return {
    type: CaseReferredToProsecution.type,
    data: { ...dossier, toOffice, manifestHash: canonicalHash(manifestOf(dossier)), safeguards },
  }
}

const charged = (offices: Offices, office: number, suspect: string, victims: readonly string[]): readonly Fact[] => {
  const [elements] = ChargeLaid.example.perVictim
  const chargeId = randomUUID()
  const perVictim = victims.flatMap((personRef) => (elements ? [{ ...elements, personRef }] : []))
  return [
    { type: ChargeLaid.type, data: { ...ChargeLaid.example, chargeId, accusedRef: suspect, perVictim } },
    {
      type: IndictmentFiled.type,
      data: { indictmentId: randomUUID(), courtId: offices.idOf('adjudication', office), chargeIds: [chargeId] },
    },
  ]
}

/**
 * Records cases with facts of each sector, so many of each office, in which the services receive the dossier and the
 * indictment, and waits for their views. @returns those of each office, by its number
 */
export const recordOfficeCases = async (
  system: MeasuredSystem,
  offices: Offices,
  casesOfEach: number,
): Promise<ReadonlyMap<number, readonly RecordedCase[]>> =>
  withRecorder(system, offices, async (recorderOf) => {
    const recorded = new Map<number, RecordedCase[]>()
    const recordCase = async (office: number): Promise<string> => {
      const caseId = randomUUID()
      const victims = Array.from({ length: VICTIMS }, () => randomUUID())
      const suspect = randomUUID()
      const recordIn = recorderOf(office, caseId)
      await recordIn('investigation', 'case', investigated(offices, office, suspect, victims))
      await recordIn('investigation', 'evidence', [
        { type: EvidenceCollected.type, data: { ...EvidenceCollected.example, evidenceId: randomUUID() } },
      ])
      for (const [number, personRef] of victims.entries())
        await recordIn('victimSupport', 'person', supported(personRef, number), `~${personRef}`)
      await recordIn('investigation', 'case', [referred(offices, office, suspect, victims)])
      const position = await recordIn('prosecution', 'case', charged(offices, office, suspect, victims))
      recorded.set(office, [...(recorded.get(office) ?? []), { caseId, persons: victims }])
      return position
    }
    const numbers = Array.from({ length: offices.ofEachSector * casesOfEach }, (_, index) => (index % offices.ofEachSector) + 1)
    let position = '0'
    for (let first = 0; first < numbers.length; first += AT_ONCE)
      position = (await Promise.all(numbers.slice(first, first + AT_ONCE).map(recordCase))).at(-1) ?? position
    await system.settle(position)
    // A court schedules after its service has registered the indictment.
    const scheduling = [...recorded].flatMap(([office, cases]) =>
      cases.map(({ caseId }) => {
        const data = { ...HearingScheduled.example, hearingId: randomUUID() }
        return () => recorderOf(office, caseId)('adjudication', 'courtCase', [{ type: HearingScheduled.type, data }])
      }),
    )
    while (scheduling.length > 0) position = (await Promise.all(scheduling.splice(0, AT_ONCE).map((record) => record()))).at(-1) ?? position
    await system.settle(position)
    return recorded
  })
