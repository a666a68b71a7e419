import type { CaseGate } from '@case-timeline/access'
import type { CommandContext } from '@case-timeline/commands'
import type { ServiceName } from '@case-timeline/contracts'
import { historyOf } from '@case-timeline/event-store'
import type { Receiver } from './handover.ts'

/**
 * The receiver of handovers: the agency that this deployment configures, otherwise (police) the agency that leads the
 * case.
 */
export const receiverOf = (options: {
  readonly service: ServiceName
  readonly context: CommandContext
  readonly cases: CaseGate
  readonly receivingAgency?: string | undefined
}): Receiver => ({
  context: options.context,
  agencyOf: async (caseId) =>
    options.receivingAgency ??
    historyOf(await options.context.store.readCase(caseId))
      .facts('investigation.CaseOpened')
      .at(-1)?.data.leadAgency,
  participates: async (agencyId, caseId) =>
    (await options.cases.participationIn({ userId: `system.${options.service}.reactions`, agencyId, sector: options.service }, caseId)) ===
    'participating',
})
