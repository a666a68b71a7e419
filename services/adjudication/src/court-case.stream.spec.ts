import {
  AccessExcluded,
  AppealDecided,
  AppealLodged,
  AssetsFrozen,
  AssetsReleased,
  ChargeLaid,
  ChargeWithdrawn,
  ConfiscationSought,
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
import { commanded } from '@case-timeline/decider/fixtures'
import { storedCase, storedIdOf } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { courtCaseStream } from './court-case.stream.ts'
import { assignJudge, chargeId, deliver, indictmentId, nothingFiled, schedule, trader, witness } from './domain/court-case.fixtures.ts'

const caseId = '99999999-9999-4999-8999-999999999999'
const stream = `prosecution.case-${caseId}`
const charged = { type: ChargeLaid.type, stream, data: { ...ChargeLaid.example, chargeId, accusedRef: trader } }
const filed = { type: IndictmentFiled.type, stream, data: { indictmentId, courtId: 'ph-rtc-manila', chargeIds: [chargeId] } }
const history = storedCase(caseId, charged, filed)

describe('what the court knows of the case', () => {
  it('is one stream for a case', () => expect(courtCaseStream.streamId(caseId, deliver().data)).toBe(caseId))

  it('is the indictments filed, and whom each charge accuses', () =>
    expect(courtCaseStream.known?.(history, deliver())).toMatchObject({
      known: { indictments: [{ indictmentId, chargeIds: [chargeId] }], accusedByCharge: { [chargeId]: trader } },
      read: [{ id: storedIdOf(1) }, { id: storedIdOf(0) }],
    }))

  it('is that a charge was withdrawn', () => {
    const withdrawn = { type: ChargeWithdrawn.type, stream, data: { chargeId, reasonCode: 'nonPunishment' } }
    expect(courtCaseStream.known?.(storedCase(caseId, charged, withdrawn), deliver())).toMatchObject({ known: { chargesGone: [chargeId] } })
  })

  it('is who is excluded when a judge is assigned, guarded against an exclusion in the same moment', () => {
    const record = `adjudication.record-${caseId}`
    const excluded = { type: AccessExcluded.type, stream: record, data: { userId: 'j.dizon', personRef: witness, reasonCode: 'kinship' } }
    expect(courtCaseStream.known?.(storedCase(caseId, excluded), assignJudge())).toMatchObject({
      known: { excludedJudges: [witness], excludedAccounts: ['j.dizon'], unnamedAccounts: [] },
      guards: [{ stream: record, revision: 0 }],
    })
    const unnamed = { ...excluded, data: { userId: 'j.dizon', reasonCode: 'kinship' } }
    expect(courtCaseStream.known?.(storedCase(caseId, unnamed), assignJudge()).known).toMatchObject({
      excludedJudges: [],
      unnamedAccounts: ['j.dizon'],
    })
  })

  it('is who is protected as a child, what is certified, and which assets were frozen', () => {
    const police = `investigation.case-${caseId}`
    const told = storedCase(
      caseId,
      {
        type: PresumedVictimIdentified.type,
        stream: police,
        data: { ...PresumedVictimIdentified.example, personRef: witness, ageBand: 'unknown' },
      },
      { type: MlaRequestExecuted.type, stream: `prosecution.mla-${indictmentId}`, data: MlaRequestExecuted.example },
      { type: AssetsFrozen.type, stream: `investigation.assets-${indictmentId}`, data: AssetsFrozen.example },
    )
    const known = (command: Parameters<NonNullable<typeof courtCaseStream.known>>[1]) => courtCaseStream.known?.(told, command).known
    expect(known(commanded(GiveTestimony, GiveTestimony.example, nothingFiled))).toMatchObject({ protectedAsChildren: [witness] })
    expect(known(commanded(RuleOnEvidence, RuleOnEvidence.example, nothingFiled))).toMatchObject({
      certifiedItems: MlaRequestExecuted.example.items.map(({ id }) => id),
    })
    expect(known(commanded(OrderConfiscation, OrderConfiscation.example, nothingFiled))).toMatchObject({
      tracedAssets: AssetsFrozen.example.assetIds,
    })
  })

  it('is which assets are held, not those that were given free since', () => {
    const asset = (type: EventType, data: object = {}) => ({
      type: type.type,
      stream: `investigation.assets-${indictmentId}`,
      data: { ...(type.example as object), assetIds: [indictmentId], ...data },
    })
    const [frozen, sought, released] = [asset(AssetsFrozen), asset(ConfiscationSought), asset(AssetsReleased)]
    const traced = (...told: (typeof frozen)[]) =>
      courtCaseStream.known?.(storedCase(caseId, ...told), commanded(OrderConfiscation, OrderConfiscation.example, nothingFiled)).known
    expect(traced(frozen, sought)).toMatchObject({ tracedAssets: [indictmentId] })
    expect(traced(frozen, sought, released)).toMatchObject({ tracedAssets: [] })
    expect(traced(frozen, released, frozen)).toMatchObject({ tracedAssets: [indictmentId] })
  })

  it('is which items police of another country sent, as the record of their collection says', () => {
    const item = (evidenceId: string, cooperationRequestId?: string) => ({
      type: EvidenceCollected.type,
      stream: `investigation.evidence-${evidenceId}`,
      data: { ...EvidenceCollected.example, evidenceId, ...(cooperationRequestId === undefined ? {} : { cooperationRequestId }) },
    })
    const told = storedCase(caseId, item(chargeId), item(witness, indictmentId))
    expect(courtCaseStream.known?.(told, commanded(RuleOnEvidence, RuleOnEvidence.example, nothingFiled))).toMatchObject({
      known: { itemsFromAbroad: [witness] },
      read: [{ id: storedIdOf(1) }],
    })
  })

  it('is no certificate of what this country sent to another one', () => {
    const data = { ...MlaRequestExecuted.example, direction: 'received' }
    const sentAbroad = storedCase(caseId, { type: MlaRequestExecuted.type, stream: `prosecution.mla-${indictmentId}`, data })
    expect(courtCaseStream.known?.(sentAbroad, commanded(RuleOnEvidence, RuleOnEvidence.example, nothingFiled)).known).toMatchObject({
      certifiedItems: [],
    })
  })

  describe('is which judgment is under appeal, and until when policy lets it be appealed', () => {
    const decided = (type: EventType, occurredAt: string, data: object) => ({
      type: type.type,
      stream: `adjudication.courtCase-${caseId}`,
      data: { ...(type.example as object), ...data },
      occurredAt,
      occurredZone: 'Asia/Manila',
    })
    const verdict = decided(VerdictDelivered, '2026-11-20', { chargeId })
    const sentence = decided(SentenceImposed, '2026-11-22', { chargeId })
    const against = (index: number) => ({
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
    const final = commanded(MakeJudgmentFinal, { chargeId }, nothingFiled, { policy })
    const known = (...told: (typeof verdict | ReturnType<typeof against>)[]) =>
      courtCaseStream.known?.(storedCase(caseId, ...told), final).known

    it('against the verdict', () =>
      expect(known(verdict, against(0))).toMatchObject({
        appealsLodged: [AppealLodged.example.appealId],
        chargesUnderAppeal: [chargeId],
        appealableUntil: { [chargeId]: '2026-12-05T16:00:00.000Z' },
      }))
    it('against the sentence, which may come days later', () =>
      expect(known(verdict, sentence, against(1))).toMatchObject({
        chargesUnderAppeal: [chargeId],
        appealableUntil: { [chargeId]: '2026-12-07T16:00:00.000Z' },
      }))
    it('against what a higher court made of them', () => {
      const { appealId } = AppealLodged.example
      const appeal = decided(AppealDecided, '2026-12-10', { appealId, effects: [{ chargeId, effect: 'sentenceChanged' }] })
      const further = { ...against(3), data: { ...against(3).data, appealId: witness } }
      expect(known(verdict, sentence, against(1), appeal)).toMatchObject({
        chargesUnderAppeal: [],
        appealableUntil: { [chargeId]: '2026-12-25T16:00:00.000Z' },
      })
      expect(known(verdict, sentence, against(1), appeal, further)).toMatchObject({ chargesUnderAppeal: [chargeId] })
    })
  })

  it('is nothing where no rule asks for it', () =>
    expect(courtCaseStream.known?.(history, schedule())).toEqual({ known: nothingFiled, read: [] }))
})
