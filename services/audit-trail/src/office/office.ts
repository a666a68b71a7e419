import type * as contract from '@case-timeline/contracts'
import type { FactOf, RecordedFact } from '@case-timeline/contracts'
import type { CommandOf } from '@case-timeline/decider'

export type OfficeEvent = FactOf<
  | typeof contract.OfficeRegistered
  | typeof contract.OfficeChanged
  | typeof contract.SuccessionProposed
  | typeof contract.SuccessionConfirmed
  | typeof contract.SuccessionWithdrawn
>

export type RegisterOffice = CommandOf<typeof contract.RegisterOffice>
export type ChangeOffice = CommandOf<typeof contract.ChangeOffice>
export type ProposeSuccession = CommandOf<typeof contract.ProposeSuccession>
export type ConfirmSuccession = CommandOf<typeof contract.ConfirmSuccession>
export type WithdrawSuccession = CommandOf<typeof contract.WithdrawSuccession>

type Proposal = FactOf<typeof contract.SuccessionProposed>['data']

export interface NotRegistered {
  readonly stage: 'notRegistered'
}
/** An office that works. */
export interface Working {
  readonly stage: 'working'
}
/** An office for which a successor is proposed. */
export interface ToBeSucceeded {
  readonly stage: 'toBeSucceeded'
  readonly proposal: Proposal
}
/** An office whose cases go to its successor. */
export interface Succeeded {
  readonly stage: 'succeeded'
  readonly proposal: Proposal
}
export type Office = NotRegistered | Working | ToBeSucceeded | Succeeded

export const notRegistered: Office = { stage: 'notRegistered' }

export const evolve = (office: Office, event: RecordedFact<OfficeEvent>): Office => {
  switch (event.type) {
    case 'auditTrail.OfficeRegistered':
      return { stage: 'working' }
    case 'auditTrail.OfficeChanged':
      return office
    case 'auditTrail.SuccessionProposed':
      return { stage: 'toBeSucceeded', proposal: event.data }
    case 'auditTrail.SuccessionConfirmed':
      return office.stage === 'toBeSucceeded' ? { stage: 'succeeded', proposal: office.proposal } : office
    case 'auditTrail.SuccessionWithdrawn':
      return { stage: 'working' }
  }
}
