import type { CommandOfAggregate } from '@case-timeline/commands'
import {
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestReminded,
  MlaRequestSent,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  RemindOfMlaRequest,
  SendMlaRequest,
} from '@case-timeline/contracts'
import {
  anyCommandOf,
  commandFor,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  historyNeverViolates,
  officer,
  reportsOnlyRaiseWarnings,
  ruleIdsMatchConstants,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { mlaStream } from './mla.stream.ts'
import * as rules from './mla.rules.ts'
import type { MlaEvent } from './mla.ts'

const given = specificationOf(mlaStream)
const { requestId } = SendMlaRequest.example
const authority = { ...officer, agencyId: 'ph-department-of-justice' }

const send = (changes: Partial<(typeof SendMlaRequest)['example']> = {}) =>
  commandFor(SendMlaRequest, { ...SendMlaRequest.example, ...changes }, {})
const receive = (actor = authority) => commandFor(ReceiveMlaRequest, ReceiveMlaRequest.example, {}, { actor })
const acknowledge = (actor = authority) => commandFor(AcknowledgeMlaRequest, AcknowledgeMlaRequest.example, {}, { actor })
const execute = (partial = false, hashOf: Readonly<Record<string, string>> = {}) =>
  commandFor(ExecuteMlaRequest, { ...ExecuteMlaRequest.example, partial }, { hashOf })
const refuse = (postponed = false) => commandFor(RefuseMlaRequest, { ...RefuseMlaRequest.example, requestId, postponed }, {})

const sent: MlaEvent = { type: MlaRequestSent.type, data: MlaRequestSent.example }
const received: MlaEvent = { type: MlaRequestReceived.type, data: MlaRequestReceived.example }
const executed = (partial = false): MlaEvent => ({ type: MlaRequestExecuted.type, data: { ...MlaRequestExecuted.example, partial } })
const refused = (postponed = false): MlaEvent => ({ type: MlaRequestRefused.type, data: { ...MlaRequestRefused.example, postponed } })

describe('sending a request for legal assistance to another country', () => {
  it('is recorded', () => given().when(send()).then(MlaRequestSent))
  it(rules.mlaRequestIsMadeOnce.sentence, () => given([sent]).when(send()).thenRefusedBy(rules.mlaRequestIsMadeOnce))
  it(rules.mlaRequestGoesThroughCentralAuthority.sentence, () =>
    given()
      .when(send({ centralAuthority: undefined }))
      .thenRefusedBy(rules.mlaRequestGoesThroughCentralAuthority),
  )
  it.each([{ assistance: [] }, { factsRef: undefined }, { law: [] }])(`${rules.mlaRequestIsComplete.sentence}: %j`, (changes) =>
    given().when(send(changes)).thenRefusedBy(rules.mlaRequestIsComplete),
  )
})

describe('a request that is not answered', () => {
  const remind = () => commandFor(RemindOfMlaRequest, RemindOfMlaRequest.example, {})

  it('is asked about again, as often as somebody does', () => {
    given([sent]).when(remind()).then(MlaRequestReminded)
    given([sent, { type: MlaRequestReminded.type, data: MlaRequestReminded.example }])
      .when(remind())
      .then(MlaRequestReminded)
  })
  it(rules.onlySentMlaRequestIsRemindedOf.sentence, () => {
    given().when(remind()).thenRefusedBy(rules.onlySentMlaRequestIsRemindedOf)
    given([received]).when(remind()).thenRefusedBy(rules.onlySentMlaRequestIsRemindedOf)
  })
})

describe('a request from another country', () => {
  it('is recorded and acknowledged', () => {
    given().when(receive()).then(MlaRequestReceived)
    given([received]).when(acknowledge()).then(MlaRequestAcknowledged)
  })
  it(rules.mlaRequestIsReceivedOnce.sentence, () => given([received]).when(receive()).thenRefusedBy(rules.mlaRequestIsReceivedOnce))
  it(rules.centralAuthorityReceivesRequests.sentence, () =>
    given().when(receive(officer)).then(MlaRequestReceived, warning(rules.centralAuthorityReceivesRequests)),
  )
  it(rules.centralAuthorityAcknowledges.sentence, () =>
    given([received]).when(acknowledge(officer)).then(MlaRequestAcknowledged, warning(rules.centralAuthorityAcknowledges)),
  )
})

describe('the outcome of a request for legal assistance', () => {
  it('is recorded as execution or as refusal', () => {
    given([sent]).when(execute()).then(MlaRequestExecuted)
    given([received]).when(refuse()).then(MlaRequestRefused)
  })
  it('is recorded with the direction of the request: sent or received', () => {
    const data = execute().data
    given([sent])
      .when(execute())
      .then({ type: MlaRequestExecuted.type, data: { ...data, direction: 'sent' } })
    given([received])
      .when(execute())
      .then({ type: MlaRequestExecuted.type, data: { ...data, direction: 'received' } })
  })
  it.each([acknowledge(), execute(), refuse()])(`${rules.answeredMlaRequestIsOnRecord.sentence}: $name`, (command) =>
    given().when(command).thenRefusedBy(rules.answeredMlaRequestIsOnRecord),
  )
  it.each([execute(), refuse()])(`${rules.onlyOpenMlaRequestIsDecided.sentence}: $name`, (command) => {
    for (const history of [
      [received, executed()],
      [received, refused()],
    ])
      given(history).when(command).thenRefusedBy(rules.onlyOpenMlaRequestIsDecided)
  })
  it(rules.sentMlaRequestIsAnsweredWhileOpen.sentence, () => {
    for (const history of [
      [sent, executed()],
      [sent, refused()],
    ]) {
      given(history).when(execute()).then(MlaRequestExecuted, warning(rules.sentMlaRequestIsAnsweredWhileOpen))
      given(history).when(refuse()).then(MlaRequestRefused, warning(rules.sentMlaRequestIsAnsweredWhileOpen))
    }
  })
  it('is still open when the request is executed in part or postponed', () => {
    given([sent, executed(true)])
      .when(execute())
      .then(MlaRequestExecuted)
    given([sent, refused(true)])
      .when(execute())
      .then(MlaRequestExecuted)
  })
  const [item] = ExecuteMlaRequest.example.items
  const collectedAs = (sha256: string) => (item === undefined ? {} : { [item.id]: sha256 })
  it(rules.certifiedItemMatchesCollectedItem.sentence, () => {
    given([received])
      .when(execute(false, collectedAs('0'.repeat(64))))
      .thenRefusedBy(rules.certifiedItemMatchesCollectedItem)
    given([received])
      .when(execute(false, collectedAs(item?.sha256 ?? '')))
      .then(MlaRequestExecuted)
  })
  it(rules.itemCertifiedAbroadMatchesCollectedItem.sentence, () =>
    given([sent])
      .when(execute(false, collectedAs('0'.repeat(64))))
      .then(MlaRequestExecuted, warning(rules.itemCertifiedAbroadMatchesCollectedItem)),
  )
})

describe('the properties of the decider of requests for legal assistance', () => {
  const types = Object.values(mlaStream.commands).map(({ type }) => type)
  const commands = anyCommandOf<CommandOfAggregate<typeof mlaStream>>(types, fc.record({ hashOf: fc.constant({}) }))
  it('deciding the same command twice changes nothing', () => decidingTwiceChangesNothing(mlaStream, commands))
  it('evolve never throws', () => evolveNeverThrows(mlaStream, commands))
  it('each rule id matches the name of its constant', () => ruleIdsMatchConstants('prosecution', rules))
  it('a report is refused only by an integrity rule, and otherwise accepted with warnings', () =>
    reportsOnlyRaiseWarnings(mlaStream, [MlaRequestReceived, MlaRequestAcknowledged], commands))
  it(`${rules.onlyOpenMlaRequestIsDecided.sentence}, after any history`, () =>
    historyNeverViolates(mlaStream, commands, (history) => {
      if (history.some(({ type }) => type === MlaRequestSent.type)) return []
      const ends = history.filter(
        (event) => ('partial' in event.data && !event.data.partial) || ('postponed' in event.data && !event.data.postponed),
      )
      return ends.slice(1)
    }))
})
