import { endedThingIsOpen, isSameUser, namedThingIsOnRecord, otherPartyIsAnother, thingIsRecordedOnce } from '@case-timeline/casework'
import type { Rule } from '@case-timeline/decider'
import type {
  ChangeOffice,
  ConfirmSuccession,
  Office,
  ProposeSuccession,
  RegisterOffice,
  Succeeded,
  ToBeSucceeded,
  WithdrawSuccession,
} from './office.ts'

const integrity = 'integrity of the record'

export const officeIsRegisteredOnce: Rule<Office, RegisterOffice> = thingIsRecordedOnce('office', {
  holds: ({ stage }) => stage === 'notRegistered',
  facts: (_, { data }) => [data.officeId],
})

export const changedOfficeIsRegistered: Rule<Office, ChangeOffice> = namedThingIsOnRecord('office', {
  holds: ({ stage }) => stage !== 'notRegistered',
  facts: (_, { data }) => [data.officeId],
})

export const onlyWorkingOfficeIsSucceeded: Rule<Office> = {
  id: 'auditTrail.only-working-office-is-succeeded',
  sentence: 'a successor is proposed only for an office of the register that has none',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'working',
}

export const successorIsAnotherOffice: Rule<Office, ProposeSuccession> = otherPartyIsAnother('office', {
  holds: (_, { data }) => data.officeId !== data.successor,
  facts: (_, { data }) => [data.successor],
})

export const onlyProposedSuccessionIsConfirmed: Rule<Office> = {
  id: 'auditTrail.only-proposed-succession-is-confirmed',
  sentence: 'only a succession that is proposed is confirmed',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ stage }) => stage === 'toBeSucceeded',
}

export const onlyOpenSuccessionIsWithdrawn: Rule<Office, WithdrawSuccession> = endedThingIsOpen('succession', {
  holds: ({ stage }) => stage === 'toBeSucceeded' || stage === 'succeeded',
  facts: (_, { data }) => [data.successionId],
})

export const successionIsTheOneProposed: Rule<ToBeSucceeded | Succeeded, ConfirmSuccession | WithdrawSuccession> = {
  id: 'auditTrail.succession-is-the-one-proposed',
  sentence: 'the succession that is confirmed or withdrawn is the one that was proposed last',
  source: integrity,
  level: 'block',
  integrity: true,
  holds: ({ proposal }, { data }) => proposal.successionId === data.successionId,
  facts: (_, { data }) => [data.successionId],
}

export const anotherPersonConfirmsSuccession: Rule<ToBeSucceeded, ConfirmSuccession> = {
  id: 'auditTrail.another-person-confirms-succession',
  sentence: 'a succession is confirmed by another person than the one who proposed it',
  source: 'separation of duties: nobody approves their own request',
  level: 'block',
  integrity: true,
  holds: ({ proposal }, { actor }) => !isSameUser(proposal.proposedBy, actor.userId),
}
