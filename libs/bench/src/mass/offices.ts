import { type AgencyId, comparePositions, OfficeRegistered, type ServiceName } from '@case-timeline/contracts'
import type { MeasuredSystem } from '../commands/running-system.ts'

/** The offices of each sector, numbered from 1. None is the agency that receives what is addressed to no office. */
export interface Offices {
  readonly ofEachSector: number
  idOf(sector: ServiceName, number: number): AgencyId
}

/** The office whose lists are measured, and the one that has the cases of many persons: another one, if there are two. */
export const MEASURED_OFFICE = 1
export const rescueOfficeOf = ({ ofEachSector }: Offices): number => Math.min(2, ofEachSector)

/** The sectors that have offices here, with the kind of each. A further sector of the system has none. */
const KINDS = {
  investigation: 'policeStation',
  prosecution: 'prosecutorsOffice',
  adjudication: 'trialCourt',
  victimSupport: 'shelter',
} as const
export type MeasuredSector = keyof typeof KINDS
const MEASURED_SECTORS = Object.keys(KINDS) as MeasuredSector[]
const REGISTERED_AT_ONCE = 20

/** Enters offices of each sector in the register. */
export const registerOffices = async (system: MeasuredSystem, ofEachSector: number): Promise<Offices> => {
  const registrar = { sector: 'auditTrail', agencyId: system.agencyOf(0, 'auditTrail'), role: 'records-supervisor' } as const
  const idOf: Offices['idOf'] = (sector, number) => `${system.agencyOf(0, sector)}-${number}`
  const { partOf: _, courtLevel: __, ...example } = OfficeRegistered.example
  const entries = MEASURED_SECTORS.flatMap((sector) =>
    Array.from({ length: ofEachSector }, (_, index) => {
      const officeId = idOf(sector, index + 1)
      return { ...example, officeId, sector, kind: KINDS[sector], name: `Office ${officeId}` }
    }),
  )
  while (entries.length > 0) {
    const together = entries.splice(0, REGISTERED_AT_ONCE)
    const answers = await Promise.all(together.map((data) => system.post(registrar, '/offices/register-office', { data })))
    if (entries.length === 0)
      await system.settle(
        answers
          .map((answer) => (JSON.parse(answer) as { position: string }).position)
          .toSorted(comparePositions)
          .at(-1) ?? '0',
      )
  }
  return { ofEachSector, idOf }
}
