import {
  AgreeLeadJurisdiction,
  AssetsFrozen,
  AssetsReleased,
  BailDecided,
  DecideDecisionReview,
  EventRetracted,
  EvidenceCollected,
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
  RightsInformed,
  SeekConfiscation,
  SendMlaRequest,
  VerdictDelivered,
  VictimStatusDetermined,
  VictimSuspectConflictFlagged,
  type EventType,
} from '@case-timeline/contracts'
import { commanded } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { charged, mai } from './domain/prosecution.fixtures.ts'
import { mlaStream } from './mla.stream.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const caseId = '99999999-9999-4999-8999-999999999999'

const told = (type: EventType, data: object = {}) => ({
  type: type.type,
  stream: `${type.type.split('.')[0]}.any-1`,
  data: { ...(type.example as object), ...data },
})
const ofMai = (type: EventType, data: object = {}) => told(type, { personRef: mai, ...data })
type Told = Parameters<typeof storedCase>[1]
const read = (history: readonly Told[], command: Parameters<NonNullable<typeof prosecutionStream.known>>[1]) =>
  prosecutionStream.known?.(storedCase(caseId, ...history), command)

describe('who is a victim, to a prosecutor', () => {
  const victimsIn = (...history: Told[]) => read(history, charged())?.known
  const approver = { userId: 'l.santos', role: 'lead-investigator' }
  const byOne = ofMai(VictimStatusDetermined, { status: 'NotAVictimOfTrafficking' })
  const none = ofMai(VictimStatusDetermined, { status: 'NotAVictimOfTrafficking', approver })
  const presumed = ofMai(PresumedVictimIdentified, { ageBand: 'child' })

  it('is who was presumed, determined or recognised to be one', () => {
    expect(victimsIn(presumed)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(ofMai(VictimStatusDetermined))).toMatchObject({ victims: { [mai]: { ageBand: 'unknown' } } })
    expect(victimsIn(ofMai(ForeignIdentificationRecognised))).toMatchObject({ victims: { [mai]: { ageBand: 'unknown' } } })
  })
  it('keeps the age that police found', () =>
    expect(victimsIn(presumed, ofMai(VictimStatusDetermined))).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } }))
  it('is no more whom police last found to be none, conflict or not', () => {
    expect(victimsIn(presumed, ofMai(VictimSuspectConflictFlagged), none)).toEqual({ victims: {}, conflicts: [] })
    expect(victimsIn(presumed, none, ofMai(ForeignIdentificationRecognised))).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
  })
  it('is still whom one officer alone found to be none, once she was presumed to be one', () => {
    expect(victimsIn(presumed, byOne)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(presumed, byOne, byOne)).toMatchObject({ victims: { [mai]: { ageBand: 'child' } } })
    expect(victimsIn(byOne)).toEqual({ victims: {}, conflicts: [] })
  })
  it('is still who is flagged and nothing else is known of', () =>
    expect(victimsIn(ofMai(VictimSuspectConflictFlagged))).toEqual({ victims: {}, conflicts: [mai] }))
})

describe('what the other decisions of a prosecutor read', () => {
  it('a disclosure: the conditions under which its items came', () => {
    const item = { id: mai, sha256: '0'.repeat(64) }
    const history = [
      told(MlaRequestExecuted, { items: [item], conditions: ['thisProceedingOnly'] }),
      told(MlaRequestExecuted, { items: [item], conditions: ['noOnwardTransfer'] }),
    ]
    expect(read(history, commanded(MakeDisclosure, MakeDisclosure.example, {}) as never)?.known).toEqual({
      conditionsOf: { [mai]: ['thisProceedingOnly', 'noOnwardTransfer'] },
    })
  })

  it('a disclosure: not the conditions under which this country sent its items abroad', () => {
    const item = { id: mai, sha256: '0'.repeat(64) }
    const history = [told(MlaRequestExecuted, { items: [item], conditions: ['thisProceedingOnly'], direction: 'received' })]
    expect(read(history, commanded(MakeDisclosure, MakeDisclosure.example, {}) as never)?.known).toEqual({ conditionsOf: {} })
  })

  it('a confiscation: what was frozen or traced', () => {
    const reading = read(
      [told(AssetsFrozen), told(OnlineTraceRecorded)],
      commanded(SeekConfiscation, SeekConfiscation.example, {}) as never,
    )
    expect(reading?.known).toEqual({ frozenOrTraced: [...AssetsFrozen.example.assetIds, OnlineTraceRecorded.example.traceId] })
  })

  it('a confiscation: nothing that was released again, unless it was frozen anew', () => {
    const seek = commanded(SeekConfiscation, SeekConfiscation.example, {}) as never
    const { assetIds } = AssetsFrozen.example
    expect(read([told(AssetsFrozen), told(AssetsReleased, { assetIds })], seek)?.known).toEqual({ frozenOrTraced: [] })
    expect(read([told(AssetsFrozen), told(AssetsReleased, { assetIds }), told(AssetsFrozen)], seek)?.known).toEqual({
      frozenOrTraced: assetIds,
    })
  })

  it('an appeal: when the court decided what', () =>
    expect(
      read([{ ...told(VerdictDelivered), occurredAt: '2026-05-04' }], commanded(LodgeAppeal, LodgeAppeal.example, {}) as never)?.known,
    ).toEqual({ decidedOn: { [storedIdOf(0)]: '2026-05-04' } }))

  it('a claim: whether she was told of compensation', () => {
    const claim = commanded(FileCompensationClaim, { ...FileCompensationClaim.example, personRef: mai }, {}) as never
    expect(read([ofMai(RightsInformed)], claim)?.known).toEqual({ informedOfCompensation: false })
    expect(read([told(RightsInformed, { topics: ['compensation'] })], claim)?.known).toEqual({ informedOfCompensation: false })
    expect(read([ofMai(RightsInformed, { topics: ['compensation'] })], claim)?.known).toEqual({ informedOfCompensation: true })
  })

  it('a notice to a victim: whether the decision is on record', () => {
    const notify = (decisionEventId: string) => commanded(NotifyVictim, { ...NotifyVictim.example, decisionEventId }, {}) as never
    const of = (...history: Told[]) => read(history, notify(storedIdOf(0)))?.known
    expect(read([told(VerdictDelivered)], notify(storedIdOf(0)))).toMatchObject({ read: [{ id: storedIdOf(0) }] })
    expect(of(told(VerdictDelivered))).toEqual({ exists: true, stands: true })
    expect(of(told(BailDecided))).toEqual({ exists: true, stands: true })
    expect(of(told(EvidenceCollected))).toEqual({ exists: false, stands: false })
    expect(of(told(NoProsecutionDecided), told(EventRetracted, { retractsId: storedIdOf(0) }))).toEqual({ exists: true, stands: false })
    expect(read([told(VerdictDelivered)], notify(mai))?.known).toEqual({ exists: false, stands: false })
  })

  it('a review: who had decided', () =>
    expect(read([told(NoProsecutionDecided)], commanded(DecideDecisionReview, DecideDecisionReview.example, {}) as never)?.known).toEqual({
      decidedBy: { [storedIdOf(0)]: 'k.santoso' },
    }))

  it('an agreement on the lead: nothing', () =>
    expect(read([told(VerdictDelivered)], commanded(AgreeLeadJurisdiction, AgreeLeadJurisdiction.example, {}))).toEqual({
      known: {},
      read: [],
    }))
})

describe('what a request for legal assistance reads', () => {
  it('when it is executed: the hashes with which its items were collected', () => {
    const [item] = ExecuteMlaRequest.example.items
    const history = storedCase(
      caseId,
      told(EvidenceCollected, { evidenceId: item?.id, sha256: '1'.repeat(64) }),
      told(EvidenceCollected, { evidenceId: mai }),
    )
    const execute = commanded(ExecuteMlaRequest, ExecuteMlaRequest.example, { hashOf: {} })
    expect(mlaStream.known?.(history, execute)).toMatchObject({
      known: { hashOf: { [item?.id ?? '']: '1'.repeat(64) } },
      read: [{ id: storedIdOf(0) }],
    })
  })
  it('when it is sent: nothing', () =>
    expect(mlaStream.known?.([], commanded(SendMlaRequest, SendMlaRequest.example, {}))).toEqual({ known: {}, read: [] }))
})
