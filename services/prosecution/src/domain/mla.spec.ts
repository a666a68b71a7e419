import {
  AcknowledgeMlaRequest,
  ExecuteMlaRequest,
  MlaRequestAcknowledged,
  MlaRequestExecuted,
  MlaRequestReceived,
  MlaRequestRefused,
  MlaRequestSent,
  ReceiveMlaRequest,
  RefuseMlaRequest,
  SendMlaRequest,
} from '@case-timeline/contracts'
import {
  anyOf,
  commanded,
  decidingTwiceChangesNothing,
  evolveNeverThrows,
  neverViolated,
  officer,
  reportsAreOnlyWarnedAbout,
  rulesHaveOneName,
  specificationOf,
  warning,
} from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { mla } from './mla.decide.ts'
import * as rules from './mla.rules.ts'
import type { MlaCommand, MlaFact } from './mla.ts'

const given = specificationOf(mla)
const { requestId } = SendMlaRequest.example
const authority = { ...officer, agencyId: 'ph-department-of-justice' }

const send = (but: Partial<(typeof SendMlaRequest)['example']> = {}) => commanded(SendMlaRequest, { ...SendMlaRequest.example, ...but }, {})
const receive = (actor = authority) => commanded(ReceiveMlaRequest, ReceiveMlaRequest.example, {}, { actor })
const acknowledge = (actor = authority) => commanded(AcknowledgeMlaRequest, AcknowledgeMlaRequest.example, {}, { actor })
const execute = (partial = false, hashOf: Readonly<Record<string, string>> = {}) =>
  commanded(ExecuteMlaRequest, { ...ExecuteMlaRequest.example, partial }, { hashOf })
const refuse = (postponed = false) => commanded(RefuseMlaRequest, { ...RefuseMlaRequest.example, requestId, postponed }, {})

const sent: MlaFact = { type: MlaRequestSent.type, data: MlaRequestSent.example }
const received: MlaFact = { type: MlaRequestReceived.type, data: MlaRequestReceived.example }
const executed = (partial = false): MlaFact => ({ type: MlaRequestExecuted.type, data: { ...MlaRequestExecuted.example, partial } })
const refused = (postponed = false): MlaFact => ({ type: MlaRequestRefused.type, data: { ...MlaRequestRefused.example, postponed } })

describe('asking another country for legal assistance', () => {
  it('is recorded', () => given().when(send()).then(MlaRequestSent))
  it(rules.anMlaRequestIsMadeOnce.sentence, () => given([sent]).when(send()).thenRefusedBy(rules.anMlaRequestIsMadeOnce))
  it(rules.anMlaRequestGoesThroughTheCentralAuthority.sentence, () =>
    given()
      .when(send({ centralAuthority: undefined }))
      .thenRefusedBy(rules.anMlaRequestGoesThroughTheCentralAuthority),
  )
  it.each([{ assistance: [] }, { factsRef: undefined }, { law: [] }])(`${rules.anMlaRequestIsComplete.sentence}: %j`, (but) =>
    given().when(send(but)).thenRefusedBy(rules.anMlaRequestIsComplete),
  )
})

describe('a request of another country', () => {
  it('is recorded and acknowledged', () => {
    given().when(receive()).then(MlaRequestReceived)
    given([received]).when(acknowledge()).then(MlaRequestAcknowledged)
  })
  it(rules.anMlaRequestIsReceivedOnce.sentence, () => given([received]).when(receive()).thenRefusedBy(rules.anMlaRequestIsReceivedOnce))
  it(rules.theCentralAuthorityTakesRequestsIn.sentence, () =>
    given().when(receive(officer)).then(MlaRequestReceived, warning(rules.theCentralAuthorityTakesRequestsIn)),
  )
  it(rules.anAcknowledgedRequestWasMade.sentence, () => given().when(acknowledge()).thenRefusedBy(rules.anAcknowledgedRequestWasMade))
  it(rules.theCentralAuthorityAcknowledges.sentence, () =>
    given([received]).when(acknowledge(officer)).then(MlaRequestAcknowledged, warning(rules.theCentralAuthorityAcknowledges)),
  )
})

describe('what becomes of a request', () => {
  it('it is executed, or refused', () => {
    given([sent]).when(execute()).then(MlaRequestExecuted)
    given([received]).when(refuse()).then(MlaRequestRefused)
  })
  it('its execution says whether this country asked or was asked', () => {
    const data = execute().data
    given([sent])
      .when(execute())
      .then({ type: MlaRequestExecuted.type, data: { ...data, direction: 'sent' } })
    given([received])
      .when(execute())
      .then({ type: MlaRequestExecuted.type, data: { ...data, direction: 'received' } })
  })
  it.each([execute(), refuse()])(`${rules.onlyAnOpenMlaRequestIsDecided.sentence}: $name`, (command) => {
    for (const history of [[], [sent, executed()], [sent, refused()]])
      given(history).when(command).thenRefusedBy(rules.onlyAnOpenMlaRequestIsDecided)
  })
  it('it stays open when it is executed in part, or put off', () => {
    given([sent, executed(true)])
      .when(execute())
      .then(MlaRequestExecuted)
    given([sent, refused(true)])
      .when(execute())
      .then(MlaRequestExecuted)
  })
  it(rules.aCertifiedItemIsTheCollectedOne.sentence, () => {
    const [item] = ExecuteMlaRequest.example.items
    const collectedAs = (sha256: string) => (item === undefined ? {} : { [item.id]: sha256 })
    given([sent])
      .when(execute(false, collectedAs('0'.repeat(64))))
      .thenRefusedBy(rules.aCertifiedItemIsTheCollectedOne)
    given([sent])
      .when(execute(false, collectedAs(item?.sha256 ?? '')))
      .then(MlaRequestExecuted)
  })
})

describe('the laws of a request for legal assistance', () => {
  const types = [SendMlaRequest, ReceiveMlaRequest, AcknowledgeMlaRequest, ExecuteMlaRequest, RefuseMlaRequest]
  const commands = anyOf<MlaCommand>(types, fc.record({ hashOf: fc.constant({}) }))
  it('deciding twice changes nothing', () => decidingTwiceChangesNothing(mla, commands))
  it('evolve never throws', () => evolveNeverThrows(mla, commands))
  it('each rule has one name', () => rulesHaveOneName('prosecution', rules))
  it('reports are only warned about', () => reportsAreOnlyWarnedAbout(mla, [MlaRequestReceived, MlaRequestAcknowledged], commands))
  it(`${rules.onlyAnOpenMlaRequestIsDecided.sentence}, whatever came before`, () =>
    neverViolated(mla, commands, (history) => {
      const ends = history.filter(
        (event) => ('partial' in event.data && !event.data.partial) || ('postponed' in event.data && !event.data.postponed),
      )
      return ends.slice(1)
    }))
})
