import { randomUUID } from 'node:crypto'
import { listsOfSafeguards, manifestOf } from '@case-timeline/casework'
import { CaseOpened, CaseReferredToProsecution, CourtCaseRegistered, type Fact, ScreeningConducted } from '@case-timeline/contracts'
import { canonicalHash } from '@case-timeline/event-store'
import type { MeasuredSystem } from '../commands/running-system.ts'
import { type Offices, rescueOfficeOf } from './offices.ts'
import { type RecordedCase, withRecorder } from './recorded-cases.ts'
import { supported } from './supported-person.ts'

const FACTS_OF_A_COMMAND = 50
/** Commands that are sent at once, to be appended together. */
const AT_ONCE = 200
const CASES_AT_ONCE = 20

const screened = (personRef: string): Fact => ({ type: ScreeningConducted.type, data: { ...ScreeningConducted.example, personRef } })

/** The dossier, with the safeguards of all persons. */
const referred = (persons: readonly string[], toOffice: string): Fact => {
  const dossier = { dossierId: randomUUID(), suspects: [randomUUID()], evidence: [] }
  const safeguards = persons.map((personRef) => ({ personRef, reasonCode: 'notYetReachable' as const }))
  const data = { ...dossier, toOffice, manifestHash: canonicalHash(manifestOf(dossier)), ...listsOfSafeguards(safeguards) }
  return { type: CaseReferredToProsecution.type, data }
}

const inGroups = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, group) => all.slice(group * size, (group + 1) * size))

/** Records cases of so many persons each, of one office in each sector, without the services, and waits for their views. */
export const recordPersons = (
  system: MeasuredSystem,
  offices: Offices,
  { cases, personsOfCase }: { readonly cases: number; readonly personsOfCase: number },
): Promise<readonly RecordedCase[]> =>
  withRecorder(system, offices, async (recorderOf) => {
    const office = rescueOfficeOf(offices)
    let position = '0'
    const recordCase = async (): Promise<RecordedCase> => {
      const caseId = randomUUID()
      const persons = Array.from({ length: personsOfCase }, () => randomUUID())
      const recordIn = recorderOf(office, caseId)
      const opened = { type: CaseOpened.type, data: { ...CaseOpened.example, leadAgency: offices.idOf('investigation', office) } }
      await recordIn('investigation', 'case', [opened])
      for (const group of inGroups(persons, FACTS_OF_A_COMMAND)) await recordIn('investigation', 'case', group.map(screened))
      for (const group of inGroups([...persons.entries()], AT_ONCE))
        await Promise.all(
          group.map(([number, personRef]) => recordIn('victimSupport', 'person', supported(personRef, number), `~${personRef}`)),
        )
      await recordIn('investigation', 'case', [referred(persons, offices.idOf('prosecution', office))])
      const registered = { type: CourtCaseRegistered.type, data: { ...CourtCaseRegistered.example, indictmentId: randomUUID() } }
      position = await recordIn('adjudication', 'courtCase', [registered])
      return { caseId, persons }
    }
    const recorded: RecordedCase[] = []
    while (recorded.length < cases) {
      const next = Math.min(CASES_AT_ONCE, cases - recorded.length)
      recorded.push(...(await Promise.all(Array.from({ length: next }, recordCase))))
    }
    await system.settle(position)
    return recorded
  })
