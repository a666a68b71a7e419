import { type Counters, countersOf } from '../commands/counters.ts'
import { type MeasuredSystem, startMeasuredSystem } from '../commands/running-system.ts'
import { type Measure, measuresOf } from './measures.ts'
import { MEASURED_OFFICE, registerOffices } from './offices.ts'
import { recordOfficeCases } from './recorded-cases.ts'
import { recordPersons } from './recorded-persons.ts'

/** A system. All of them have as many persons and, but for a few, as many events in their logs. */
export interface MassContestant {
  readonly name: string
  /** Offices in the register, of each sector. */
  readonly offices: number
  /** Cases of each office, with facts of each sector. */
  readonly casesOfOffice: number
  /** Cases of many persons, all of one office in each sector. */
  readonly cases: number
  readonly personsOfCase: number
  /** Another checkout; absent: this one. */
  readonly checkout?: string | undefined
}

/** A system in which a measurement is done. */
export interface MassSystem {
  readonly counters: Counters
  readonly measures: readonly Measure[]
  /** Of all views of police and of victim support together, and of each view of audit-trail, which follows the events of all services. */
  readonly rebuilds: readonly Measure[]
  stop(): Promise<void>
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

/** The rebuild of each view of a service. */
const viewsOf = async (system: MeasuredSystem, sector: 'investigation' | 'victimSupport' | 'auditTrail'): Promise<readonly Measure[]> => {
  const operator = { sector, agencyId: system.agencyOf(0, sector), role: 'operator' } as const
  const views = JSON.parse(await system.read(operator, '/admin/projections')) as readonly { readonly name: string }[]
  return views.map(({ name }) => ({
    ...{ name: `rebuild of ${name}`, isCommand: false, mostToOneOffice: 1.25 },
    run: () => system.post(operator, `/admin/projections/${name}/rebuild`, {}),
  }))
}

const together = (name: string, views: readonly Measure[]): Measure => ({
  ...{ name, isCommand: false, mostToOneOffice: 1.25 },
  async run() {
    for (const view of views) await view.run()
  },
})

/** Starts a system with the offices and the cases of a contestant. */
export const startMassSystem = async (contestant: MassContestant): Promise<MassSystem> => {
  const system = await startMeasuredSystem(contestant.checkout)
  try {
    const offices = await registerOffices(system, contestant.offices)
    const ofOffices = await recordOfficeCases(system, offices, contestant.casesOfOffice)
    const ofMany = await recordPersons(system, offices, contestant)
    const [ordinary, rescue] = [ofOffices.get(MEASURED_OFFICE)?.at(-1), ofMany.at(-1)]
    if (!ordinary || !rescue) throw new Error('nothing was recorded to measure')
    const [police, support] = [await viewsOf(system, 'investigation'), await viewsOf(system, 'victimSupport')]
    const auditTrail = await viewsOf(system, 'auditTrail')
    const counters = await countersOf(system)
    return {
      counters,
      measures: await servedOf(measuresOf(system, offices, { ordinary, rescue })),
      rebuilds: [
        together('rebuild of all views of police', police),
        together('rebuild of all views of victim support', support),
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
