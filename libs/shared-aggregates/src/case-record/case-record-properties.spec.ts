import type { CommandOfAggregate } from '@case-timeline/commands'
import { caseRecordCommandsOf } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { anyCommandOf, ruleIsNeverViolated, officer, type AcceptedCommand } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './case-record.rules.ts'
import { caseRecordStreams } from './case-record.stream.ts'
import type { CaseRecordEvent, KnownAssignments, KnownHandover } from './case-record.ts'

const record = caseRecordStreams.prosecution
type CaseRecordCommand = CommandOfAggregate<typeof record>
type AcceptedRecordCommand = AcceptedCommand<CaseRecordCommand, CaseRecordEvent>
type CommandNamed<N extends CaseRecordCommand['name']> = Extract<CaseRecordCommand, { readonly name: N }>

const caseId = '11111111-1111-4111-8111-111111111111'
const known: fc.Arbitrary<KnownAssignments & KnownHandover> = fc.record({
  caseId: fc.constant(caseId),
  caseExists: fc.constant(true),
  isHandedOver: fc.boolean(),
  roles: fc.constant(['prosecutor']),
  others: fc.constant([]),
})
const users = [officer.userId, 'l.santos']

const commands = fc
  .tuple(anyCommandOf<CaseRecordCommand>(Object.values(caseRecordCommandsOf('prosecution')), known), fc.constantFrom(...users))
  .map(([command, userId]): CaseRecordCommand => {
    const changesByCommand: Readonly<Record<string, object>> = {
      AssignCaseWorker: { userId, role: 'prosecutor', end: undefined },
      ExcludeFromAccess: { userId },
      UnassignCaseWorker: { userId, role: 'prosecutor' },
    }
    return { ...command, data: { ...command.data, ...changesByCommand[command.name] } } as CaseRecordCommand
  })

const law = <N extends CaseRecordCommand['name']>(
  name: N,
  rule: Rule<never, never>,
  isViolation: (command: CommandNamed<N>, before: AcceptedRecordCommand['before']) => boolean,
) =>
  it(`${rule.sentence} (${name})`, () =>
    ruleIsNeverViolated(
      rule,
      record,
      commands,
      ({ command, before }) => command.name === name && isViolation(command as CommandNamed<N>, before),
    ))

const isUnapproved = ({ approver, actor }: CaseRecordCommand): boolean => approver === undefined || approver.userId === actor.userId

const hasEvent = (before: AcceptedRecordCommand['before'], type: CaseRecordEvent['type'], data: object): boolean =>
  before.some((event) => event.type === type && Object.entries(data).every(([key, value]) => (event.data as never)[key] === value))

describe('no sequence of commands on the record of a case violates the rule', () => {
  law('AssignCaseWorker', rules.excludedUserIsNotAssigned, ({ data: { userId } }, before) =>
    hasEvent(before, 'case.AccessExcluded', { userId }),
  )
  law('MergePersonRefs', rules.secondPersonApprovesIdentityChange, isUnapproved)
  law('UnmergePersonRefs', rules.secondPersonApprovesIdentityChange, isUnapproved)
  law(
    'UnmergePersonRefs',
    rules.unmergedReferencesWereMerged,
    ({ data: { keptRef, mergedRef } }, before) => !hasEvent(before, 'case.PersonRefsMerged', { keptRef, mergedRef }),
  )
  law(
    'LiftLegalHold',
    rules.liftedLegalHoldIsInForce,
    ({ data: { holdId } }, before) =>
      !hasEvent(before, 'case.LegalHoldPlaced', { holdId }) || hasEvent(before, 'case.LegalHoldLifted', { holdId }),
  )
  law('ReceiveHandover', rules.handedOverEventIsInCase, ({ known: { isHandedOver } }) => !isHandedOver)
  law('ReceiveHandover', rules.handoverIsReceivedOnce, ({ data: { eventId } }, before) =>
    hasEvent(before, 'case.HandoverReceived', { eventId }),
  )
})
