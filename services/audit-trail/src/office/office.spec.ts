import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  ChangeOffice,
  ConfirmSuccession,
  OfficeChanged,
  OfficeRegistered,
  ProposeSuccession,
  RegisterOffice,
  SuccessionConfirmed,
  SuccessionProposed,
  SuccessionWithdrawn,
  WithdrawSuccession,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  officer,
  ruleIdsMatchConstants,
  specificationOf,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './office.rules.ts'
import { officeStream } from './office.stream.ts'
import type { OfficeEvent } from './office.ts'

const given = specificationOf(officeStream)
const { officeId, proposedBy } = SuccessionProposed.example

const registered: OfficeEvent = { type: OfficeRegistered.type, data: { ...OfficeRegistered.example, officeId } }
const proposed: OfficeEvent = { type: SuccessionProposed.type, data: SuccessionProposed.example }
const confirmed: OfficeEvent = { type: SuccessionConfirmed.type, data: SuccessionConfirmed.example }
const withdrawn: OfficeEvent = { type: SuccessionWithdrawn.type, data: SuccessionWithdrawn.example }

const register = () => commandFor(RegisterOffice, { ...RegisterOffice.example, officeId }, {})
const change = () => commandFor(ChangeOffice, { ...ChangeOffice.example, officeId }, {})
const propose = (changes: Partial<(typeof ProposeSuccession)['example']> = {}) =>
  commandFor(ProposeSuccession, { ...ProposeSuccession.example, ...changes }, {})
const confirm = (changes: Partial<(typeof ConfirmSuccession)['example']> = {}) =>
  commandFor(ConfirmSuccession, { ...ConfirmSuccession.example, ...changes }, {})
const withdraw = () => commandFor(WithdrawSuccession, WithdrawSuccession.example, {})

describe('an office of the register', () => {
  it('is registered, and its entry changes', () => {
    given().when(register()).then(OfficeRegistered)
    given([registered]).when(change()).then(OfficeChanged)
  })
  it('is succeeded by another office once a second person confirms it', () => {
    given([registered])
      .when(propose())
      .then({ type: SuccessionProposed.type, data: { ...SuccessionProposed.example, proposedBy: officer.userId } })
    given([registered, proposed]).when(confirm()).then({ type: SuccessionConfirmed.type, data: SuccessionConfirmed.example })
  })
  it('can be given another successor after the succession was withdrawn', () => {
    for (const history of [
      [registered, proposed],
      [registered, proposed, confirmed],
    ])
      given(history).when(withdraw()).then(SuccessionWithdrawn)
    given([registered, proposed, confirmed, withdrawn]).when(propose()).then(SuccessionProposed)
  })
  it(rules.officeIsRegisteredOnce.sentence, () => given([registered]).when(register()).thenRefusedBy(rules.officeIsRegisteredOnce))
  it(rules.changedOfficeIsRegistered.sentence, () => given().when(change()).thenRefusedBy(rules.changedOfficeIsRegistered))
  it(rules.onlyWorkingOfficeIsSucceeded.sentence, () => {
    given().when(propose()).thenRefusedBy(rules.onlyWorkingOfficeIsSucceeded)
    given([registered, proposed]).when(propose()).thenRefusedBy(rules.onlyWorkingOfficeIsSucceeded)
  })
  it(rules.successorIsAnotherOffice.sentence, () =>
    given([registered])
      .when(propose({ successor: officeId }))
      .thenRefusedBy(rules.successorIsAnotherOffice),
  )
  it(rules.onlyProposedSuccessionIsConfirmed.sentence, () => {
    given([registered]).when(confirm()).thenRefusedBy(rules.onlyProposedSuccessionIsConfirmed)
    given([registered, proposed, confirmed]).when(confirm()).thenRefusedBy(rules.onlyProposedSuccessionIsConfirmed)
  })
  it(rules.onlyOpenSuccessionIsWithdrawn.sentence, () =>
    given([registered]).when(withdraw()).thenRefusedBy(rules.onlyOpenSuccessionIsWithdrawn),
  )
  it(rules.successionIsTheOneProposed.sentence, () =>
    given([registered, proposed])
      .when(confirm({ successionId: '9a3a4b5c-6d7e-4f80-91a2-b3c4d5e6f709' }))
      .thenRefusedBy(rules.successionIsTheOneProposed),
  )
  it(rules.anotherPersonConfirmsSuccession.sentence, () =>
    given([registered, proposed])
      .when({ ...confirm(), actor: { ...officer, userId: proposedBy } })
      .thenRefusedBy(rules.anotherPersonConfirmsSuccession),
  )
})

describe('any sequence of commands on an office', () => {
  const types = Object.values(officeStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof officeStream>>(types, fc.constant({}))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(officeStream, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(officeStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('auditTrail', rules))
})
