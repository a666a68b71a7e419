import { randomUUID } from 'node:crypto'
import { OfficeRegistered, ScreeningConducted } from '@case-timeline/contracts'
import { type Counters, countersOf } from '../commands/counters.ts'
import { type MeasuredSystem, startMeasuredSystem } from '../commands/running-system.ts'
import { recordPersons } from './recorded-persons.ts'

/** Two systems whose logs have as many persons and events: in one case, or in cases of ten persons. */
export interface MassContestant {
  readonly name: string
  readonly cases: number
  readonly personsOfCase: number
  /** Entries of the register of offices. */
  readonly offices: number
  /** Another checkout; absent: this one. */
  readonly checkout?: string | undefined
}

/** Something that is done again and again, and takes as long as it takes. */
export interface Measure {
  readonly name: string
  readonly isCommand: boolean
  run(): Promise<unknown>
}

/** A system in which a measurement is done. */
export interface MassSystem {
  readonly counters: Counters
  readonly measures: readonly Measure[]
  /** Of all views of victim support together, and of each view of audit-trail, which follows the events of all services. */
  readonly rebuilds: readonly Measure[]
  stop(): Promise<void>
}

const registerOffices = async (system: MeasuredSystem, offices: number): Promise<void> => {
  const registrar = { sector: 'auditTrail', agencyId: system.agencyOf(0, 'auditTrail'), role: 'records-supervisor' } as const
  let position: string | undefined
  for (let number = 0; number < offices; number += 1) {
    const { partOf: _, ...office } = OfficeRegistered.example
    const data = { ...office, officeId: `ph-rtc-branch-${number}`, name: `Regional Trial Court, Branch ${number}` }
    position = (JSON.parse(await system.post(registrar, '/offices/register-office', { data })) as { position: string }).position
  }
  if (position !== undefined) await system.settle(position)
}

/** Those that a checkout has: another one may lack a list. */
const servedOf = async (measures: readonly Measure[]): Promise<readonly Measure[]> => {
  const served: Measure[] = []
  for (const measure of measures) {
    const isServed =
      measure.isCommand ||
      (await measure.run().then(
        () => true,
        () => false,
      ))
    if (isServed) served.push(measure)
  }
  return served
}

const measuresOf = (system: MeasuredSystem, caseId: string, persons: readonly string[]): readonly Measure[] => {
  const police = { sector: 'investigation', agencyId: system.agencyOf(0), role: 'lead-investigator' } as const
  const support = { sector: 'victimSupport', agencyId: system.agencyOf(0, 'victimSupport'), role: 'case-worker' } as const
  const prosecution = { sector: 'prosecution', agencyId: system.agencyOf(0, 'prosecution'), role: 'prosecutor' } as const
  const court = { sector: 'adjudication', agencyId: system.agencyOf(0, 'adjudication'), role: 'judge' } as const
  let next = 0
  const untilShown = async (answer: Promise<string>): Promise<void> =>
    system.settle((JSON.parse(await answer) as { position: string }).position)
  const page = (name: string, reader: Parameters<MeasuredSystem['read']>[0], path: string): Measure => ({
    name,
    isCommand: false,
    run: () => system.read(reader, path),
  })
  return [
    {
      name: 'a screening by police, until all views show it',
      isCommand: true,
      run: () =>
        untilShown(
          system.post(police, `/cases/${caseId}/conduct-screening`, { data: { ...ScreeningConducted.example, personRef: randomUUID() } }),
        ),
    },
    {
      name: 'needs of a person, until all views show them',
      isCommand: true,
      run: () => {
        next = (next + 1) % persons.length
        const data = { personRef: persons[next], voluntary: true, accommodations: [] }
        return untilShown(system.post(support, `/cases/${caseId}/assess-needs`, { data }))
      },
    },
    page('case file, police', police, `/cases/${caseId}`),
    page('case file with the dossier, prosecution', prosecution, `/cases/${caseId}`),
    page('case file, victim support', support, `/cases/${caseId}`),
    page('page of 50 of triage', support, '/triage?limit=50'),
    page('page of 50 of consents', support, '/consents?limit=50'),
    page('page of 50 of the caseload', support, '/caseload?limit=50'),
    page('page of 50 of the docket', court, '/docket?limit=50'),
    page('page of 50 of deadlines', support, '/deadlines?limit=50'),
  ]
}

/** The rebuild of each view of a service. */
const viewsOf = async (system: MeasuredSystem, sector: 'victimSupport' | 'auditTrail'): Promise<readonly Measure[]> => {
  const operator = { sector, agencyId: system.agencyOf(0, sector), role: 'operator' } as const
  const views = JSON.parse(await system.read(operator, '/admin/projections')) as readonly { readonly name: string }[]
  return views.map(({ name }) => ({
    name: `rebuild of ${name}`,
    isCommand: false,
    run: () => system.post(operator, `/admin/projections/${name}/rebuild`, {}),
  }))
}

/** Starts a system with the cases and the register of a contestant. */
export const startMassSystem = async ({ cases, personsOfCase, offices, checkout }: MassContestant): Promise<MassSystem> => {
  const system = await startMeasuredSystem(checkout)
  try {
    await registerOffices(system, offices)
    const recorded = await recordPersons(system, cases, personsOfCase)
    const measured = recorded.at(-1)
    if (!measured) throw new Error('nothing was recorded to measure')
    const [support, auditTrail] = [await viewsOf(system, 'victimSupport'), await viewsOf(system, 'auditTrail')]
    const counters = await countersOf(system)
    return {
      counters,
      measures: await servedOf(measuresOf(system, measured.caseId, measured.persons)),
      rebuilds: [
        {
          name: 'rebuild of all views of victim support',
          isCommand: false,
          async run() {
            for (const view of support) await view.run()
          },
        },
        ...auditTrail,
      ],
      async stop() {
        await counters.close()
        await system.stop()
      },
    }
  } catch (error) {
    await system.stop()
    throw error
  }
}
