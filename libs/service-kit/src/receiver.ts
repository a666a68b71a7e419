import type { CaseGate } from '@case-timeline/access'
import { CaseOpened, type ServiceName } from '@case-timeline/contracts'
import { type Desk, standing } from '@case-timeline/event-store'
import type { Receiver } from './handover.ts'

/**
 * Who takes in what other sectors hand over: the agency that this deployment names for it, else (the police) the agency
 * that leads the case.
 */
export const receiverOf = (it: {
  readonly service: ServiceName
  readonly desk: Desk
  readonly cases: CaseGate
  readonly jurisdiction: string
  readonly receivingAgency?: string | undefined
}): Receiver => ({
  desk: it.desk,
  jurisdiction: it.jurisdiction,
  agencyOf: async (caseId) => it.receivingAgency ?? standing(await it.desk.store.readCase(caseId), CaseOpened).at(-1)?.data.leadAgency,
  takesPart: async (agencyId, caseId) =>
    (await it.cases.standing({ userId: `system.${it.service}.reactions`, agencyId, sector: it.service }, caseId)) === 'takes-part',
})
