import { randomUUID } from 'node:crypto'
import { ScreeningConducted } from '@case-timeline/contracts'
import type { MeasuredSystem, User } from '../commands/running-system.ts'
import { MEASURED_OFFICE, type MeasuredSector, type Offices, rescueOfficeOf } from './offices.ts'
import type { RecordedCase } from './recorded-cases.ts'

/** Something that is done again and again, and takes as long as it takes. */
export interface Measure {
  readonly name: string
  readonly isCommand: boolean
  /** The largest ratio to one office in each sector; absent: stated without a bar. */
  readonly mostToOneOffice?: number
  /** The largest ratio of one case with all persons to cases of a hundred; absent: it shows or reads all persons. */
  readonly mostToSmallCase?: number
  run(): Promise<unknown>
}

/** The cases of a measurement: one of an ordinary office, and one of many persons. */
export interface MeasuredCases {
  readonly ordinary: RecordedCase
  readonly rescue: RecordedCase
}

const ROLES = {
  investigation: 'lead-investigator',
  prosecution: 'prosecutor',
  adjudication: 'judge',
  victimSupport: 'case-worker',
} as const satisfies Record<MeasuredSector, string>

/** What others' cases may add to what an office waits for. */
const MOST_TO_ONE_OFFICE = 1.25
/** What the other persons of a case may add to a page or a command. */
const MOST_TO_SMALL_CASE = 1.5

/** What is measured in a system: of an ordinary office, whose cases are few, and of the case of many persons. */
export const measuresOf = (system: MeasuredSystem, offices: Offices, { ordinary, rescue }: MeasuredCases): readonly Measure[] => {
  const userOf = (sector: MeasuredSector, office: number): User => ({ sector, agencyId: offices.idOf(sector, office), role: ROLES[sector] })
  const untilShown = async (answer: Promise<string>): Promise<void> =>
    system.settle((JSON.parse(await answer) as { position: string }).position)
  const bars = { mostToOneOffice: MOST_TO_ONE_OFFICE, mostToSmallCase: MOST_TO_SMALL_CASE }
  const read = (name: string, reader: User, path: string, isWholeCase = false): Measure => ({
    ...{ name, isCommand: false, mostToOneOffice: MOST_TO_ONE_OFFICE, run: () => system.read(reader, path) },
    ...(isWholeCase ? {} : { mostToSmallCase: MOST_TO_SMALL_CASE }),
  })
  const ofCase = (name: string, office: number, { caseId, persons }: RecordedCase, isWholeCase: boolean): readonly Measure[] => {
    const [police, prosecution, court, support] = (['investigation', 'prosecution', 'adjudication', 'victimSupport'] as const).map(
      (sector) => userOf(sector, office),
    ) as [User, User, User, User]
    let next = 0
    return [
      {
        ...{ name: `${name}: a screening by police, until all views show it`, isCommand: true, ...bars },
        run: () => {
          const data = { ...ScreeningConducted.example, personRef: randomUUID() }
          return untilShown(system.post(police, `/cases/${caseId}/conduct-screening`, { data }))
        },
      },
      {
        ...{ name: `${name}: needs of a person, until all views show them`, isCommand: true, ...bars },
        run: () => {
          next = (next + 1) % persons.length
          const data = { personRef: persons[next], voluntary: true, accommodations: [] }
          return untilShown(system.post(support, `/cases/${caseId}/assess-needs`, { data }))
        },
      },
      read(`${name}: case file, police`, police, `/cases/${caseId}`, isWholeCase),
      read(`${name}: case file with the dossier, prosecution`, prosecution, `/cases/${caseId}`, isWholeCase),
      read(`${name}: case file, court`, court, `/cases/${caseId}`, isWholeCase),
      read(`${name}: case file, victim support`, support, `/cases/${caseId}`, isWholeCase),
      read(`${name}: timeline, police`, { ...police, at: 'auditTrail' }, `/cases/${caseId}/timeline`, isWholeCase),
      read(`${name}: page of 50 of triage by need`, support, `/triage?limit=50&case=${caseId}&need=food`),
      read(`${name}: counts of triage`, support, `/triage/counts?case=${caseId}`, isWholeCase),
      read(`${name}: page of 50 of deadlines`, support, `/deadlines?limit=50&case=${caseId}`),
    ]
  }
  const lists = (name: string, office: number): readonly Measure[] => [
    read(`${name}: page of 50 of cases, police`, userOf('investigation', office), '/cases?limit=50'),
    read(`${name}: page of 50 of cases, victim support`, userOf('victimSupport', office), '/cases?limit=50'),
    read(`${name}: page of 50 of deadlines, police`, userOf('investigation', office), '/deadlines?limit=50'),
    read(`${name}: page of 50 of deadlines, victim support`, userOf('victimSupport', office), '/deadlines?limit=50'),
    read(`${name}: page of 50 of who is held, police`, userOf('investigation', office), '/held-beyond-law?limit=50'),
    read(`${name}: page of 50 of charges`, userOf('prosecution', office), '/charges?limit=50'),
    read(`${name}: page of 50 of the docket`, userOf('adjudication', office), '/docket?limit=50'),
    read(`${name}: page of 50 of hearings`, userOf('adjudication', office), '/hearings?limit=50'),
    read(`${name}: page of 50 of triage`, userOf('victimSupport', office), '/triage?limit=50'),
    read(`${name}: page of 50 of the caseload`, userOf('victimSupport', office), '/caseload?limit=50'),
    read(`${name}: page of 50 of consents`, userOf('victimSupport', office), '/consents?limit=50'),
  ]
  const rescueOffice = rescueOfficeOf(offices)
  return [
    ...ofCase('ordinary case', MEASURED_OFFICE, ordinary, false),
    ...lists('ordinary office', MEASURED_OFFICE),
    ...ofCase('many persons', rescueOffice, rescue, true),
    ...lists('office of many persons', rescueOffice),
  ]
}
