import type { Decided, Forbidden, Rule } from '@case-timeline/decider'
import type {
  ChangeOffice,
  ConfirmSuccession,
  Office,
  OfficeEvent,
  ProposeSuccession,
  RegisterOffice,
  Succeeded,
  ToBeSucceeded,
  WithdrawSuccession,
} from './office.ts'
import {
  anotherPersonConfirmsSuccession,
  changedOfficeIsRegistered,
  officeIsRegisteredOnce,
  onlyOpenSuccessionIsWithdrawn,
  onlyProposedSuccessionIsConfirmed,
  onlyWorkingOfficeIsSucceeded,
  successionIsTheOneProposed,
  successorIsAnotherOffice,
} from './office.rules.ts'

type Decision = Decided<OfficeEvent>
type Outcome = Decision | Forbidden

const recorded = (event: OfficeEvent, ...under: readonly Rule<never, never>[]): Decision => ({
  under: under as readonly Rule[],
  events: [event],
})

export const registerOffice = (_: Office, { data }: RegisterOffice): Decision =>
  recorded({ type: 'auditTrail.OfficeRegistered', data }, officeIsRegisteredOnce)

export const changeOffice = (_: Office, { data }: ChangeOffice): Decision =>
  recorded({ type: 'auditTrail.OfficeChanged', data }, changedOfficeIsRegistered)

export const proposeSuccession = (_: Office, { data, actor }: ProposeSuccession): Decision =>
  recorded(
    { type: 'auditTrail.SuccessionProposed', data: { ...data, proposedBy: actor.userId } },
    onlyWorkingOfficeIsSucceeded,
    successorIsAnotherOffice,
  )

export const confirmSuccession = ({ proposal: { successor } }: ToBeSucceeded, { data }: ConfirmSuccession): Decision =>
  recorded(
    { type: 'auditTrail.SuccessionConfirmed', data: { ...data, successor } },
    successionIsTheOneProposed,
    anotherPersonConfirmsSuccession,
  )

export const withdrawSuccession = (_: ToBeSucceeded | Succeeded, { data }: WithdrawSuccession): Decision =>
  recorded({ type: 'auditTrail.SuccessionWithdrawn', data }, successionIsTheOneProposed)

export const whenToBeSucceeded =
  <C>(decide: (office: ToBeSucceeded, command: C) => Decision) =>
  (office: Office, command: C): Outcome =>
    office.stage === 'toBeSucceeded' ? decide(office, command) : { forbiddenBy: onlyProposedSuccessionIsConfirmed }

export const whenSuccessionIsOpen =
  <C>(decide: (office: ToBeSucceeded | Succeeded, command: C) => Decision) =>
  (office: Office, command: C): Outcome =>
    office.stage === 'toBeSucceeded' || office.stage === 'succeeded'
      ? decide(office, command)
      : { forbiddenBy: onlyOpenSuccessionIsWithdrawn }
