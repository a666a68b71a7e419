import type { ServiceName } from '@case-timeline/contracts'
import { newId, type Persona } from './api-client.fixtures.ts'

const ROLES: Readonly<Record<ServiceName, readonly string[]>> = {
  investigation: ['lead-investigator', 'investigator'],
  prosecution: ['supervising-prosecutor', 'prosecutor', 'records-supervisor'],
  adjudication: ['judge', 'registrar'],
  victimSupport: ['support-lead', 'case-worker'],
  auditTrail: ['auditor'],
}
const office = (agencyId: string, sector: ServiceName): Persona => ({ userId: `u.${agencyId}`, agencyId, sector, roles: ROLES[sector] })

export const prosecution = office('zz-prosecution', 'prosecution')
export const secondProsecutor: Persona = { ...prosecution, userId: 'second.zz-prosecution' }
export const southernProsecution = office('zz-prosecution-south', 'prosecution')
export const court = office('zz-court', 'adjudication')

/** A police case: its station, its prosecutor, the support of its victim, and whom it accuses. */
const policeCase = (name: string, prosecutor: Persona, accused: readonly string[]) => ({
  caseId: newId(),
  police: office(`zz-police-${name}`, 'investigation'),
  support: office(`zz-support-${name}`, 'victimSupport'),
  prosecutor,
  victim: newId(),
  indictmentId: newId(),
  charges: accused.map((accusedRef) => ({ chargeId: newId(), accusedRef })),
})
export type PoliceCase = ReturnType<typeof policeCase>

export const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)

export const [boss, driver, agent, judgeRef] = [newId(), newId(), newId(), newId()]
export const harbour = policeCase('harbour', prosecution, [boss])
export const airport = policeCase('airport', prosecution, [boss, driver])
export const south = policeCase('south', southernProsecution, [agent])
export const all = [harbour, airport, south]
