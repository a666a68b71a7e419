import { randomUUID } from 'node:crypto'
import { listsOfSafeguards, manifestOf } from '@case-timeline/casework'
import {
  CaseOpened,
  CaseReferredToProsecution,
  ConsentGranted,
  CourtCaseRegistered,
  type Fact,
  NeedsAssessed,
  RightsInformed,
  RiskAssessed,
  ScreeningConducted,
  SupportCaseOpened,
} from '@case-timeline/contracts'
import { canonicalHash } from '@case-timeline/event-store'
import { postgresEventStore } from '@case-timeline/event-store/drivers'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { recordOn } from '../reads/recorded-cases.ts'

/** A case with persons, in which police, victim support and a court take part. */
export interface RecordedCase {
  readonly caseId: string
  readonly persons: readonly string[]
}

const FACTS_OF_A_COMMAND = 50
/** Commands that are sent at once, to be appended together. */
const AT_ONCE = 200
const URGENT_NEEDS = ['food', 'shelter', 'medicalCare', 'interpretation'] as const
const NATIONALITIES = ['MM', 'PH', 'ID', 'KE', 'IN', 'VN'] as const

const screened = (personRef: string): Fact => ({ type: ScreeningConducted.type, data: { ...ScreeningConducted.example, personRef } })

/** The dossier, with the safeguards of all persons. */
const referred = (persons: readonly string[]): Fact => {
  const dossier = { dossierId: randomUUID(), suspects: [randomUUID()], evidence: [] }
  const safeguards = persons.map((personRef) => ({ personRef, reasonCode: 'notYetReachable' as const }))
  const data = { ...dossier, manifestHash: canonicalHash(manifestOf(dossier)), ...listsOfSafeguards(safeguards) }
  return { type: CaseReferredToProsecution.type, data }
}

/** What victim support has recorded of a person after a first conversation. */
const supported = (personRef: string, number: number): readonly Fact[] => [
  {
    type: SupportCaseOpened.type,
    data: {
      personRef,
      origin: 'selfReferral',
      ageBand: 'adult',
      language: 'my',
      urgentNeeds: [URGENT_NEEDS[number % URGENT_NEEDS.length]],
    },
  },
  { type: RightsInformed.type, data: { ...RightsInformed.example, personRef } },
  { type: RiskAssessed.type, data: { personRef, level: number % 3 === 0 ? 'high' : 'low', reviewBy: '2027-01-15' } },
  {
    type: NeedsAssessed.type,
    data: { personRef, voluntary: true, accommodations: [], nationality: NATIONALITIES[number % NATIONALITIES.length] },
  },
  {
    type: ConsentGranted.type,
    data: { ...ConsentGranted.example, assent: undefined, grantedBy: 'self', personRef, consentId: randomUUID() },
  },
]

const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, group) => all.slice(group * size, (group + 1) * size))

/** Records cases of so many persons each, without the services, and waits for their views. */
export const recordPersons = async (system: MeasuredSystem, cases: number, personsOfCase: number): Promise<readonly RecordedCase[]> => {
  const [police, support, court] = (['investigation', 'victimSupport', 'adjudication'] as const).map((service) => ({
    store: postgresEventStore({ url: system.storeUrls[service] }),
    agencyId: system.agencyOf(0, service),
    service,
  }))
  if (!police || !support || !court) throw new Error('a sector of the measurement is missing')
  let position = '0'
  const recordCase = async (): Promise<RecordedCase> => {
    const caseId = randomUUID()
    const persons = Array.from({ length: personsOfCase }, () => randomUUID())
    const inCase = { ...police, aggregate: 'case', caseId }
    const opened = { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: police.agencyId } }
    position = await recordOn(police.store, inCase, [opened])
    for (const group of inGroups(persons, FACTS_OF_A_COMMAND)) position = await recordOn(police.store, inCase, group.map(screened))
    for (const group of inGroups([...persons.entries()], AT_ONCE)) {
      const recorded = group.map(([number, personRef]) =>
        recordOn(support.store, { ...support, aggregate: 'person', caseId, suffix: `~${personRef}` }, supported(personRef, number)),
      )
      position = (await Promise.all(recorded)).at(-1) ?? position
    }
    await recordOn(police.store, inCase, [referred(persons)])
    const registered = { type: CourtCaseRegistered.type, data: { ...CourtCaseRegistered.example, indictmentId: randomUUID() } }
    position = await recordOn(court.store, { ...court, aggregate: 'courtCase', caseId }, [registered])
    return { caseId, persons }
  }
  try {
    const recorded: RecordedCase[] = []
    while (recorded.length < cases) {
      const next = Math.min(20, cases - recorded.length)
      recorded.push(...(await Promise.all(Array.from({ length: next }, recordCase))))
    }
    await system.settle(position)
    return recorded
  } finally {
    await Promise.all([police, support, court].map(({ store }) => store.close()))
  }
}
