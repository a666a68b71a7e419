import {
  compensationCommands,
  CompensationOrdered,
  CompensationPaid,
  OrderCompensation,
  RecordCompensationPayment,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  lived,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compensation } from './compensation.decide.ts'
import * as rules from './compensation.rules.ts'
import { exceed, type CompensationCommand, type CompensationEvent, type KnownOfTheCase } from './compensation.ts'

const {
  compensationBelongsToACourtCase,
  compensationIsOrderedFirst,
  compensationIsOrderedOnce,
  confiscatedAssetsPayWhereVictimsGetThem,
  paymentIsInTheOrdersCurrency,
  paymentIsRecordedOnce,
  paymentsStayWithinTheOrder,
} = rules

const given = specificationOf(compensation)
const known: KnownOfTheCase = { courtCaseRegistered: true, confiscatedForVictims: false }
const order = (but: Partial<typeof OrderCompensation.example> = {}, of = known) =>
  commanded(OrderCompensation, { ...OrderCompensation.example, amount: '250000.10', ...but }, of)
const pay = (amount: string, paymentId = '66666666-6666-4666-8666-666666666666', currency = 'PHP') =>
  commanded(RecordCompensationPayment, { orderId: OrderCompensation.example.orderId, paymentId, amount, currency }, known)
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
  it(compensationBelongsToACourtCase.sentence, () =>
    given()
      .when(order({}, { ...known, courtCaseRegistered: false }))
      .thenRefusedBy(compensationBelongsToACourtCase),
  )
  it(compensationIsOrderedOnce.sentence, () => given([ordered]).when(order()).thenRefusedBy(compensationIsOrderedOnce))
  it(compensationIsOrderedFirst.sentence, () => given().when(pay('1')).thenRefusedBy(compensationIsOrderedFirst))
  it(confiscatedAssetsPayWhereVictimsGetThem.sentence, () => {
    given()
      .when(order({ payer: 'confiscated' }))
      .thenRefusedBy(confiscatedAssetsPayWhereVictimsGetThem)
    given()
      .when(order({ payer: 'confiscated' }, { ...known, confiscatedForVictims: true }))
      .then(CompensationOrdered)
  })
  it(paymentIsRecordedOnce.sentence, () =>
    given([ordered, { type: 'adjudication.CompensationPaid', data: pay('1').data }])
      .when(pay('1'))
      .thenRefusedBy(paymentIsRecordedOnce),
  )
  it(`${paymentsStayWithinTheOrder.sentence}; what is paid beyond it is recorded with a warning`, () =>
    given([ordered, paid('250000')])
      .when(pay('0.1001'))
      .then(CompensationPaid, warning(paymentsStayWithinTheOrder)))
  it(`${paymentsStayWithinTheOrder.sentence}; what was paid in another currency counts for nothing`, () => {
    given([ordered, paid('250000', 'IDR')])
      .when(pay('250000'))
      .then(CompensationPaid)
    given([ordered, paid('250000.10')])
      .when(pay('1', undefined, 'USD'))
      .then(CompensationPaid, warning(paymentIsInTheOrdersCurrency))
  })
  it(`${paymentIsInTheOrdersCurrency.sentence}; another one is recorded with a warning`, () =>
    given([ordered])
      .when(pay('1', undefined, 'USD'))
      .then(CompensationPaid, warning(paymentIsInTheOrdersCurrency)))
})

describe('whatever is asked of a compensation', () => {
  const commands = anyOf<CompensationCommand>(compensationCommands, fc.constant(known))

  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(compensation, commands))
  it('evolve never throws on a history that the decider can make', () => evolveNeverThrows(compensation, commands))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(compensation, [CompensationOrdered, CompensationPaid], commands))
  it('each rule has one name', () => rulesHaveOneName('adjudication', rules))
  it('what was paid beyond the order has its warning beside it', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 300_000 }), { maxLength: 8 }), (amounts) => {
        const payments = amounts.map((amount, at) => pay(String(amount), `66666666-6666-4666-8666-66666666666${at}`))
        const history: readonly { readonly type: string; readonly data: unknown }[] = lived(compensation, [order(), ...payments])
        const beyond = amounts.filter((_, at) =>
          exceed(
            payments.slice(0, at + 1).map(({ data }) => data),
            order().data,
          ),
        ).length
        expect(history.filter(({ data }) => (data as { ruleId?: string }).ruleId === paymentsStayWithinTheOrder.id)).toHaveLength(beyond)
      }),
    ))
})
