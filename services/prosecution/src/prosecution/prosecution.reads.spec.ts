import { readingFor, type UnreadCommand } from '@case-timeline/commands'
import {
  AgreeLeadJurisdiction,
  AppealDecided,
  AppealLodged,
  AssetsFrozen,
  AssetsReleased,
  BailDecided,
  CompensationClaimFiled,
  DecideDecisionReview,
  EventRetracted,
  EvidenceCollected,
  EvidenceRuledOn,
  ExecuteMlaRequest,
  FileCompensationClaim,
  ForeignIdentificationRecognised,
  LodgeAppeal,
  MakeDisclosure,
  MlaRequestExecuted,
  NoProsecutionDecided,
  NotifyVictim,
  OnlineTraceRecorded,
  PresumedVictimIdentified,
  RecordTestimonyRefusal,
  RightsInformed,
  SeekConfiscation,
  SendMlaRequest,
  TestimonyConsentRecorded,
  TestimonyRefused,
  VerdictDelivered,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { commandFor } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { charged, mai } from './prosecution.fixtures.ts'
import { mlaStream } from '../mla/mla.stream.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'

const storedFact = (type: EventType, data: object = {}) => ({
  type: type.type,
  stream: `${type.type.split('.')[0]}.any-1`,
  data: { ...(type.example as object), ...data },
})
const ofMai = (type: EventType, data: object = {}) => storedFact(type, { personRef: mai, ...data })
type StoredFact = Parameters<typeof storedCase>[1]
const read = (history: readonly StoredFact[], command: UnreadCommand) =>
  readingFor(prosecutionStream, storedCase(caseId, ...history), command)

describe('the victims that the prosecutor reads', () => {
  const victimsIn = (...history: StoredFact[]) => read(history, charged()).known
  const approver = { userId: 'l.santos', role: 'lead-investigator' }
  const byOne = ofMai(VictimStatusDetermined, { status: 'NotAVictimOfTrafficking' })
  const none = ofMai(VictimStatusDetermined, { status: 'NotAVictimOfTrafficking', approver })
  const presumed = ofMai(PresumedVictimIdentified, { ageBand: 'child' })

  it('include each person who was presumed, determined or recognised as a victim', () => {
    expect(victimsIn(presumed)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(ofMai(VictimStatusDetermined))).toMatchObject({ victims: { [mai]: { ageBand: 'unknown' } } })
    expect(victimsIn(ofMai(ForeignIdentificationRecognised))).toMatchObject({ victims: { [mai]: { ageBand: 'unknown' } } })
  })
  it('keep the age that police recorded', () =>
    expect(victimsIn(presumed, ofMai(VictimStatusDetermined))).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } }))
  it('exclude a person whom police last found not to be a victim, even when flagged as a suspect too', () => {
    expect(victimsIn(presumed, ofMai(VictimSuspectConflictFlagged), none)).toEqual({ victims: {}, conflicts: [], beforeCourt: {} })
    expect(victimsIn(presumed, none, ofMai(ForeignIdentificationRecognised))).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
  })
  it('include a presumed victim whom one officer, without approval, found not to be a victim', () => {
    expect(victimsIn(presumed, byOne)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(presumed, byOne, byOne)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(byOne)).toEqual({ victims: {}, conflicts: [], beforeCourt: {} })
  })
  it('list a flagged person without any recorded status as a conflict', () =>
    expect(victimsIn(ofMai(VictimSuspectConflictFlagged))).toEqual({ victims: {}, conflicts: [mai], beforeCourt: {} }))
})

describe('the facts that other decisions of the prosecutor read', () => {
  it('a disclosure reads the conditions under which its items were received', () => {
    const item = { id: mai, sha256: '0'.repeat(64) }
    const history = [
      storedFact(MlaRequestExecuted, { items: [item], conditions: ['thisProceedingOnly'] }),
      storedFact(MlaRequestExecuted, { items: [item], conditions: ['noOnwardTransfer'] }),
    ]
    expect(read(history, commandFor(MakeDisclosure, MakeDisclosure.example, {})).known).toEqual({
      conditionsOf: { [mai]: ['thisProceedingOnly', 'noOnwardTransfer'] },
    })
  })

  it('a disclosure does not read the conditions under which this country sent items abroad', () => {
    const item = { id: mai, sha256: '0'.repeat(64) }
    const history = [storedFact(MlaRequestExecuted, { items: [item], conditions: ['thisProceedingOnly'], direction: 'received' })]
    expect(read(history, commandFor(MakeDisclosure, MakeDisclosure.example, {})).known).toEqual({ conditionsOf: {} })
  })

  it('a confiscation reads the assets that were frozen or traced', () => {
    const reading = read(
      [storedFact(AssetsFrozen), storedFact(OnlineTraceRecorded)],
      commandFor(SeekConfiscation, SeekConfiscation.example, {}),
    )
    expect(reading.known).toEqual({ frozenOrTraced: [...AssetsFrozen.example.assetIds, OnlineTraceRecorded.example.traceId] })
  })

  it('a confiscation does not read released assets, unless they were frozen again', () => {
    const seek = commandFor(SeekConfiscation, SeekConfiscation.example, {})
    const { assetIds } = AssetsFrozen.example
    expect(read([storedFact(AssetsFrozen), storedFact(AssetsReleased, { assetIds })], seek).known).toEqual({ frozenOrTraced: [] })
    expect(read([storedFact(AssetsFrozen), storedFact(AssetsReleased, { assetIds }), storedFact(AssetsFrozen)], seek).known).toEqual({
      frozenOrTraced: assetIds,
    })
  })

  it('an appeal reads the dates of the judgments', () =>
    expect(
      read([{ ...storedFact(VerdictDelivered), occurredAt: '2026-05-04' }], commandFor(LodgeAppeal, LodgeAppeal.example, {})).known,
    ).toEqual({
      decidedOn: { [storedIdOf(0)]: '2026-05-04' },
      instances: { [storedIdOf(0)]: 'DISTRICT_COURT' },
      isInterlocutory: false,
    }))

  it('an appeal against a decision on bail or evidence reads that decision, and no other', () => {
    const appeal = commandFor(LodgeAppeal, { ...LodgeAppeal.example, against: storedIdOf(1) }, {})
    const reading = read([storedFact(EvidenceRuledOn), storedFact(BailDecided)], appeal)
    expect(reading.known).toEqual({ decidedOn: {}, instances: {}, isInterlocutory: true })
    expect(reading.read.map(({ id }) => id)).toEqual([storedIdOf(1)])
  })

  it('a compensation claim reads whether the claimant was informed of compensation', () => {
    const claim = commandFor(FileCompensationClaim, { ...FileCompensationClaim.example, personRef: mai }, {})
    expect(read([ofMai(RightsInformed)], claim).known).toEqual({ informedOfCompensation: false })
    expect(read([storedFact(RightsInformed, { topics: ['compensation'] })], claim).known).toEqual({ informedOfCompensation: false })
    expect(read([ofMai(RightsInformed, { topics: ['compensation'] })], claim).known).toEqual({ informedOfCompensation: true })
  })

  it('an appeal, a claim and a refusal to testify read what another sector recorded of the same, and name it in no basis', () => {
    const elsewhere = (type: EventType, service: string, data: object = {}) => ({ ...ofMai(type, data), stream: `${service}.any-1` })
    const claim = commandFor(FileCompensationClaim, { ...FileCompensationClaim.example, personRef: mai }, {})
    const claimed = [elsewhere(CompensationClaimFiled, 'victimSupport', { claimId: caseId })]
    expect(read(claimed, claim)).toEqual({ known: { informedOfCompensation: false, sameElsewhere: [storedIdOf(0)] }, read: [] })
    expect(read([ofMai(CompensationClaimFiled)], claim).known).toEqual({ informedOfCompensation: false })
    const appeal = commandFor(LodgeAppeal, LodgeAppeal.example, {})
    const received = { ...storedFact(AppealLodged), stream: 'adjudication.filing-1' }
    expect(read([received], appeal)).toMatchObject({ known: { sameElsewhere: [storedIdOf(0)] }, read: [] })
    const again = commandFor(LodgeAppeal, { ...LodgeAppeal.example, appealId: caseId }, {})
    expect(read([received], again).known).toMatchObject({ sameElsewhere: [storedIdOf(0)] })
    const dismissed = storedFact(AppealDecided, { appealId: AppealLodged.example.appealId })
    expect(read([received, dismissed], again).known).not.toHaveProperty('sameElsewhere', expect.anything())
    const refusal = commandFor(RecordTestimonyRefusal, { personRef: mai }, {})
    const refused = elsewhere(TestimonyRefused, 'victimSupport')
    expect(read([refused], refusal)).toEqual({ known: { sameElsewhere: [storedIdOf(0)] }, read: [] })
    expect(read([refused, ofMai(TestimonyConsentRecorded)], refusal).known).toEqual({})
    expect(read([ofMai(TestimonyRefused)], refusal).known).toEqual({})
  })

  it('a notification of a victim reads whether the decision is on record and in force', () => {
    const notify = (decisionEventId: string) => commandFor(NotifyVictim, { ...NotifyVictim.example, decisionEventId }, {})
    const of = (...history: StoredFact[]) => read(history, notify(storedIdOf(0))).known
    expect(read([storedFact(VerdictDelivered)], notify(storedIdOf(0)))).toMatchObject({ read: [{ id: storedIdOf(0) }] })
    expect(of(storedFact(VerdictDelivered))).toEqual({ exists: true, inForce: true })
    expect(of(storedFact(BailDecided))).toEqual({ exists: true, inForce: true })
    expect(of(storedFact(EvidenceCollected))).toEqual({ exists: false, inForce: false })
    const decided = storedFact(NoProsecutionDecided)
    expect(of(decided, { ...storedFact(EventRetracted, { retractsId: storedIdOf(0) }), stream: decided.stream })).toEqual({
      exists: true,
      inForce: false,
    })
    expect(read([storedFact(VerdictDelivered)], notify(mai)).known).toEqual({ exists: false, inForce: false })
  })

  it('the decision of a review reads who took the reviewed decision', () =>
    expect(read([storedFact(NoProsecutionDecided)], commandFor(DecideDecisionReview, DecideDecisionReview.example, {})).known).toEqual({
      decidedBy: { [storedIdOf(0)]: 'k.santoso' },
    }))

  it('an agreement on the lead jurisdiction reads nothing', () =>
    expect(read([storedFact(VerdictDelivered)], commandFor(AgreeLeadJurisdiction, AgreeLeadJurisdiction.example, {}))).toEqual({
      known: {},
      read: [],
    }))
})

describe('the facts that a request for legal assistance reads', () => {
  it('are the recorded hashes of its items when it is executed', () => {
    const [item] = ExecuteMlaRequest.example.items
    const history = storedCase(
      caseId,
      storedFact(EvidenceCollected, { evidenceId: item?.id, sha256: '1'.repeat(64) }),
      storedFact(EvidenceCollected, { evidenceId: mai }),
    )
    const execute = commandFor(ExecuteMlaRequest, ExecuteMlaRequest.example, { hashOf: {} })
    expect(readingFor(mlaStream, history, execute)).toMatchObject({
      known: { hashOf: { [item?.id ?? '']: '1'.repeat(64) } },
      read: [{ id: storedIdOf(0) }],
    })
  })
  it('are none when it is sent', () =>
    expect(readingFor(mlaStream, [], commandFor(SendMlaRequest, SendMlaRequest.example, {}))).toEqual({ known: {}, read: [] }))
})
