import type { CaseGate } from '@case-timeline/access'
import type { CommandContext } from '@case-timeline/commands'
import type { AgencyId, ServiceName } from '@case-timeline/contracts'
import type { Receiver } from './handover.ts'

/** The receiver of handovers: the offices of a service's sector, by who takes part in each case. */
export const receiverOf = (options: {
  readonly service: ServiceName
  readonly context: CommandContext
  readonly cases: CaseGate
  readonly receivingAgency?: AgencyId | undefined
}): Receiver => ({
  service: options.service,
  context: options.context,
  receivingAgency: options.receivingAgency,
  officesIn: (caseId) => options.cases.officesIn(options.service, caseId),
})
