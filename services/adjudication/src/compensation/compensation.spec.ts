import { exceedsLimit, recordBelongsToCase } from '@case-timeline/casework'
import type { CommandOfAggregate } from '@case-timeline/commands'
import { CompensationOrdered, CompensationPaid, OrderCompensation, RecordCompensationPayment } from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  outcomesOf,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import * as rules from './compensation.rules.ts'
import { compensationStream } from './compensation.stream.ts'
import type { CompensationEvent, KnownCourtCase } from './compensation.ts'

const {
  compensationBelongsToCourtCase,
  compensationIsOrderedFirst,
  compensationIsOrderedOnce,
  confiscatedAssetsPayThroughVictimFund,
  paymentIsRecordedOnce,
  paymentsStayWithinOrder,
} = rules

const given = specificationOf(compensationStream)
const known: KnownCourtCase = { caseExists: true, courtCaseRegistered: true, confiscatedForVictims: false }
const order = (overrides: Partial<typeof OrderCompensation.example> = {}, knownFacts = known) =>
  commandFor(OrderCompensation, { ...OrderCompensation.example, amount: '250000.10', ...overrides }, knownFacts)
const pay = (amount: string, paymentId = '66666666-6666-4666-8666-666666666666', currency = 'PHP') =>
  commandFor(RecordCompensationPayment, { orderId: OrderCompensation.example.orderId, paymentId, amount, currency }, {})
const ordered: CompensationEvent = { type: 'adjudication.CompensationOrdered', data: order().data }
const paid = (amount: string, currency?: string): CompensationEvent => ({
  type: 'adjudication.CompensationPaid',
  data: pay(amount, '77777777-7777-4777-8777-777777777777', currency).data,
})

describe('compensation', () => {
  it('is ordered, then paid in parts', () => {
    given().when(order()).then(CompensationOrdered)
    given([ordered, paid('250000')])
      .when(pay('0.1'))
      .then(CompensationPaid)
  })
  it(recordBelongsToCase.sentence, () =>
    given()
      .when(order({}, { ...known, caseExists: false, courtCaseRegistered: false }))
      .thenRefusedBy(recordBelongsToCase),
  )
  it(compensationBelongsToCourtCase.sentence, () => {
    const withoutCourt = { ...known, courtCaseRegistered: false }
    given().when(order({}, withoutCourt)).then(CompensationOrdered, warning(compensationBelongsToCourtCase))
    given()
      .when(order({ payer: 'stateFund' }, withoutCourt))
      .then(CompensationOrdered)
  })
  it(compensationIsOrderedOnce.sentence, () => given([ordered]).when(order()).thenRefusedBy(compensationIsOrderedOnce))
  it(compensationIsOrderedFirst.sentence, () => given().when(pay('1')).thenRefusedBy(compensationIsOrderedFirst))
  it(confiscatedAssetsPayThroughVictimFund.sentence, () => {
    given()
      .when(order({ payer: 'confiscated' }))
      .then(CompensationOrdered, warning(confiscatedAssetsPayThroughVictimFund))
    given()
      .when(order({ payer: 'confiscated' }, { ...known, confiscatedForVictims: true }))
      .then(CompensationOrdered)
  })
  it(paymentIsRecordedOnce.sentence, () =>
    given([ordered, { type: 'adjudication.CompensationPaid', data: pay('1').data }])
      .when(pay('1'))
      .thenRefusedBy(paymentIsRecordedOnce),
  )
  it(`${paymentsStayWithinOrder.sentence}; a payment beyond it is recorded with a warning`, () =>
    given([ordered, paid('250000')])
      .when(pay('0.1001'))
      .then(CompensationPaid, warning(paymentsStayWithinOrder)))
  it(`${paymentsStayWithinOrder.sentence}; payments in another currency are not counted`, () => {
    given([ordered, paid('250000', 'IDR')])
      .when(pay('250000'))
      .then(CompensationPaid)
    given([ordered, paid('250000.10')])
      .when(pay('1', undefined, 'USD'))
      .then(CompensationPaid)
  })
})

describe('the properties of the compensation decider', () => {
  const commands = anyCommandOf<CommandOfAggregate<typeof compensationStream>>(
    Object.values(compensationStream.commands).map(({ type }) => type),
    fc.constant(known),
  )

  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(compensationStream, commands))
  it('evolve never throws on a history that the decider produces', () => evolveNeverThrows(compensationStream, commands))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(compensationStream, [CompensationOrdered, CompensationPaid], commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('adjudication', rules))
  it('each payment beyond the order has a warning', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300_000 }), { maxLength: 8 }), (amounts) => {
        const payments = amounts.map((amount, at) => pay(String(amount), `66666666-6666-4666-8666-66666666666${at}`))
        const warnings = outcomesOf(compensationStream, [order(), ...payments]).flatMap((one) =>
          one.outcome === 'accepted' ? one.warnings : [],
        )
        const exceedingPayments = amounts.filter((_, at) =>
          exceedsLimit(
            payments.slice(0, at + 1).map(({ data }) => data),
            order().data,
          ),
        ).length
        expect(warnings.filter(({ rule }) => rule.id === paymentsStayWithinOrder.id)).toHaveLength(exceedingPayments)
      }),
    ))
})
