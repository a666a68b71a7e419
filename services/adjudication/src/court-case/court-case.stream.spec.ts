import {
  AccessExcluded,
  AppealDecided,
  AppealLodged,
  AssetsFrozen,
  AssetsReleased,
  BailDecided,
  ChargeLaid,
  ChargeWithdrawn,
  ConfiscationSought,
  DecideAppeal,
  EvidenceCollected,
  IndictmentFiled,
  MakeJudgmentFinal,
  MlaRequestExecuted,
  OrderConfiscation,
  PresumedVictimIdentified,
  GiveTestimony,
  RuleOnEvidence,
  SentenceImposed,
  VerdictDelivered,
  type EventType,
  type JurisdictionPolicy,
} from '@case-timeline/contracts'
import { readingFor, type UnreadCommand } from '@case-timeline/commands'
import { commandFor } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import type { KnownAppealability } from './court-case.commands.ts'
import { courtCaseStream } from './court-case.stream.ts'
import {
  assignJudge,
  chargeId,
  deliverVerdict,
  holdHearing,
  indictmentId,
  nothingRequired,
  scheduleHearing,
  trader,
  witness,
} from './court-case.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const stream = `prosecution.case-${caseId}`
const charged = { type: ChargeLaid.type, stream, data: { ...ChargeLaid.example, chargeId, accusedRef: trader } }
const filed = { type: IndictmentFiled.type, stream, data: { indictmentId, courtId: 'ph-rtc-manila', chargeIds: [chargeId] } }
const history = storedCase(caseId, charged, filed)

describe('the stream and the readings of a court case', () => {
  it('there is one stream for each case', () => expect(courtCaseStream.streamId(caseId, deliverVerdict().data)).toBe(caseId))

  it('a verdict reads the filed indictments and the accused of each charge', () =>
    expect(readingFor(courtCaseStream, history, deliverVerdict())).toMatchObject({
      known: { indictments: [{ indictmentId, chargeIds: [chargeId] }], accusedByCharge: { [chargeId]: trader } },
      read: [{ id: storedIdOf(1) }, { id: storedIdOf(0) }],
    }))

  it('a verdict reads that a charge was withdrawn', () => {
    const withdrawn = { type: ChargeWithdrawn.type, stream, data: { chargeId, reasonCode: 'nonPunishment' } }
    expect(readingFor(courtCaseStream, storedCase(caseId, charged, withdrawn), deliverVerdict())).toMatchObject({
      known: { chargesNoLongerPending: [chargeId] },
    })
  })

  it('the assignment of a judge reads the exclusions, and is guarded against a concurrent exclusion', () => {
    const record = `adjudication.record-${caseId}`
    const excluded = { type: AccessExcluded.type, stream: record, data: { userId: 'j.dizon', personRef: witness, reasonCode: 'kinship' } }
    expect(readingFor(courtCaseStream, storedCase(caseId, excluded), assignJudge())).toMatchObject({
      known: { excludedJudges: [witness], excludedAccounts: ['j.dizon'], unnamedAccounts: [] },
      guards: [{ stream: record, revision: 0 }],
    })
    const unnamed = { ...excluded, data: { userId: 'j.dizon', reasonCode: 'kinship' } }
    expect(readingFor(courtCaseStream, storedCase(caseId, unnamed), assignJudge()).known).toMatchObject({
      excludedJudges: [],
      unnamedAccounts: ['j.dizon'],
    })
  })

  it('testimony reads the protected children, a ruling the certified items, a confiscation the frozen assets', () => {
    const police = `investigation.case-${caseId}`
    const recorded = storedCase(
      caseId,
      {
        type: PresumedVictimIdentified.type,
        stream: police,
        data: { ...PresumedVictimIdentified.example, personRef: witness, ageBand: 'unknown' },
      },
      { type: MlaRequestExecuted.type, stream: `prosecution.mla-${indictmentId}`, data: MlaRequestExecuted.example },
      { type: AssetsFrozen.type, stream: `investigation.assets-${indictmentId}`, data: AssetsFrozen.example },
    )
    const known = (command: UnreadCommand) => readingFor(courtCaseStream, recorded, command).known
    expect(known(commandFor(GiveTestimony, GiveTestimony.example, {}))).toMatchObject({ personsProtectedAsChildren: [witness] })
    expect(known(commandFor(RuleOnEvidence, RuleOnEvidence.example, {}))).toMatchObject({
      certifiedItems: MlaRequestExecuted.example.items.map(({ id }) => id),
    })
    expect(known(commandFor(OrderConfiscation, OrderConfiscation.example, {}))).toMatchObject({
      tracedAssets: AssetsFrozen.example.assetIds,
    })
  })

  it('a confiscation reads the assets that are held, not those released since', () => {
    const assetEvent = (type: EventType, data: object = {}) => ({
      type: type.type,
      stream: `investigation.assets-${indictmentId}`,
      data: { ...(type.example as object), assetIds: [indictmentId], ...data },
    })
    const [frozen, sought, released] = [assetEvent(AssetsFrozen), assetEvent(ConfiscationSought), assetEvent(AssetsReleased)]
    const traced = (...recorded: (typeof frozen)[]) =>
      readingFor(courtCaseStream, storedCase(caseId, ...recorded), commandFor(OrderConfiscation, OrderConfiscation.example, {})).known
    expect(traced(frozen, sought)).toMatchObject({ tracedAssets: [indictmentId] })
    expect(traced(frozen, sought, released)).toMatchObject({ tracedAssets: [] })
    expect(traced(frozen, released, frozen)).toMatchObject({ tracedAssets: [indictmentId] })
  })

  it('a ruling reads the items that were collected from the police of another country', () => {
    const item = (evidenceId: string, cooperationRequestId?: string) => ({
      type: EvidenceCollected.type,
      stream: `investigation.evidence-${evidenceId}`,
      data: { ...EvidenceCollected.example, evidenceId, ...(cooperationRequestId === undefined ? {} : { cooperationRequestId }) },
    })
    const recorded = storedCase(caseId, item(chargeId), item(witness, indictmentId))
    expect(readingFor(courtCaseStream, recorded, commandFor(RuleOnEvidence, RuleOnEvidence.example, {}))).toMatchObject({
      known: { itemsFromAbroad: [witness] },
      read: [{ id: storedIdOf(1) }],
    })
  })

  it('a ruling does not read an item as certified with another hash than the one of its collection', () => {
    const [item] = MlaRequestExecuted.example.items
    const collectedAs = (sha256?: string) => ({
      type: EvidenceCollected.type,
      stream: `investigation.evidence-${indictmentId}`,
      data: { ...EvidenceCollected.example, evidenceId: item?.id, sha256 },
    })
    const executed = { type: MlaRequestExecuted.type, stream: `prosecution.mla-${indictmentId}`, data: MlaRequestExecuted.example }
    const certifiedAfter = (sha256?: string) =>
      readingFor(courtCaseStream, storedCase(caseId, collectedAs(sha256), executed), commandFor(RuleOnEvidence, RuleOnEvidence.example, {}))
        .known
    expect(certifiedAfter('0'.repeat(64))).toMatchObject({ certifiedItems: [] })
    expect(certifiedAfter(item?.sha256)).toMatchObject({ certifiedItems: [item?.id] })
    expect(certifiedAfter()).toMatchObject({ certifiedItems: [item?.id] })
  })

  it('a ruling does not read items as certified that this country sent to another country', () => {
    const data = { ...MlaRequestExecuted.example, direction: 'received' }
    const sentAbroad = storedCase(caseId, { type: MlaRequestExecuted.type, stream: `prosecution.mla-${indictmentId}`, data })
    expect(readingFor(courtCaseStream, sentAbroad, commandFor(RuleOnEvidence, RuleOnEvidence.example, {})).known).toMatchObject({
      certifiedItems: [],
    })
  })

  describe('a final judgment reads the pending appeal and the end of the time for an appeal', () => {
    const decided = (type: EventType, occurredAt: string, data: object) => ({
      type: type.type,
      stream: `adjudication.courtCase-${caseId}`,
      data: { ...(type.example as object), ...data },
      occurredAt,
      occurredZone: 'Asia/Manila',
    })
    const verdict = decided(VerdictDelivered, '2026-11-20', { chargeId })
    const sentence = decided(SentenceImposed, '2026-11-22', { chargeId })
    const appealAgainst = (index: number) => ({
      type: AppealLodged.type,
      stream,
      data: { ...AppealLodged.example, against: storedIdOf(index) },
    })
    const policy: JurisdictionPolicy = {
      jurisdiction: 'ZZ',
      reviewed: false,
      rules: {},
      traffickingOffences: [],
      clocks: [{ activity: 'appeal', maxDays: 15, validFrom: '2000-01-01', source: 'invented' }],
    }
    const final = commandFor(MakeJudgmentFinal, { chargeId }, {}, { policy })
    const known = (...recorded: (typeof verdict | ReturnType<typeof appealAgainst>)[]) =>
      readingFor(courtCaseStream, storedCase(caseId, ...recorded), final).known

    it('against the verdict on a charge', () =>
      expect(known(verdict, appealAgainst(0))).toMatchObject({
        chargesUnderAppeal: [chargeId],
        appealableUntil: { [chargeId]: '2026-12-05T16:00:00.000Z' },
      }))
    it('which the registry received, or the prosecutor and the registry recorded under two ids: it is decided under either', () => {
      const byRegistry = {
        ...appealAgainst(0),
        stream: `adjudication.filing-${caseId}`,
        data: { ...appealAgainst(0).data, appealId: witness },
      }
      const dismissed = (appealId: string) => decided(AppealDecided, '2026-12-10', { appealId, outcome: 'dismissed', effects: [] })
      expect(known(verdict, byRegistry)).toMatchObject({ chargesUnderAppeal: [chargeId] })
      expect(known(verdict, appealAgainst(0), byRegistry)).toMatchObject({ chargesUnderAppeal: [chargeId] })
      for (const appealId of [AppealLodged.example.appealId, witness])
        expect(known(verdict, appealAgainst(0), byRegistry, dismissed(appealId))).toMatchObject({ chargesUnderAppeal: [] })
      expect(known(verdict, byRegistry, { ...byRegistry, data: appealAgainst(0).data }, dismissed(witness))).toMatchObject({
        chargesUnderAppeal: [chargeId],
      })
    })
    it('which is lodged again after one was decided, or by another victim: it keeps the judgment from being final', () => {
      const { appealId } = AppealLodged.example
      const dismissed = decided(AppealDecided, '2026-12-10', { appealId, outcome: 'dismissed', effects: [] })
      const byRegistry = (changes: object = {}) => ({
        ...{ ...appealAgainst(0), stream: `adjudication.filing-${caseId}` },
        data: { ...appealAgainst(0).data, appealId: witness, ...changes },
      })
      const underAppeal = { chargesUnderAppeal: [chargeId] }
      expect(known(verdict, appealAgainst(0), dismissed, byRegistry())).toMatchObject(underAppeal)
      const byRole = 'victim' as const
      const ofVictim = { ...appealAgainst(0), data: { ...appealAgainst(0).data, byRole } }
      expect(known(verdict, ofVictim, byRegistry({ byRole }), dismissed)).toMatchObject(underAppeal)
    })
    it('but not by a request to reopen it, which lies against a final judgment', () => {
      const reopening = { ...appealAgainst(0), data: { ...appealAgainst(0).data, remedy: 'reopening' as const } }
      expect(known(verdict, reopening)).toMatchObject({ chargesUnderAppeal: [] })
    })
    it('against a decision that is not on record, or that names no charge, which may concern any', () => {
      expect(known(verdict, appealAgainst(7))).toMatchObject({ chargesUnderAppeal: [chargeId] })
      const dismissed = decided(AppealDecided, '2026-12-10', { appealId: witness, outcome: 'dismissed', effects: [] })
      expect(known(verdict, dismissed, appealAgainst(1))).toMatchObject({ chargesUnderAppeal: [chargeId] })
      const bail = decided(BailDecided, '2026-11-21', {})
      expect(known(verdict, bail, appealAgainst(1))).toMatchObject({ chargesUnderAppeal: [] })
    })
    it('against the decision on an appeal that names no charge, which concerns only the charges appealed before', () => {
      const ofAnother = decided(VerdictDelivered, '2026-11-20', { chargeId: witness })
      const first = { ...appealAgainst(0), data: { ...appealAgainst(0).data, appealId: witness } }
      const dismissed = decided(AppealDecided, '2026-12-10', { appealId: witness, outcome: 'dismissed', effects: [] })
      expect(known(verdict, first, dismissed, appealAgainst(2))).toMatchObject({ chargesUnderAppeal: [chargeId] })
      expect(known(ofAnother, first, dismissed, appealAgainst(2), verdict)).toMatchObject({ chargesUnderAppeal: [witness] })
    })
    it('against the sentence, which may be imposed days later', () =>
      expect(known(verdict, sentence, appealAgainst(1))).toMatchObject({
        chargesUnderAppeal: [chargeId],
        appealableUntil: { [chargeId]: '2026-12-07T16:00:00.000Z' },
      }))
    it('which a decision of after the finality does not extend', () => {
      const retried = decided(SentenceImposed, '2026-11-24', { chargeId })
      const finalInPast = { ...final, occurredAt: '2026-11-23', occurredZone: 'Asia/Manila' }
      expect(readingFor(courtCaseStream, storedCase(caseId, verdict, retried), finalInPast).known).toMatchObject({
        appealableUntil: { [chargeId]: '2026-12-05T16:00:00.000Z' },
      })
    })
    it('by the court that decided: a decision of the court of appeal has its own time, and a sentence that it imposed', () => {
      const { appealId } = AppealLodged.example
      const longer = { activity: 'appeal', authority: 'HIGH_COURT', maxDays: 30, validFrom: '2000-01-01', source: 'invented' } as const
      const inPolicy = { ...final, policy: { ...policy, clocks: [longer, ...policy.clocks] } }
      const untilOf = (...recorded: Parameters<typeof known>) =>
        (readingFor(courtCaseStream, storedCase(caseId, ...recorded), inPolicy).known as KnownAppealability).appealableUntil[chargeId]
      const convicted = decided(AppealDecided, '2026-12-10', { appealId, effects: [{ chargeId, effect: 'convicted' }] })
      const sentenceOnAppeal = decided(SentenceImposed, '2026-12-11', { chargeId })
      expect(untilOf(verdict, appealAgainst(0))).toBe('2026-12-05T16:00:00.000Z')
      expect(untilOf(verdict, appealAgainst(0), convicted)).toBe('2027-01-09T16:00:00.000Z')
      expect(untilOf(verdict, appealAgainst(0), convicted, sentenceOnAppeal)).toBe('2027-01-10T16:00:00.000Z')
    })
    it('by the last court, on cassation or a further appeal: the time that names no court', () => {
      const longer = { activity: 'appeal', authority: 'HIGH_COURT', maxDays: 30, validFrom: '2000-01-01', source: 'invented' } as const
      const inPolicy = { ...final, policy: { ...policy, clocks: [longer, ...policy.clocks] } }
      const effects = [{ chargeId, effect: 'sentenceChanged' }]
      const first = decided(AppealDecided, '2026-11-21', { appealId: AppealLodged.example.appealId, effects })
      const further = { ...appealAgainst(2), data: { ...appealAgainst(2).data, appealId: witness } }
      const last = decided(AppealDecided, '2026-12-30', { appealId: witness, effects })
      const untilOf = (...recorded: Parameters<typeof known>) =>
        (readingFor(courtCaseStream, storedCase(caseId, ...recorded), inPolicy).known as KnownAppealability).appealableUntil[chargeId]
      expect(untilOf(verdict, appealAgainst(0), first, further, last)).toBe('2027-01-14T16:00:00.000Z')
      const cassation = decided(AppealDecided, '2026-12-30', { appealId: witness, effects, remedy: 'cassation' })
      expect(untilOf(verdict, cassation)).toBe('2027-01-14T16:00:00.000Z')
    })
    it('against the decision of a higher court', () => {
      const { appealId } = AppealLodged.example
      const appeal = decided(AppealDecided, '2026-12-10', { appealId, effects: [{ chargeId, effect: 'sentenceChanged' }] })
      const further = { ...appealAgainst(3), data: { ...appealAgainst(3).data, appealId: witness } }
      expect(known(verdict, sentence, appealAgainst(1), appeal)).toMatchObject({
        chargesUnderAppeal: [],
        appealableUntil: { [chargeId]: '2026-12-25T16:00:00.000Z' },
      })
      expect(known(verdict, sentence, appealAgainst(1), appeal, further)).toMatchObject({ chargesUnderAppeal: [chargeId] })
    })
  })

  it('the decision of an appeal reads the lodged appeals and the decisions that they are against', () => {
    const decision = { type: VerdictDelivered.type, stream: `adjudication.courtCase-${caseId}`, data: VerdictDelivered.example }
    const lodged = { type: AppealLodged.type, stream, data: AppealLodged.example }
    expect(readingFor(courtCaseStream, storedCase(caseId, decision, lodged), commandFor(DecideAppeal, DecideAppeal.example, {}))).toEqual({
      known: { appealsLodged: [AppealLodged.example.appealId] },
      read: [expect.objectContaining({ id: storedIdOf(0) }), expect.objectContaining({ id: storedIdOf(1) })],
    })
    const byRegistry = { ...lodged, stream: `adjudication.filing-${caseId}`, data: { ...AppealLodged.example, appealId: witness } }
    const { appealId } = AppealLodged.example
    const decidesFirst = commandFor(DecideAppeal, { ...DecideAppeal.example, appealId }, {})
    expect(readingFor(courtCaseStream, storedCase(caseId, decision, lodged, byRegistry), decidesFirst).known).toEqual({
      appealsLodged: [AppealLodged.example.appealId, witness],
      alsoLodgedAs: [witness],
    })
  })

  it('a command whose rules do not need the charges does not read them', () => {
    expect(readingFor(courtCaseStream, history, scheduleHearing())).toEqual({ known: nothingRequired, read: [] })
    expect(readingFor(courtCaseStream, history, holdHearing())).toEqual({ known: {}, read: [] })
  })
})
