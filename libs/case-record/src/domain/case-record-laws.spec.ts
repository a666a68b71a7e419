import { caseRecordCommandsOf } from '@case-timeline/contracts'
import type { Rule } from '@case-timeline/decider'
import { anyOf, nothingIsRecordedAgainst, officer, type Taken } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { caseRecordOf } from './case-record.decide.ts'
import { caseRecordRulesOf } from './case-record.rules.ts'
import type { CaseRecordCommand, CaseRecordFact, KnownCase } from './case-record.ts'

type TakenHere = Taken<CaseRecordCommand, CaseRecordFact>
type Named<N extends CaseRecordCommand['name']> = Extract<CaseRecordCommand, { readonly name: N }>

const rules = caseRecordRulesOf('prosecution')
const record = caseRecordOf('prosecution')

const caseId = '11111111-1111-4111-8111-111111111111'
const known: fc.Arbitrary<KnownCase> = fc.record({ caseId: fc.constant(caseId), caseExists: fc.constant(true), handedOver: fc.boolean() })
const users = [officer.userId, 'l.santos']

const commands = fc
  .tuple(anyOf<CaseRecordCommand>(Object.values(caseRecordCommandsOf('prosecution')), known), fc.constantFrom(...users))
  .map(([command, userId]): CaseRecordCommand => {
    const said: Readonly<Record<string, object>> = {
      AssignCaseWorker: { userId, role: 'prosecutor', end: undefined },
      ExcludeFromAccess: { userId },
      UnassignCaseWorker: { userId, role: 'prosecutor' },
      MergePersonRefs: { approver: { userId, role: 'records-supervisor' } },
      UnmergePersonRefs: { approver: { userId, role: 'records-supervisor' } },
    }
    return { ...command, data: { ...command.data, ...said[command.name] } } as CaseRecordCommand
  })

const law = <N extends CaseRecordCommand['name']>(
  name: N,
  rule: Rule<never, never>,
  isWrong: (command: Named<N>, before: TakenHere['before']) => boolean,
) =>
  it(`${rule.sentence} (${name})`, () =>
    nothingIsRecordedAgainst(
      rule,
      record,
      commands,
      ({ command, before }) => command.name === name && isWrong(command as Named<N>, before),
    ))

const has = (before: TakenHere['before'], type: CaseRecordFact['type'], data: object): boolean =>
  before.some((event) => event.type === type && Object.entries(data).every(([key, value]) => (event.data as never)[key] === value))

describe('no sequence of commands keeps a record of a case that is against it', () => {
  law('AssignCaseWorker', rules.anExcludedUserIsNotAssigned, ({ data: { userId } }, before) =>
    has(before, 'case.AccessExcluded', { userId }),
  )
  law('MergePersonRefs', rules.aSecondPersonApprovesWhoIsWho, ({ data: { approver }, actor }) => approver.userId === actor.userId)
  law('UnmergePersonRefs', rules.aSecondPersonApprovesWhoIsWho, ({ data: { approver }, actor }) => approver.userId === actor.userId)
  law(
    'UnmergePersonRefs',
    rules.unmergedReferencesWereMerged,
    ({ data: { keptRef, mergedRef } }, before) => !has(before, 'case.PersonRefsMerged', { keptRef, mergedRef }),
  )
  law(
    'LiftLegalHold',
    rules.aLiftedHoldIsInPlace,
    ({ data: { holdId } }, before) => !has(before, 'case.LegalHoldPlaced', { holdId }) || has(before, 'case.LegalHoldLifted', { holdId }),
  )
  law('ReceiveHandover', rules.whatIsHandedOverStandsInTheCase, ({ known: { handedOver } }) => handedOver !== true)
  law('ReceiveHandover', rules.aHandoverIsReceivedOnce, ({ data: { eventId } }, before) =>
    has(before, 'case.HandoverReceived', { eventId }),
  )
})
