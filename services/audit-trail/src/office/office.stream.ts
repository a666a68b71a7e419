import { aggregate, takes } from '@case-timeline/commands'
import * as contract from '@case-timeline/contracts'
import {
  changeOffice,
  confirmSuccession,
  proposeSuccession,
  registerOffice,
  whenSuccessionIsOpen,
  whenToBeSucceeded,
  withdrawSuccession,
} from './office.decide.ts'
import { evolve, notRegistered } from './office.ts'

/** The streams `auditTrail.office-<officeId>`: the entry of one office in the register. They belong to no case. */
export const officeStream = aggregate({
  service: 'auditTrail',
  name: 'office',
  events: [
    contract.OfficeRegistered,
    contract.OfficeChanged,
    contract.SuccessionProposed,
    contract.SuccessionConfirmed,
    contract.SuccessionWithdrawn,
  ],
  initial: notRegistered,
  evolve,
  streamId: (_, { officeId }) => officeId,
  commands: [
    takes(contract.RegisterOffice, { decide: registerOffice }),
    takes(contract.ChangeOffice, { decide: changeOffice }),
    takes(contract.ProposeSuccession, { decide: proposeSuccession }),
    takes(contract.ConfirmSuccession, { decide: whenToBeSucceeded(confirmSuccession) }),
    takes(contract.WithdrawSuccession, { decide: whenSuccessionIsOpen(withdrawSuccession) }),
  ],
})
